package io.yume.train;

/** A part of a training that is saved in checkpoints. */
interface Kept {

    void save(Checkpoint.Builder builder);

    /** @throws IllegalArgumentException if a checkpoint lacks a tensor or a number of this part */
    void check(Checkpoint checkpoint);

    void restore(Checkpoint checkpoint);
}
