package io.yume.graph;

import java.util.List;

/** How parameters follow their gradients: a rule with its constants, the learning rate of each step, and the clipping. */
public sealed interface Optimizer permits Adam, AdamW, RmsProp, Sgd {

    /** Short lower-case name, such as "adam": the beginning of the names that checkpoints give to its state. */
    String name();

    /** Names of the vectors that it keeps for each parameter between updates, such as "momentum". */
    List<String> slots();

    /** The learning rate of each step. */
    Schedule rate();

    /** What is done to large gradients. */
    Clipping clipping();

    /** The same with another learning rate. */
    Optimizer with(Schedule schedule);

    /** The same with another clipping. */
    Optimizer with(Clipping clip);

    /** With a rate that starts where it does now, falls by a factor per step, and stays at or above the lowest. */
    default Optimizer decaying(double factor, double lowest) {
        return with(Schedule.exponential(rate().at(1), factor, lowest));
    }

    /** With each element of a gradient clipped to [-bound, bound]. */
    default Optimizer clipped(double bound) {
        return with(new Clipping.ByValue(bound));
    }

    /** With the norm of the whole gradient clipped to a bound. */
    default Optimizer clippedByNorm(double bound) {
        return with(new Clipping.ByNorm(bound));
    }
}
