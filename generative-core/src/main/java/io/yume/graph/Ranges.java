package io.yume.graph;

/** Range errors: the rule, then the value. */
final class Ranges {

    private Ranges() {}

    static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + value);
        }
    }

    /** A factor with which a mean forgets. */
    static void requireDecay(String name, double value) {
        require(value >= 0 && value < 1, name + " must be in [0, 1): " + name + "=", value);
    }

    static void requirePositive(String name, double value) {
        require(value > 0, name + " must be > 0: " + name + "=", value);
    }

    static void requireNotNegative(String name, double value) {
        require(value >= 0, name + " must be >= 0: " + name + "=", value);
    }
}
