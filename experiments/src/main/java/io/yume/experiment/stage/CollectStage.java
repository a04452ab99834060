package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.agent.rollout.JobRunner;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.episode.Episode;
import io.yume.env.episode.EpisodeRecorder;
import io.yume.env.episode.EpisodeStore;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.graph.Seed;
import java.io.IOException;
import java.util.List;

/** Records a fixed number of random episodes; which they are depends on their ids alone. */
final class CollectStage implements Stage {

    static final String NAME = "collect";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        return recording(context).record(context, () -> new Recorder(context));
    }

    @Override
    public boolean intact(RunContext context) throws IOException {
        return recording(context).intact(context);
    }

    private static Recording recording(RunContext context) throws IOException {
        return new Recording(
                NAME, context.folder().episodes(), context.config().collect().episodes(), 1);
    }

    /** The random episodes of a run. */
    static EpisodeStore open(RunContext context) throws IOException {
        return recording(context).open(context);
    }

    /** The random play of a run. */
    static OpenLoopPolicy play(RunConfig config) {
        RunConfig.Collect play = config.collect();
        return play.stride() > 0
                ? new OpenLoopPolicy.Brownian(play.stride())
                : new OpenLoopPolicy.HeldRandom(play.holdMin(), play.holdMax(), 1, 1, 1);
    }

    /** Plays and encodes episodes on a worker's thread. */
    static final class Recorder implements JobRunner<Long, List<Recording.Recorded>> {

        private final Environment environment;
        private final EpisodeRecorder recorder = new EpisodeRecorder();
        private final OpenLoopPolicy policy;
        private final Seed seed;

        Recorder(RunContext context) {
            environment = new Parts(context).environment();
            policy = CollectStage.play(context.config());
            seed = context.seed().split(NAME);
        }

        @Override
        public List<Recording.Recorded> run(Long id) {
            return List.of(Recording.Recorded.of(play(id)));
        }

        /** The episode of an id, whether it is one of the recorded ones or not. */
        Episode play(long id) {
            Seed own = seed.split("episode", id);
            OpenLoopPolicy.Run actions =
                    policy.start(environment.actionSpace(), own.split("policy").environmentSeed());
            return recorder.record(environment, id, own.environmentSeed(), (step, action) -> actions.next(action));
        }

        @Override
        public void close() {
            environment.close();
        }
    }
}
