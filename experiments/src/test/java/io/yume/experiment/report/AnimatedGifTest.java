package io.yume.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

class AnimatedGifTest {

    private static List<Picture> frames(int count, int height, int width) {
        List<Picture> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Picture frame = Picture.filled(height, width, 10, 20, 30);
            frame.rgb()[3 * i] = (byte) 200;
            frames.add(frame);
        }
        return frames;
    }

    private interface Look {
        void at(ImageReader reader) throws IOException;
    }

    private static void read(byte[] gif, Look look) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
            reader.setInput(stream);
            look.at(reader);
        } finally {
            reader.dispose();
        }
    }

    @Test
    void aReaderFindsEveryFrameWithItsDelayAndItsExactColours() throws IOException {
        List<Picture> frames = frames(5, 4, 6);

        byte[] gif = AnimatedGif.encode(frames, 3, 50);

        read(gif, reader -> {
            assertThat(reader.getNumImages(true)).isEqualTo(5);
            for (int i = 0; i < 5; i++) {
                BufferedImage image = reader.read(i);
                assertThat(image.getWidth()).isEqualTo(18);
                assertThat(image.getHeight()).isEqualTo(12);
                for (int row = 0; row < 12; row++) {
                    for (int column = 0; column < 18; column++) {
                        assertThat(image.getRGB(column, row) & 0xffffff)
                                .isEqualTo(frames.get(i).colour(row / 3, column / 3));
                    }
                }
                IIOMetadataNode root =
                        (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                assertThat(control.getAttribute("delayTime")).isEqualTo("5");
            }
        });
        assertThat(new String(gif, StandardCharsets.ISO_8859_1)).contains("NETSCAPE2.0\u0003\u0001\u0000\u0000");
    }

    @Test
    void sideBySideHoldsTheLastFrameOfTheShorter() throws IOException {
        List<Picture> left = frames(2, 4, 4);
        List<Picture> right = frames(3, 4, 4);

        read(AnimatedGif.sideBySide(left, right, 1, 20), reader -> {
            assertThat(reader.getNumImages(true)).isEqualTo(3);
            BufferedImage last = reader.read(2);
            assertThat(last.getWidth()).isEqualTo(12);
            assertThat(last.getRGB(1, 0) & 0xffffff).isEqualTo(left.get(1).colour(0, 1));
            assertThat(last.getRGB(10, 0) & 0xffffff).isEqualTo(right.get(2).colour(0, 2));
            assertThat(last.getRGB(5, 0) & 0xffffff).isEqualTo(0x888888);
        });
    }

    @Test
    void manyColoursBecomeFewThatAreNear() throws IOException {
        // A smooth picture has far more than 256 colours.
        Picture smooth = Picture.filled(64, 64, 0, 0, 0);
        for (int row = 0; row < 64; row++) {
            for (int column = 0; column < 64; column++) {
                int at = (row * 64 + column) * 3;
                smooth.rgb()[at] = (byte) (4 * row);
                smooth.rgb()[at + 1] = (byte) (4 * column);
                smooth.rgb()[at + 2] = (byte) (2 * (row + column));
            }
        }

        assertThat(meanError(List.of(smooth))).isLessThan(6);
    }

    @Test
    void noiseWithMoreColoursThanAreCountedStillHasAPalette() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<Picture> noise = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] rgb = new byte[64 * 64 * 3];
            random.nextBytes(rgb);
            noise.add(new Picture(64, 64, rgb));
        }

        assertThat(meanError(noise)).isLessThan(20);
    }

    /** The mean distance per channel between the pictures and what a reader sees. */
    private static double meanError(List<Picture> pictures) throws IOException {
        double[] sum = new double[1];
        read(AnimatedGif.encode(pictures, 1, 20), reader -> {
            for (int i = 0; i < pictures.size(); i++) {
                BufferedImage image = reader.read(i);
                for (int row = 0; row < 64; row++) {
                    for (int column = 0; column < 64; column++) {
                        int expected = pictures.get(i).colour(row, column);
                        int actual = image.getRGB(column, row);
                        for (int shift = 0; shift <= 16; shift += 8) {
                            sum[0] += Math.abs((expected >> shift & 0xff) - (actual >> shift & 0xff));
                        }
                    }
                }
            }
        });
        return sum[0] / (pictures.size() * 64 * 64 * 3);
    }

    @Test
    void refusesFramesThatDoNotFitTogether() {
        assertThatThrownBy(() -> AnimatedGif.encode(List.of(), 1, 20))
                .hasMessage("an animation must have frames: frames=0");
        assertThatThrownBy(() -> AnimatedGif.encode(frames(1, 2, 2), 1, 10))
                .hasMessage("delayMillis must be >= 20: delayMillis=10");
        List<Picture> mixed = List.of(Picture.filled(2, 2, 0, 0, 0), Picture.filled(2, 3, 0, 0, 0));
        assertThatThrownBy(() -> AnimatedGif.encode(mixed, 1, 20))
                .hasMessage("the frames must have one size: expected=[2, 2], actual=[2, 3]");
    }
}
