package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.agent.rollout.JobRunner;
import io.yume.agent.rollout.PoolConfig;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.episode.EncodedEpisode;
import io.yume.env.episode.Episode;
import io.yume.env.episode.EpisodeStore;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Fills an episode store with a fixed number of episodes, in the order of their ids.
 *
 * @param name of the stage and of the learning curves
 * @param folder of the store
 * @param episodes how many
 * @param batch episodes that a worker plays together, the first of them at a multiple of this number
 */
record Recording(String name, Path folder, int episodes, int batch) {

    /** A finished episode, ready to be stored, and what it was worth. */
    record Recorded(EncodedEpisode episode, double totalReward) {

        static Recorded of(Episode episode) {
            return new Recorded(EncodedEpisode.encode(episode), episode.totalReward());
        }
    }

    /** The store, made where missing. */
    EpisodeStore open(RunContext context) throws IOException {
        RunConfig.Collect limits = context.config().collect();
        return EpisodeStore.open(folder, new EpisodeStore.Limits(limits.chunkBytes(), limits.budgetBytes()));
    }

    /** A damaged last record looks like one that was being written: opening the store cuts it off. */
    boolean intact(RunContext context) throws IOException {
        try (EpisodeStore store = open(context)) {
            return store.size() == episodes;
        }
    }

    /**
     * Plays what is missing.
     *
     * @param players each on a worker's thread; a job is the id of a batch's first episode
     */
    JsonNode record(RunContext context, Supplier<? extends JobRunner<Long, List<Recorded>>> players)
            throws IOException, InterruptedException {
        int workers = context.config().workers();
        PoolConfig limits = PoolConfig.forWorkers(workers)
                .withJobDeadline(Duration.ofSeconds(context.config().collect().jobTimeoutSeconds()));
        try (EpisodeStore store = open(context);
                WorkerPool<Long, List<Recorded>> pool = WorkerPool.start(name, workers, players, limits);
                Progress.Bar bar = context.progress().bar(name, episodes)) {
            context.metrics().rewind(name + "/", store.nextId() - 1);
            long framesBefore = store.frames();
            double secondsBefore = context.seconds();
            long firstBatch = store.nextId() / batch;
            Iterator<Long> jobs = LongStream.range(firstBatch, (episodes + batch - 1L) / batch)
                    .map(index -> index * batch)
                    .iterator();
            pool.run(firstBatch, jobs, new UntilStopped<>(context.cancellation(), (id, job, played) -> {
                for (Recorded recorded : played) {
                    keep(context, store, recorded);
                }
                bar.update(store.size(), store.frames() + " frames");
            }));
            store.force();
            double seconds = context.seconds() - secondsBefore;
            long frames = store.frames() - framesBefore;
            return Json.object()
                    .put("episodes", store.size())
                    .put("frames", store.frames())
                    .put("bytes", store.bytes())
                    .put("framesPerSecond", seconds > 0 ? frames / seconds : 0)
                    .put("contentHash", store.contentHash());
        }
    }

    /** Where a run was stopped in the middle of a batch, the first of its episodes are there already. */
    private void keep(RunContext context, EpisodeStore store, Recorded recorded) throws IOException {
        EncodedEpisode episode = recorded.episode();
        if (episode.id() >= store.nextId()) {
            store.append(episode);
            context.metrics().log(name + "/steps", episode.id(), episode.steps());
            context.metrics().log(name + "/return", episode.id(), recorded.totalReward());
        }
    }
}
