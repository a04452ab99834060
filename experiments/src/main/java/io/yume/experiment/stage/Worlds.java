package io.yume.experiment.stage;

import io.yume.agent.evolution.LinearPolicy;
import io.yume.agent.evolution.TileJob;
import io.yume.agent.evolution.TileRunner;
import io.yume.agent.evolution.TileScore;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.Environment;
import io.yume.env.wrapper.StepLimit;
import io.yume.experiment.run.Cancellation;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.ComputeThread;
import io.yume.graph.Seed;
import io.yume.world.dream.DreamConfig;
import io.yume.world.dream.DreamStarts;
import io.yume.world.dream.DreamWorld;
import io.yume.world.dream.FeatureWorld;
import io.yume.world.dream.Features;
import io.yume.world.dream.RealWorld;
import io.yume.world.dream.ReservoirWorld;
import io.yume.world.memory.Memory;
import io.yume.world.vision.Vision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The worlds that controllers are scored in, and pools of workers that play in them. Every worker thread has its own copy
 * of the models and computes on one thread, so a tile's result does not depend on who plays it.
 *
 * @param real whether to play in the real environment instead of the dream
 * @param features what the controller sees
 * @param temperature of the dream
 * @param maxSteps the cap of an episode; in reality 0 leaves the environment's own
 * @param pass whose Memory it is
 * @param randomMemory whether the controller sees the state of a random, frozen memory instead of Memory's own, as a
 *     control; the dream stays that of the trained Memory
 */
record Worlds(boolean real, Features features, double temperature, int maxSteps, Pass pass, boolean randomMemory) {

    /** The dream of a configuration, by the Memory that a run ends with. */
    static Worlds dream(RunConfig config) {
        return dream(config, Pass.LAST);
    }

    /** The dream by the Memory of a pass. */
    static Worlds dream(RunConfig config, Pass pass) {
        return new Worlds(
                false,
                Parts.features(config.evolve().features()),
                config.dream().temperature(),
                config.dream().maxSteps(),
                pass,
                false);
    }

    /** The same controller in the real environment, in whole episodes. */
    Worlds inReality() {
        return new Worlds(true, features, temperature, 0, pass, randomMemory);
    }

    /** The same world, its episodes cut at another step. */
    Worlds cutAt(int steps) {
        return new Worlds(real, features, temperature, steps, pass, randomMemory);
    }

    /** The same world at another temperature. */
    Worlds at(double other) {
        return new Worlds(real, features, other, maxSteps, pass, randomMemory);
    }

    /** The same world seen otherwise. */
    Worlds seeing(Features others) {
        return new Worlds(real, others, temperature, maxSteps, pass, false);
    }

    /** The same world with the state of a random memory. */
    Worlds withRandomMemory() {
        return new Worlds(real, Features.ZH, temperature, maxSteps, pass, true);
    }

    /** Rows of a tile. */
    int rows(RunConfig config) {
        return real ? config.vision().tile() : config.dream().tile();
    }

    /** The policy that plays here. */
    LinearPolicy policy(RunContext context) {
        return new Parts(context).policy(features);
    }

    /** Makes a world on the calling thread, with models of its own. */
    FeatureWorld open(RunContext context, DreamStarts starts) throws IOException {
        Memory memory = MemoryStage.trained(context, pass);
        List<AutoCloseable> models = new ArrayList<>(List.of(memory));
        FeatureWorld world = real ? reality(context, memory, models) : dream(context, memory, starts);
        if (randomMemory) {
            Memory random = MemoryStage.fresh(context, context.seed().split("random-memory"));
            models.add(random);
            world = new ReservoirWorld(world, random);
        }
        return new OwningWorld(world, models);
    }

    /** A reservoir adds its own state to the code. */
    private Features shown() {
        return randomMemory ? Features.Z : features;
    }

    private DreamWorld dream(RunContext context, Memory memory, DreamStarts starts) {
        RunConfig config = context.config();
        DreamConfig dream = new DreamConfig(
                config.dream().tile(), temperature, maxSteps, config.memory().doneWeight(), shown());
        return new DreamWorld(memory, starts, new Parts(context).actionSpace(), dream);
    }

    private RealWorld reality(RunContext context, Memory memory, List<AutoCloseable> models) throws IOException {
        Vision vision = VisionStage.trained(context);
        models.add(vision);
        Parts parts = new Parts(context);
        return new RealWorld(vision, memory, () -> cut(parts.environment()), shown());
    }

    private Environment cut(Environment whole) {
        return maxSteps > 0 && maxSteps < whole.maxSteps() ? new StepLimit(whole, maxSteps) : whole;
    }

    /** Starts workers that play tiles in this world. */
    WorkerPool<TileJob, TileScore> pool(RunContext context, String name, DreamStarts starts) throws IOException {
        LinearPolicy policy = policy(context);
        Supplier<TileRunner> factory = () -> {
            ComputeThread.useThreads(1);
            try {
                return new TileRunner(open(context, starts), policy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return WorkerPool.start(name, context.config().workers(), factory, Parts.pool(context.config()));
    }

    /**
     * Plays every candidate in every episode.
     *
     * @param candidates parameters, one array each
     * @param streams the episodes, shared by all candidates
     * @return scores in the order candidate by candidate, episode by episode
     * @throws java.util.concurrent.CancellationException if it was asked to stop
     */
    static TileScore play(
            WorkerPool<TileJob, TileScore> pool,
            int rows,
            Cancellation cancellation,
            List<float[]> candidates,
            long... streams)
            throws InterruptedException {
        int count = candidates.size() * streams.length;
        TileScore all = new TileScore(new double[count], new int[count], new boolean[count]);
        pool.run(tiles(rows, candidates, streams), new UntilStopped<>(cancellation, (id, job, score) -> {
            int at = (int) id * rows;
            int size = score.returns().length;
            System.arraycopy(score.returns(), 0, all.returns(), at, size);
            System.arraycopy(score.steps(), 0, all.steps(), at, size);
            System.arraycopy(score.truncated(), 0, all.truncated(), at, size);
        }));
        return all;
    }

    /** Every candidate in every episode, candidate by candidate, in tiles of so many rows but for the last. */
    static List<TileJob> tiles(int rows, List<float[]> candidates, long... streams) {
        int count = candidates.size() * streams.length;
        List<TileJob> jobs = new ArrayList<>();
        for (int first = 0; first < count; first += rows) {
            int size = Math.min(rows, count - first);
            float[][] parameters = new float[size][];
            long[] episodes = new long[size];
            for (int i = 0; i < size; i++) {
                parameters[i] = candidates.get((first + i) / streams.length);
                episodes[i] = streams[(first + i) % streams.length];
            }
            jobs.add(new TileJob(parameters, episodes));
        }
        return jobs;
    }

    /** The streams of some episodes below a seed. */
    static long[] streams(Seed seed, int count) {
        long[] streams = new long[count];
        for (int i = 0; i < count; i++) {
            streams[i] = seed.split("rollout", i).value();
        }
        return streams;
    }
}
