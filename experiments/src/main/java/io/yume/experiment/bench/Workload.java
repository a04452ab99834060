package io.yume.experiment.bench;

import io.yume.graph.ProgramDescription;
import java.util.Optional;

/**
 * Work that is measured by the step: a whole training step with its batch, noise and update, or a step of dreams. It is
 * made, stepped and closed on one thread.
 */
interface Workload extends AutoCloseable {

    /** One step. */
    void step();

    /**
     * What the program of a step is made of and where its time goes; empty where a step is none of our programs.
     *
     * @param runs that are timed; they train nothing
     */
    default Optional<ProgramDescription> describe(int runs) {
        return Optional.empty();
    }

    @Override
    void close();
}
