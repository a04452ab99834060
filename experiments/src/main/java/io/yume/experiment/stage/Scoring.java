package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.agent.rollout.WorkerPool;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays episodes for their returns, job by job. What has been played is kept every few seconds and where it stops, so that
 * an attempt that goes on plays only the rest.
 *
 * @param <J> some episodes in a row
 */
final class Scoring<J> {

    private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);
    private static final long KEEP_NANOS = Duration.ofSeconds(5).toNanos();

    private final RunContext context;
    private final String name;
    private final List<J> jobs;
    private final Played all;
    private int jobsDone;
    private int episodesDone;
    private double sum;
    private long keptAt;

    /**
     * Finds what earlier attempts have played.
     *
     * @param name of the progress, and of what is kept
     * @param episodes of all jobs together
     * @param jobs the same ones in all attempts
     */
    Scoring(RunContext context, String name, int episodes, List<J> jobs) throws IOException {
        this.context = context;
        this.name = name;
        this.jobs = jobs;
        all = Played.room(episodes);
        context.partial(name).ifPresent(this::goOn);
    }

    private void goOn(JsonNode kept) {
        Played played = Played.of(kept.path("returns"), kept.path("truncated"));
        int done = kept.path("jobs").asInt();
        if (done > jobs.size()
                || played.episodes() > all.episodes()
                || played.truncated().length != played.episodes()) {
            LOG.warn("what was kept of {} does not fit its {} jobs: it is played anew", name, jobs.size());
            return;
        }
        add(played);
        jobsDone = done;
    }

    /**
     * Plays what is missing.
     *
     * @param played what came of a job's episodes
     * @return all episodes in the order of the jobs
     * @throws java.util.concurrent.CancellationException if it was asked to stop
     */
    <R> Played play(WorkerPool<J, R> pool, Function<R, Played> played) throws IOException, InterruptedException {
        keptAt = System.nanoTime();
        try (Progress.Bar bar = context.progress().bar(name, all.episodes())) {
            show(bar);
            pool.run(
                    jobsDone,
                    jobs.listIterator(jobsDone),
                    new UntilStopped<>(context.cancellation(), (id, job, result) -> {
                        add(played.apply(result));
                        jobsDone++;
                        show(bar);
                        if (System.nanoTime() - keptAt > KEEP_NANOS) {
                            keep();
                        }
                    }));
        } finally {
            keep();
        }
        return all;
    }

    private void show(Progress.Bar bar) {
        if (episodesDone > 0) {
            bar.update(episodesDone, String.format(Locale.ROOT, "mean return %.0f", sum / episodesDone));
        }
    }

    private void add(Played some) {
        all.set(episodesDone, some);
        episodesDone += some.episodes();
        for (double value : some.returns()) {
            sum += value;
        }
    }

    private void keep() throws IOException {
        Played done = all.range(0, episodesDone);
        ObjectNode kept = Json.object().put("jobs", jobsDone);
        kept.set("returns", Json.tree(done.returns()));
        kept.set("truncated", Json.tree(done.truncated()));
        context.keepPartial(name, kept);
        keptAt = System.nanoTime();
    }
}
