package io.yume.experiment.report;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Animations as GIF files that loop for ever, with one palette for all frames, so that nothing flickers. */
public final class AnimatedGif {

    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    private static final String STREAM_FORMAT = "javax_imageio_gif_stream_1.0";
    private static final int GAP = 4;

    private AnimatedGif() {}

    /**
     * The bytes of a GIF file.
     *
     * @param frames of one size, at least one
     * @param factor how many times larger they are shown
     * @param delayMillis between two frames, at least 20, which is as fast as browsers go; rounded to 10
     * @throws IllegalArgumentException if there is no frame, their sizes differ or the delay is too short
     */
    public static byte[] encode(List<Picture> frames, int factor, int delayMillis) throws IOException {
        requireFrames(frames, delayMillis);
        Palette palette = Palette.of(frames);
        IndexColorModel model = palette.model();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(colourTable(writer, frames.get(0), factor, model));
            for (int i = 0; i < frames.size(); i++) {
                BufferedImage image = image(frames.get(i), factor, palette, model);
                IIOMetadata metadata =
                        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
                describe(metadata, delayMillis, i == 0);
                writer.writeToSequence(new IIOImage(image, null, metadata), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /**
     * Two episodes side by side; the shorter one stays on its last frame.
     *
     * @param left such as the real episode
     * @param right such as the dreamed one
     */
    public static byte[] sideBySide(List<Picture> left, List<Picture> right, int factor, int delayMillis)
            throws IOException {
        requireFrames(left, delayMillis);
        requireFrames(right, delayMillis);
        List<Picture> frames = new ArrayList<>();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            Picture one = left.get(Math.min(i, left.size() - 1));
            Picture other = right.get(Math.min(i, right.size() - 1));
            frames.add(Picture.grid(List.of(one, other), 2, GAP));
        }
        return encode(frames, factor, delayMillis);
    }

    private static void requireFrames(List<Picture> frames, int delayMillis) {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("an animation must have frames: frames=0");
        }
        if (delayMillis < 20) {
            throw new IllegalArgumentException("delayMillis must be >= 20: delayMillis=" + delayMillis);
        }
        Picture first = frames.get(0);
        for (Picture frame : frames) {
            if (frame.height() != first.height() || frame.width() != first.width()) {
                throw new IllegalArgumentException("the frames must have one size: expected=[" + first.height() + ", "
                        + first.width() + "], actual=[" + frame.height() + ", " + frame.width() + "]");
            }
        }
    }

    private static BufferedImage image(Picture frame, int factor, Palette palette, IndexColorModel model) {
        int height = frame.height() * factor;
        int width = frame.width() * factor;
        byte[] indices = new byte[height * width];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                indices[row * width + column] = palette.index(frame.colour(row / factor, column / factor));
            }
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        image.getRaster().setDataElements(0, 0, width, height, indices);
        return image;
    }

    /** The palette in the head of the file, for all frames; left to itself the writer puts colours of its own there. */
    private static IIOMetadata colourTable(ImageWriter writer, Picture frame, int factor, IndexColorModel model)
            throws IOException {
        IIOMetadata metadata = writer.getDefaultStreamMetadata(null);
        IIOMetadataNode root = new IIOMetadataNode(STREAM_FORMAT);
        IIOMetadataNode version = child(root, "Version");
        version.setAttribute("value", "89a");
        IIOMetadataNode screen = child(root, "LogicalScreenDescriptor");
        screen.setAttribute("logicalScreenWidth", Integer.toString(frame.width() * factor));
        screen.setAttribute("logicalScreenHeight", Integer.toString(frame.height() * factor));
        screen.setAttribute("colorResolution", "8");
        screen.setAttribute("pixelAspectRatio", "0");
        // The format knows tables of 2, 4, 8 ... 256 colours.
        int size = Math.max(2, Integer.highestOneBit(2 * model.getMapSize() - 1));
        IIOMetadataNode table = child(root, "GlobalColorTable");
        table.setAttribute("sizeOfGlobalColorTable", Integer.toString(size));
        table.setAttribute("backgroundColorIndex", "0");
        table.setAttribute("sortFlag", "FALSE");
        for (int i = 0; i < size; i++) {
            int colour = i < model.getMapSize() ? model.getRGB(i) : 0;
            IIOMetadataNode entry = new IIOMetadataNode("ColorTableEntry");
            entry.setAttribute("index", Integer.toString(i));
            entry.setAttribute("red", Integer.toString((colour >> 16) & 0xff));
            entry.setAttribute("green", Integer.toString((colour >> 8) & 0xff));
            entry.setAttribute("blue", Integer.toString(colour & 0xff));
            table.appendChild(entry);
        }
        metadata.setFromTree(STREAM_FORMAT, root);
        return metadata;
    }

    private static void describe(IIOMetadata metadata, int delayMillis, boolean first) throws IOException {
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", Integer.toString(Math.round(delayMillis / 10f)));
        if (first) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            // Sub-block 1 holds how often to loop; 0 is for ever.
            loop.setUserObject(new byte[] {1, 0, 0});
            child(root, "ApplicationExtensions").appendChild(loop);
        }
        for (int i = root.getLength() - 1; i >= 0; i--) {
            if (root.item(i).getNodeName().equals("LocalColorTable")) {
                root.removeChild(root.item(i));
            }
        }
        metadata.setFromTree(FORMAT, root);
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        IIOMetadataNode node = new IIOMetadataNode(name);
        root.appendChild(node);
        return node;
    }
}
