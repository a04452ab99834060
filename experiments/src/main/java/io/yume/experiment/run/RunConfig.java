package io.yume.experiment.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.yume.env.gym.client.GymReference;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Everything that decides a run. The components are the keys of the YAML presets and of {@code --set section.key=value};
 * a new key is a component here and a line in {@code presets/default.yaml}.
 *
 * @param seed the number that decides every random draw of the run
 * @param env the name of the environment, such as {@code take-cover}, or a {@link GymReference}
 * @param maxSteps the step at which real episodes are cut; 0 for the environment's own limit
 * @param preset the preset that the other values were taken from
 * @param workers actor workers; changes no result
 * @param threads compute threads of the learner; changes the last bits of a result
 * @param engine what computes the programs; changes the last digits of a result
 */
public record RunConfig(
        long seed,
        String env,
        int maxSteps,
        String preset,
        int workers,
        int threads,
        Engine engine,
        Collect collect,
        Vision vision,
        Explore explore,
        Memory memory,
        Dream dream,
        Evolve evolve,
        Evaluate evaluate,
        Report report,
        Study study) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

    /** @throws IllegalArgumentException if a value is out of its range; the message names the key */
    public RunConfig {
        require(seed >= 0, "seed must be >= 0: seed=%s", seed);
        if (GymReference.matches(env)) {
            GymReference.parse(env);
        } else {
            require(
                    NAME.matcher(env).matches(),
                    "env must be small letters, digits and dashes, or gym:ID, or gym:ID@URL: env=%s",
                    env);
        }
        atLeast("maxSteps", maxSteps, 0);
        require(NAME.matcher(preset).matches(), "preset must be small letters, digits and dashes: preset=%s", preset);
        atLeast("workers", workers, 1);
        atLeast("threads", threads, 1);
        require(
                (long) explore.rounds() * explore.memorySteps() <= memory.steps(),
                "explore.rounds x explore.memorySteps must be <= memory.steps=%s: explore.rounds=%s, explore.memorySteps=%s",
                memory.steps(),
                explore.rounds(),
                explore.memorySteps());
    }

    /**
     * Recording random episodes.
     *
     * @param episodes how many
     * @param stride the most that each element of an action moves in a step, as a share of its range; 0 for held actions
     * @param holdMin the fewest steps that a random action is held
     * @param holdMax the most steps that a random action is held
     * @param chunkBytes the size of a chunk of the episode store, bytes
     * @param budgetBytes what the store may take on disk, bytes
     * @param jobTimeoutSeconds after this long a worker counts as hung
     */
    public record Collect(
            int episodes,
            double stride,
            int holdMin,
            int holdMax,
            int chunkBytes,
            long budgetBytes,
            int jobTimeoutSeconds) {

        public Collect {
            atLeast("collect.episodes", episodes, 1);
            require(stride >= 0 && stride <= 1, "collect.stride must be in [0, 1]: collect.stride=%s", stride);
            atLeast("collect.holdMin", holdMin, 1);
            atLeast("collect.chunkBytes", chunkBytes, 4096);
            atLeast("collect.jobTimeoutSeconds", jobTimeoutSeconds, 1);
            require(
                    holdMax >= holdMin,
                    "collect.holdMax must be >= collect.holdMin=%s: collect.holdMax=%s",
                    holdMin,
                    holdMax);
            require(
                    budgetBytes >= chunkBytes,
                    "collect.budgetBytes must be >= collect.chunkBytes=%s: collect.budgetBytes=%s",
                    chunkBytes,
                    budgetBytes);
        }
    }

    /**
     * The variational autoencoder.
     *
     * @param inverted whether frames are turned into their negatives before anything sees them
     * @param tile frames that are encoded together, and real episodes that a worker plays at a time
     * @param latents the size of z
     * @param channels the channels of the four convolutions
     * @param batch frames per step
     * @param steps training steps
     * @param bufferFrames frames held in memory at a time, from which batches are drawn
     * @param learningRate Adam's step size
     * @param freeBits the floor of the divergence, nats per latent
     * @param logEvery steps between two points of the learning curve
     * @param checkpointEvery steps between two checkpoints
     */
    public record Vision(
            boolean inverted,
            int tile,
            int latents,
            List<Integer> channels,
            int batch,
            int steps,
            int bufferFrames,
            double learningRate,
            double freeBits,
            int logEvery,
            int checkpointEvery) {

        public Vision {
            // As for dream.tile.
            atLeast("vision.tile", tile, 2);
            atLeast("vision.latents", latents, 1);
            channels = List.copyOf(channels);
            require(channels.size() == 4, "vision.channels must be four numbers: vision.channels=%s", channels);
            require(
                    channels.stream().allMatch(count -> count >= 1),
                    "vision.channels must be >= 1 each: vision.channels=%s",
                    channels);
            atLeast("vision.batch", batch, 1);
            atLeast("vision.steps", steps, 0);
            atLeast("vision.bufferFrames", bufferFrames, 1);
            above("vision.learningRate", learningRate, 0);
            notBelow("vision.freeBits", freeBits, 0);
            atLeast("vision.logEvery", logEvery, 1);
            atLeast("vision.checkpointEvery", checkpointEvery, 1);
        }
    }

    /**
     * Collecting again with controllers evolved in the dream so far: random play hardly shows the places that a
     * controller seeks out, and there a dream may be wrong.
     *
     * @param rounds how often; each trains Memory on, evolves a controller and records episodes
     * @param episodes of a round
     * @param randomShare the share of the time in which a round's episodes follow random play instead of the controller
     * @param memorySteps training steps of Memory before each round; those of all rounds are part of its own steps
     * @param generations of a round's evolution
     */
    public record Explore(int rounds, int episodes, double randomShare, int memorySteps, int generations) {

        public Explore {
            atLeast("explore.rounds", rounds, 0);
            atLeast("explore.episodes", episodes, 1);
            require(
                    randomShare >= 0 && randomShare <= 1,
                    "explore.randomShare must be in [0, 1]: explore.randomShare=%s",
                    randomShare);
            atLeast("explore.memorySteps", memorySteps, 0);
            atLeast("explore.generations", generations, 0);
        }
    }

    /**
     * The recurrent mixture density network.
     *
     * @param hidden the size of h
     * @param mixtures Gaussians per latent
     * @param sharedWeights whether all latents of a step share their mixture weights
     * @param batch sequences per step
     * @param sequence steps per sequence
     * @param burnIn steps at the head of a sequence that only build up the state
     * @param carried whether rows of a batch go through whole episodes with a state that is carried from batch to batch, instead of sequences
     *     from anywhere
     * @param steps training steps
     * @param learningRate Adam's first step size
     * @param learningRateDecay the factor on the step size after each step
     * @param learningRateFloor the smallest step size
     * @param gradientClip the largest magnitude of one gradient value
     * @param doneWeight the weight of steps that end an episode in the done loss
     * @param rewardHead whether rewards are predicted too
     * @param clock whether a step is told how late in its episode it is
     * @param logEvery steps between two points of the learning curve
     * @param checkpointEvery steps between two checkpoints
     */
    public record Memory(
            int hidden,
            int mixtures,
            boolean sharedWeights,
            int batch,
            int sequence,
            int burnIn,
            boolean carried,
            int steps,
            double learningRate,
            double learningRateDecay,
            double learningRateFloor,
            double gradientClip,
            double doneWeight,
            boolean rewardHead,
            boolean clock,
            int logEvery,
            int checkpointEvery) {

        public Memory {
            atLeast("memory.hidden", hidden, 1);
            atLeast("memory.mixtures", mixtures, 1);
            atLeast("memory.batch", batch, 2);
            atLeast("memory.burnIn", burnIn, 0);
            require(!carried || burnIn == 0, "memory.burnIn must be 0 with memory.carried: memory.burnIn=%s", burnIn);
            atLeast("memory.sequence", sequence, burnIn + 1L);
            atLeast("memory.steps", steps, 0);
            above("memory.learningRate", learningRate, 0);
            require(
                    learningRateDecay > 0 && learningRateDecay <= 1,
                    "memory.learningRateDecay must be in (0, 1]: memory.learningRateDecay=%s",
                    learningRateDecay);
            require(
                    learningRateFloor >= 0 && learningRateFloor <= learningRate,
                    "memory.learningRateFloor must be in [0, memory.learningRate=%s]: memory.learningRateFloor=%s",
                    learningRate,
                    learningRateFloor);
            above("memory.gradientClip", gradientClip, 0);
            above("memory.doneWeight", doneWeight, 0);
            atLeast("memory.logEvery", logEvery, 1);
            atLeast("memory.checkpointEvery", checkpointEvery, 1);
        }
    }

    /**
     * The dream.
     *
     * @param temperature how uncertain the dream is made; 1 is as learned
     * @param maxSteps the cap of a dream, steps
     * @param tile dreams that are computed together
     * @param posteriorNoise whether the controller sees codes as drawn, with the noise of Vision's posterior, and not like the posterior means
     *     that reality shows it
     */
    public record Dream(double temperature, int maxSteps, int tile, boolean posteriorNoise) {

        public Dream {
            above("dream.temperature", temperature, 0);
            atLeast("dream.maxSteps", maxSteps, 1);
            // A product of one row takes another path through the matrix kernels, with other bits.
            atLeast("dream.tile", tile, 2);
        }
    }

    /** What computes the programs of a run; see {@link io.yume.graph.Engine}. */
    public enum Engine {
        @JsonProperty("compiled")
        COMPILED,
        @JsonProperty("reference")
        REFERENCE,
        @JsonProperty("nd4j")
        ND4J;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the controller is evolved. */
    public enum World {
        @JsonProperty("dream")
        DREAM,
        @JsonProperty("real")
        REAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the controller sees: the latent frame alone, or with the memory's state. */
    public enum Features {
        @JsonProperty("zh")
        ZH,
        @JsonProperty("z")
        Z;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The evolution of the controller.
     *
     * @param in where it is scored
     * @param maxSteps the step at which episodes in reality are cut; 0 for the environment's own limit. Only evolution's: scores
     *     are those of whole episodes
     * @param generations how many
     * @param population candidates per generation
     * @param rollouts episodes per candidate
     * @param sigma0 the first step size
     * @param separable whether only the diagonal of the covariance is learned
     * @param bias whether the controller has a constant input
     * @param features what the controller sees
     * @param checkpointEvery generations between two checkpoints
     */
    public record Evolve(
            World in,
            int maxSteps,
            int generations,
            int population,
            int rollouts,
            double sigma0,
            boolean separable,
            boolean bias,
            Features features,
            int checkpointEvery) {

        public Evolve {
            atLeast("evolve.maxSteps", maxSteps, 0);
            atLeast("evolve.generations", generations, 0);
            atLeast("evolve.population", population, 4);
            atLeast("evolve.rollouts", rollouts, 1);
            above("evolve.sigma0", sigma0, 0);
            atLeast("evolve.checkpointEvery", checkpointEvery, 1);
        }
    }

    /**
     * The scores in the real environment.
     *
     * @param episodes held-out episodes
     * @param openLoopPolicies how many open-loop policies are tried, spread evenly over the list; 0 for all
     * @param openLoopSelectionEpisodes other episodes, on which the best open-loop policy is chosen
     * @param direct whether a controller evolved in reality, with as many steps, is scored too
     * @param visionOnly whether a controller that sees z alone, evolved with as many steps, is scored too
     */
    public record Evaluate(
            int episodes, int openLoopPolicies, int openLoopSelectionEpisodes, boolean direct, boolean visionOnly) {

        public Evaluate {
            atLeast("evaluate.episodes", episodes, 2);
            atLeast("evaluate.openLoopPolicies", openLoopPolicies, 0);
            atLeast("evaluate.openLoopSelectionEpisodes", openLoopSelectionEpisodes, 1);
        }
    }

    /**
     * The pictures of the report.
     *
     * @param gifs animations of real and dreamed episodes
     * @param gifSteps the most steps of one animation
     */
    public record Report(int gifs, int gifSteps) {

        public Report {
            atLeast("report.gifs", gifs, 0);
            atLeast("report.gifSteps", gifSteps, 1);
        }
    }

    /**
     * The long tables of a study.
     *
     * @param temperatures of the dreams that controllers are evolved in; {@code dream.temperature} is added where missing
     * @param trainings evolutions per temperature and per ablation, each with a seed of its own
     * @param direct whether controllers are also evolved in reality, with as many steps
     */
    public record Study(List<Double> temperatures, int trainings, boolean direct) {

        public Study {
            temperatures = List.copyOf(temperatures);
            for (double temperature : temperatures) {
                above("study.temperatures", temperature, 0);
            }
            atLeast("study.trainings", trainings, 1);
        }
    }

    private static void atLeast(String key, long value, long least) {
        require(value >= least, "%1$s must be >= %2$s: %1$s=%3$s", key, least, value);
    }

    private static void above(String key, double value, double bound) {
        require(value > bound && Double.isFinite(value), "%1$s must be > %2$.0f: %1$s=%3$s", key, bound, value);
    }

    private static void notBelow(String key, double value, double bound) {
        require(value >= bound && Double.isFinite(value), "%1$s must be >= %2$.0f: %1$s=%3$s", key, bound, value);
    }

    private static void require(boolean holds, String rule, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, rule, values));
        }
    }
}
