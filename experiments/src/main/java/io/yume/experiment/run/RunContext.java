package io.yume.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.graph.Seed;
import io.yume.train.Curves;
import java.io.IOException;
import java.util.Optional;

/** What a stage is given to work with. */
public final class RunContext {

    private final RunConfig config;
    private final EnvironmentSource environments;
    private final RunFolder folder;
    private final Curves metrics;
    private final Progress progress;
    private final Cancellation cancellation;
    private final StageClock clock;

    RunContext(
            RunConfig config,
            EnvironmentSource environments,
            RunFolder folder,
            Curves metrics,
            Progress progress,
            Cancellation cancellation,
            StageClock clock) {
        this.config = config;
        this.environments = environments;
        this.folder = folder;
        this.metrics = metrics;
        this.progress = progress;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /** The configuration of the run. */
    public RunConfig config() {
        return config;
    }

    /** Where the environments come from. */
    public EnvironmentSource environments() {
        return environments;
    }

    /** The run folder. */
    public RunFolder folder() {
        return folder;
    }

    /** The root of all random streams of the run; a stage splits it by its own name. */
    public Seed seed() {
        return Seed.root(config.seed());
    }

    /** Where learning curves are written. */
    public Curves metrics() {
        return metrics;
    }

    /** Where the reader at the terminal sees how far the work is. */
    public Progress progress() {
        return progress;
    }

    /** Whether the work should stop. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** What an earlier stage kept; empty if it is not done. */
    public Optional<JsonNode> result(String stage) throws IOException {
        return folder.stageResult(stage);
    }

    /** What an earlier attempt of this stage kept of a part of its work; empty if there is nothing of use. */
    public Optional<JsonNode> partial(String part) throws IOException {
        return folder.partial(part);
    }

    /** Keeps what there is of a part of this stage's work, and the seconds taken so far, until the stage is done. */
    public void keepPartial(String part, JsonNode soFar) throws IOException {
        folder.keepPartial(part, soFar);
        keepTime();
    }

    /** The seconds this stage has taken, with those of earlier attempts up to their last {@link #keepTime}. */
    public double seconds() {
        return clock.seconds();
    }

    /** Keeps the seconds taken so far; called with each checkpoint, so that a killed run still knows what it cost. */
    public void keepTime() throws IOException {
        clock.keep();
    }
}
