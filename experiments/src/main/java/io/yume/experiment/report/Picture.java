package io.yume.experiment.report;

import java.util.List;

/**
 * An image of unsigned bytes, row-major {@code [height, width, 3]}, red first.
 *
 * @param height in pixels
 * @param width in pixels
 * @param rgb the bytes, owned by the picture
 */
public record Picture(int height, int width, byte[] rgb) {

    /** Neither lost on a white page nor glaring on a dark one. */
    private static final int GAP = 0x88;

    /** @throws IllegalArgumentException if the bytes do not fill the shape */
    public Picture {
        if (height < 1 || width < 1 || rgb.length != height * width * 3) {
            throw new IllegalArgumentException("rgb must fill the picture: expected=[" + height + ", " + width
                    + ", 3], actual=[" + rgb.length + "]");
        }
    }

    /** A picture of one colour. */
    public static Picture filled(int height, int width, int red, int green, int blue) {
        byte[] rgb = new byte[height * width * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return new Picture(height, width, rgb);
    }

    /** The colour of a pixel as {@code 0xrrggbb}. */
    public int colour(int row, int column) {
        int at = (row * width + column) * 3;
        return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
    }

    /** Each pixel as a square of this many pixels a side, so that small frames stay crisp. */
    public Picture enlarged(int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("factor must be >= 1: factor=" + factor);
        }
        byte[] large = new byte[rgb.length * factor * factor];
        int at = 0;
        for (int row = 0; row < height * factor; row++) {
            for (int column = 0; column < width * factor; column++) {
                int from = (row / factor * width + column / factor) * 3;
                large[at++] = rgb[from];
                large[at++] = rgb[from + 1];
                large[at++] = rgb[from + 2];
            }
        }
        return new Picture(height * factor, width * factor, large);
    }

    /**
     * Pictures of one size in rows, with grey gaps between them.
     *
     * @param columns pictures per row
     * @param gap in pixels
     * @throws IllegalArgumentException if there are none or their sizes differ
     */
    public static Picture grid(List<Picture> pictures, int columns, int gap) {
        if (pictures.isEmpty() || columns < 1 || gap < 0) {
            throw new IllegalArgumentException("a grid must have pictures, columns and a gap >= 0: pictures="
                    + pictures.size() + ", columns=" + columns + ", gap=" + gap);
        }
        int height = pictures.get(0).height();
        int width = pictures.get(0).width();
        int across = Math.min(columns, pictures.size());
        int rows = (pictures.size() + columns - 1) / columns;
        Picture grid = filled(rows * (height + gap) - gap, across * (width + gap) - gap, GAP, GAP, GAP);
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            if (picture.height() != height || picture.width() != width) {
                throw new IllegalArgumentException("the pictures of a grid must have one size: expected=[" + height
                        + ", " + width + "], actual=[" + picture.height() + ", " + picture.width() + "]");
            }
            for (int row = 0; row < height; row++) {
                int target = ((i / columns * (height + gap) + row) * grid.width() + i % columns * (width + gap)) * 3;
                System.arraycopy(picture.rgb(), row * width * 3, grid.rgb(), target, width * 3);
            }
        }
        return grid;
    }
}
