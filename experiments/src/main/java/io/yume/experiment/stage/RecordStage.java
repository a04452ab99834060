package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.agent.rollout.JobRunner;
import io.yume.env.episode.EpisodeStore;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.graph.ComputeThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Records the episodes of a round of exploration with the round's controller. */
final class RecordStage implements Stage {

    private final Pass round;

    RecordStage(Pass round) {
        this.round = round;
    }

    @Override
    public String name() {
        return round.name(CollectStage.NAME);
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        return recording(context, round).record(context, () -> player(context));
    }

    private JobRunner<Long, List<Recording.Recorded>> player(RunContext context) {
        ComputeThread.useThreads(1);
        try {
            return new Explorer(context, round);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean intact(RunContext context) throws IOException {
        return recording(context, round).intact(context);
    }

    private static Recording recording(RunContext context, Pass round) throws IOException {
        return new Recording(
                round.name(CollectStage.NAME),
                context.folder().episodes(round.round()),
                context.config().explore().episodes(),
                context.config().vision().tile());
    }

    /** The episodes of a round. */
    static EpisodeStore open(RunContext context, Pass round) throws IOException {
        return recording(context, round).open(context);
    }
}
