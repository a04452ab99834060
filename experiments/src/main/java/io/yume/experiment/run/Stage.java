package io.yume.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/**
 * One step of a run, such as collecting episodes.
 *
 * <p>A stage that was stopped is run again by a later process: it must go on from its own checkpoints, or from what it
 * kept with {@link RunContext#keepPartial}, and end with the same bits as if it had never been stopped. When it starts or restarts it calls {@link io.yume.train.Curves#rewind} with the step it
 * goes on from. While it works it asks {@link Cancellation#throwIfRequested} now and then.
 */
public interface Stage {

    /** The command that runs this stage alone, such as {@code train-vision}. */
    String name();

    /**
     * Does the work.
     *
     * @return what the run keeps of it, such as scores; later stages read it with {@link RunContext#result}
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if this thread is interrupted while it waits
     */
    JsonNode run(RunContext context) throws IOException, InterruptedException;

    /**
     * Whether what a finished stage left is still whole. If not, the stage is run again: it goes on from what is left and
     * ends with the same bits.
     *
     * @throws IOException if a file cannot be read
     */
    default boolean intact(RunContext context) throws IOException {
        return true;
    }

    /**
     * The stages that this one stands for in a run of this configuration, in order: itself, or those of a group.
     */
    default List<Stage> parts(RunConfig config) {
        return List.of(this);
    }

    /** Whether the stage is run again even when it is done, as the report is. */
    default boolean repeatable() {
        return false;
    }
}
