package io.yume.graph;

/** What is done to large gradients before an update. */
public sealed interface Clipping {

    /** Nothing. */
    record None() implements Clipping {}

    /** Each element is clipped to [-bound, bound]; infinity does not clip. */
    record ByValue(double bound) implements Clipping {

        /** @throws IllegalArgumentException if the bound is not above 0 */
        public ByValue {
            Ranges.requirePositive("clip", bound);
        }
    }

    /**
     * The gradient of all parameters together is scaled down to the bound if its Euclidean norm is above it (Pascanu et al.,
     * 2013).
     */
    record ByNorm(double bound) implements Clipping {

        /** @throws IllegalArgumentException if the bound is not above 0 */
        public ByNorm {
            Ranges.requirePositive("clip", bound);
        }
    }

    /** No clipping. */
    static Clipping none() {
        return new None();
    }
}
