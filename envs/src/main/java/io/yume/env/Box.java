package io.yume.env;

import java.util.Arrays;

/**
 * Vectors with an inclusive lower and upper bound per element; an infinite bound means unbounded. Arrays are copied on
 * the way in and out.
 */
public record Box(float[] low, float[] high) implements Space {

    /** @throws IllegalArgumentException if the bounds differ in length, are empty, NaN, or not ordered */
    public Box {
        if (low.length == 0 || low.length != high.length) {
            throw new IllegalArgumentException(
                    "bounds must have one equal, positive length: low=" + low.length + ", high=" + high.length);
        }
        low = low.clone();
        high = high.clone();
        for (int i = 0; i < low.length; i++) {
            if (!(low[i] <= high[i])) {
                throw new IllegalArgumentException(
                        "low must be <= high: index=" + i + ", low=" + low[i] + ", high=" + high[i]);
            }
        }
    }

    /** The box {@code [low, high]^size}. */
    public static Box of(float low, float high, int size) {
        float[] lows = new float[size];
        float[] highs = new float[size];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return new Box(lows, highs);
    }

    @Override
    public float[] low() {
        return low.clone();
    }

    @Override
    public float[] high() {
        return high.clone();
    }

    @Override
    public int size() {
        return low.length;
    }

    /** Whether every element lies within its bounds (NaN never does). */
    public boolean contains(float[] value) {
        if (value.length != low.length) {
            return false;
        }
        for (int i = 0; i < value.length; i++) {
            if (!(low[i] <= value[i] && value[i] <= high[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Checks the shape of a value and that it is finite; values beyond the bounds pass, as environments clip them.
     *
     * @param name what the value is, for the error text
     * @throws IllegalArgumentException if the length differs or an element is NaN or infinite
     */
    public void requireShape(String name, float[] value) {
        if (value.length != low.length) {
            throw new IllegalArgumentException(
                    name + " shape must match the space: expected=[" + low.length + "], actual=[" + value.length + "]");
        }
        for (int i = 0; i < value.length; i++) {
            if (!Float.isFinite(value[i])) {
                throw new IllegalArgumentException(name + " must be finite: index=" + i + ", value=" + value[i]);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Box box && Arrays.equals(low, box.low) && Arrays.equals(high, box.high);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public String describe() {
        return "Box(" + low.length + ")";
    }
}
