package io.yume.env;

/** The whole numbers {@code 0 .. n-1}; a member is one float that holds such a number. */
public record Discrete(int n) implements Space {

    /** @throws IllegalArgumentException if {@code n < 1} */
    public Discrete {
        if (n < 1) {
            throw new IllegalArgumentException("n must be >= 1: n=" + n);
        }
    }

    @Override
    public int size() {
        return 1;
    }

    /**
     * Returns the action as an index.
     *
     * @throws IllegalArgumentException if the array does not hold exactly one whole number in {@code 0 .. n-1}
     */
    public int index(float[] action) {
        if (action.length != 1) {
            throw new IllegalArgumentException(
                    "action shape must match the space: expected=[1], actual=[" + action.length + "]");
        }
        int index = (int) action[0];
        if (index != action[0] || index < 0 || index >= n) {
            throw new IllegalArgumentException(
                    "action must be a whole number in 0.." + (n - 1) + ": action=" + action[0]);
        }
        return index;
    }

    @Override
    public String describe() {
        return "Discrete(" + n + ")";
    }
}
