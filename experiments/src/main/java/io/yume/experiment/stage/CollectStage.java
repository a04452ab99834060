package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.agent.rollout.JobRunner;
import io.yume.agent.rollout.PoolConfig;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.episode.EncodedEpisode;
import io.yume.env.episode.Episode;
import io.yume.env.episode.EpisodeRecorder;
import io.yume.env.episode.EpisodeStore;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.graph.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.LongStream;

/** Records a fixed number of random episodes; which they are depends on their ids alone. */
final class CollectStage implements Stage {

    static final String NAME = "collect";

    @Override
    public String name() {
        return NAME;
    }

    /** A finished episode, ready to be stored, and what it was worth. */
    record Recorded(EncodedEpisode episode, double totalReward) {}

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        RunConfig.Collect collect = context.config().collect();
        PoolConfig limits = PoolConfig.forWorkers(context.config().workers())
                .withJobDeadline(Duration.ofSeconds(collect.jobTimeoutSeconds()));
        try (EpisodeStore store = open(context);
                WorkerPool<Long, Recorded> pool =
                        WorkerPool.start(NAME, context.config().workers(), () -> new Recorder(context), limits);
                Progress.Bar bar = context.progress().bar(NAME, collect.episodes())) {
            context.metrics().rewind(NAME + "/", store.nextId() - 1);
            long framesBefore = store.frames();
            double secondsBefore = context.seconds();
            Iterator<Long> ids =
                    LongStream.range(store.nextId(), collect.episodes()).iterator();
            pool.run(store.nextId(), ids, (id, job, recorded) -> {
                context.cancellation().throwIfRequested();
                store.append(recorded.episode());
                context.metrics().log(NAME + "/steps", id, recorded.episode().steps());
                context.metrics().log(NAME + "/return", id, recorded.totalReward());
                bar.update(store.size(), store.frames() + " frames");
            });
            store.force();
            double seconds = context.seconds() - secondsBefore;
            long recorded = store.frames() - framesBefore;
            return Json.object()
                    .put("episodes", store.size())
                    .put("frames", store.frames())
                    .put("bytes", store.bytes())
                    .put("framesPerSecond", seconds > 0 ? recorded / seconds : 0)
                    .put("contentHash", store.contentHash());
        }
    }

    /** A damaged last record looks like one that was being written: opening the store cuts it off. */
    @Override
    public boolean intact(RunContext context) throws IOException {
        try (EpisodeStore store = open(context)) {
            return store.size() == context.config().collect().episodes();
        }
    }

    /** The episodes of a run. */
    static EpisodeStore open(RunContext context) throws IOException {
        RunConfig.Collect collect = context.config().collect();
        return EpisodeStore.open(
                context.folder().episodes(), new EpisodeStore.Limits(collect.chunkBytes(), collect.budgetBytes()));
    }

    /** Plays and encodes episodes on a worker's thread. */
    static final class Recorder implements JobRunner<Long, Recorded> {

        private final Environment environment;
        private final EpisodeRecorder recorder = new EpisodeRecorder();
        private final OpenLoopPolicy policy;
        private final Seed seed;

        Recorder(RunContext context) {
            RunConfig.Collect collect = context.config().collect();
            environment = new Parts(context.config()).environment();
            policy = new OpenLoopPolicy.HeldRandom(collect.holdMin(), collect.holdMax(), 1, 1, 1);
            seed = context.seed().split(NAME);
        }

        @Override
        public Recorded run(Long id) {
            Episode episode = play(id);
            return new Recorded(EncodedEpisode.encode(episode), episode.totalReward());
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
