package io.yume.experiment.bench;

/**
 * Work that is measured by the step: a whole training step with its batch, noise and update, or a step of dreams. It is
 * made, stepped and closed on one thread.
 */
interface Workload extends AutoCloseable {

    /** One step. */
    void step();

    @Override
    void close();
}
