package io.yume.env;

/** Images of unsigned bytes, row-major {@code [height, width, channels]}. */
public record Pixels(int height, int width, int channels) implements Space {

    /**
     * @throws IllegalArgumentException if a side is below 1
     * @throws ArithmeticException if an image would have more than {@code Integer.MAX_VALUE} bytes
     */
    public Pixels {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException("height, width and channels must be >= 1: height=" + height + ", width="
                    + width + ", channels=" + channels);
        }
        Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    @Override
    public int size() {
        return height * width * channels;
    }

    @Override
    public String describe() {
        return "Pixels(" + height + ", " + width + ", " + channels + ")";
    }
}
