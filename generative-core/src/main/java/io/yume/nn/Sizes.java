package io.yume.nn;

/** Checks of sizes. */
final class Sizes {

    private Sizes() {}

    static int require(String what, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(what + " must be >= 1: " + what + "=" + size);
        }
        return size;
    }

    static void requirePadding(int padding) {
        if (padding < 0) {
            throw new IllegalArgumentException("padding must be >= 0: padding=" + padding);
        }
    }
}
