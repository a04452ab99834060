package io.yume.world.memory;

/**
 * How Memory is trained.
 *
 * @param batch sequences per step
 * @param sequence transitions per sequence
 * @param burnIn transitions at the head of a sequence that only build up the state and are not scored
 * @param carried whether each row of a batch goes through whole episodes, one sequence in each step, from the state that the sequence before
 *     ended in, as in the paper; otherwise sequences lie anywhere and start from zeros
 * @param doneWeight weight of positives in the done loss; dreams take {@code ln doneWeight} off the logit
 */
public record MemoryTraining(int batch, int sequence, int burnIn, boolean carried, double doneWeight) {

    /** Sequences from anywhere. */
    public MemoryTraining(int batch, int sequence, int burnIn, double doneWeight) {
        this(batch, sequence, burnIn, false, doneWeight);
    }

    /** @throws IllegalArgumentException if a value is out of its range */
    public MemoryTraining {
        if (batch < 2) {
            throw new IllegalArgumentException("batch must be >= 2: batch=" + batch);
        }
        if (burnIn < 0 || sequence <= burnIn) {
            throw new IllegalArgumentException(
                    "burnIn must be in [0, sequence): burnIn=" + burnIn + ", sequence=" + sequence);
        }
        if (carried && burnIn > 0) {
            throw new IllegalArgumentException("a carried state needs no burn-in: burnIn must be 0: burnIn=" + burnIn);
        }
        if (!(doneWeight > 0)) {
            throw new IllegalArgumentException("doneWeight must be > 0: doneWeight=" + doneWeight);
        }
    }
}
