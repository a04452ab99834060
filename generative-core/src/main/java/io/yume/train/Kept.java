package io.yume.train;

/** A part of a training that a checkpoint keeps. */
interface Kept {

    void save(Checkpoint.Builder builder);

    /** @throws IllegalArgumentException if a checkpoint lacks something of this part */
    void check(Checkpoint checkpoint);

    void restore(Checkpoint checkpoint);
}
