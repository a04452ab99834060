package io.yume.train;

/**
 * The total length of a training, counted from its first step: one that was resumed after epoch 3 does 7 more to reach
 * {@code epochs(10)}.
 */
public sealed interface Length {

    /** A number of passes over the data. */
    static Length epochs(int count) {
        return new Epochs(count);
    }

    /** A number of updates. */
    static Length updates(long count) {
        return new Updates(count);
    }

    /**
     * The number of steps.
     *
     * @param perEpoch steps in an epoch
     */
    long steps(long perEpoch);

    /** See {@link #epochs}. */
    record Epochs(int count) implements Length {

        /** @throws IllegalArgumentException if the count is negative */
        public Epochs {
            requireCount(count);
        }

        @Override
        public long steps(long perEpoch) {
            return Math.multiplyExact(count, perEpoch);
        }
    }

    /** See {@link #updates}. */
    record Updates(long count) implements Length {

        /** @throws IllegalArgumentException if the count is negative */
        public Updates {
            requireCount(count);
        }

        @Override
        public long steps(long perEpoch) {
            return count;
        }
    }

    private static void requireCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a training must not have a negative length: count=" + count);
        }
    }
}
