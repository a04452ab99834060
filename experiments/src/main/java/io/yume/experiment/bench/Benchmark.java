package io.yume.experiment.bench;

import io.yume.agent.evolution.LinearPolicy;
import io.yume.agent.evolution.TileJob;
import io.yume.agent.evolution.TileRunner;
import io.yume.agent.evolution.TileScore;
import io.yume.agent.rollout.PoolConfig;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.episode.EncodedEpisode;
import io.yume.env.episode.EpisodeRecorder;
import io.yume.env.episode.EpisodeStore;
import io.yume.graph.ComputeThread;
import io.yume.graph.Seed;
import io.yume.world.dream.DreamConfig;
import io.yume.world.dream.DreamStarts;
import io.yume.world.dream.DreamWorld;
import io.yume.world.dream.Features;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Measures rates over a fixed time, after as long a warm-up.
 *
 * @param seconds of each measurement
 * @param workers threads, each computing on one
 */
public record Benchmark(double seconds, int workers) {

    /** Memory of the Doom experiment of World Models (2018), whose own dreams ran at 7,712 steps/s on 64 cores. */
    private static final int LATENTS = 64;

    private static final int HIDDEN = 512;
    private static final int MIXTURES = 5;
    private static final int ROWS = 256;
    private static final int DREAM_STEPS = 50;

    /** A weight so large that hardly a dream ends: every row stays live, while the done head is computed all the same. */
    private static final double NEVER_ENDS = 1e12;

    /** @throws IllegalArgumentException if a value is not positive */
    public Benchmark {
        if (!(seconds > 0) || workers < 1) {
            throw new IllegalArgumentException(
                    "seconds and workers must be > 0: seconds=" + seconds + ", workers=" + workers);
        }
    }

    /** Frames a second that one thread plays and paints. */
    public double frames(String environmentId) {
        try (Environment environment = Environments.make(environmentId)) {
            byte[] frame = new byte[environment.observationSpace().size()];
            float[] action = new float[environment.actionSpace().size()];
            return rate(new LongSupplier() {
                private long episode;

                @Override
                public long getAsLong() {
                    OpenLoopPolicy.Run run = OpenLoopPolicies.random().start(environment.actionSpace(), episode);
                    environment.reset(episode++);
                    long count = 0;
                    boolean last = false;
                    while (!last) {
                        environment.observe(frame);
                        run.next(action);
                        last = environment.step(action).last();
                        count++;
                    }
                    return count;
                }
            });
        }
    }

    /** Frames a second that the workers play, paint, pack and store. */
    public double collect(String environmentId, Path folder) throws IOException, InterruptedException {
        try (EpisodeStore store = EpisodeStore.open(folder, EpisodeStore.Limits.ofBudget(1L << 36));
                WorkerPool<Long, EncodedEpisode> pool = WorkerPool.start(
                        "bench-collect",
                        workers,
                        () -> {
                            Environment environment = Environments.make(environmentId);
                            EpisodeRecorder recorder = new EpisodeRecorder();
                            return id -> {
                                OpenLoopPolicy.Run run =
                                        OpenLoopPolicies.random().start(environment.actionSpace(), id);
                                return EncodedEpisode.encode(
                                        recorder.record(environment, id, id, (step, action) -> run.next(action)));
                            };
                        },
                        PoolConfig.forWorkers(workers))) {
            Timer timer = new Timer();
            pool.run(0, timer.until(), (id, job, episode) -> {
                store.append(episode);
                timer.count(episode.steps() + 1L);
            });
            store.force();
            return timer.rate();
        }
    }

    /** Live dreams a second that the workers move on by a step, with Memory of the paper's Doom size. */
    public double dreams() throws InterruptedException {
        LinearPolicy policy = LinearPolicy.thirds(LATENTS + HIDDEN, true);
        float[] parameters = new float[policy.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (i % 7 - 3) * 0.05f;
        }
        float[][] rows = new float[ROWS][];
        Arrays.fill(rows, parameters);
        try (WorkerPool<Long, TileScore> pool = WorkerPool.start(
                "bench-dreams",
                workers,
                () -> {
                    ComputeThread.useThreads(1);
                    Memory memory =
                            new Memory(new MemoryConfig(LATENTS, 3, HIDDEN, MIXTURES, false, false), Seed.root(1));
                    DreamStarts starts = new DreamStarts(new float[LATENTS], new float[LATENTS], LATENTS);
                    DreamWorld world = new DreamWorld(
                            memory,
                            starts,
                            new Discrete(3),
                            new DreamConfig(ROWS, 1, DREAM_STEPS, NEVER_ENDS, Features.ZH));
                    TileRunner runner = new TileRunner(world, policy);
                    return id -> {
                        long[] streams = LongStream.range(id * ROWS, (id + 1) * ROWS)
                                .map(Seed::mix)
                                .toArray();
                        return runner.run(new TileJob(rows, streams));
                    };
                },
                PoolConfig.forWorkers(workers))) {
            Timer timer = new Timer();
            pool.run(0, timer.until(), (id, job, score) -> timer.count(score.totalSteps()));
            return timer.rate();
        }
    }

    private double rate(LongSupplier work) {
        Timer timer = new Timer();
        Iterator<Long> turns = timer.until();
        while (turns.hasNext()) {
            turns.next();
            timer.count(work.getAsLong());
        }
        return timer.rate();
    }

    /** Counts only what happens after the warm-up. */
    private final class Timer {

        private final long began = System.nanoTime();
        private long counted;
        private double from = -1;
        private double to;

        Iterator<Long> until() {
            return new Iterator<>() {
                private long next;

                @Override
                public boolean hasNext() {
                    // However short the time is, something must be counted in it.
                    return elapsed() < 2 * seconds || counted == 0;
                }

                @Override
                public Long next() {
                    return next++;
                }
            };
        }

        void count(long amount) {
            double now = elapsed();
            if (from >= 0) {
                counted += amount;
                to = now;
            } else if (now >= seconds) {
                from = now;
            }
        }

        double rate() {
            return counted / (to - from);
        }

        private double elapsed() {
            return (System.nanoTime() - began) / 1e9;
        }
    }
}
