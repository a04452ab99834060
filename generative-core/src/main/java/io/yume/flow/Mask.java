package io.yume.flow;

import io.yume.graph.Shape;
import java.util.Arrays;

/** The elements that a coupling leaves as they are; the others change, depending on these. Immutable. */
public final class Mask {

    private enum Pattern {
        HALF,
        ALTERNATING,
        CHECKERBOARD
    }

    private final Pattern pattern;
    private final boolean flipped;

    private Mask(Pattern pattern, boolean flipped) {
        this.pattern = pattern;
        this.flipped = flipped;
    }

    /** The first half of a vector, or of an image's channels. */
    public static Mask half() {
        return new Mask(Pattern.HALF, false);
    }

    /** Every second element of a vector, or channel of an image, beginning with the first. */
    public static Mask alternating() {
        return new Mask(Pattern.ALTERNATING, false);
    }

    /** Every second pixel of an image, like the black squares of a chessboard. */
    public static Mask checkerboard() {
        return new Mask(Pattern.CHECKERBOARD, false);
    }

    /** The complement: what this mask keeps changes, and the other way round. */
    public Mask flipped() {
        return new Mask(pattern, !flipped);
    }

    /**
     * 1 for elements that are kept, 0 for those that change.
     *
     * @throws IllegalArgumentException if the event is neither a vector nor an image, or nothing would be kept or
     *     changed
     */
    double[] values(Shape event) {
        boolean image = event.rank() == 3;
        boolean legal = pattern == Pattern.CHECKERBOARD
                ? image && event.dim(1) * event.dim(2) > 1
                : (image || event.rank() == 1) && event.dim(0) > 1;
        if (!legal) {
            throw new IllegalArgumentException(
                    "a mask must keep some of a vector or image and leave some: mask=" + this + ", event=" + event);
        }
        double[] values = new double[event.size()];
        int plane = event.size() / event.dim(0);
        Arrays.setAll(values, i -> keeps(i / plane, image ? i % plane / event.dim(2) + i % event.dim(2) : 0, event));
        return values;
    }

    private double keeps(int first, int diagonal, Shape event) {
        boolean kept = pattern == Pattern.HALF
                ? first < (event.dim(0) + 1) / 2
                : (pattern == Pattern.ALTERNATING ? first : diagonal) % 2 == 0;
        return kept == flipped ? 0 : 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask && mask.pattern == pattern && mask.flipped == flipped;
    }

    @Override
    public int hashCode() {
        return 2 * pattern.hashCode() + (flipped ? 1 : 0);
    }

    @Override
    public String toString() {
        return pattern + (flipped ? " flipped" : "");
    }
}
