package io.yume.experiment.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The content of {@code result.json}: what a run came to. The keys and their order are an interface for scripts.
 *
 * @param seed the training seed
 * @param preset the preset
 * @param env the environment
 * @param random the random policy
 * @param openLoop the best open-loop policy
 * @param dream the controller in its dream
 * @param real the controller in the real environment
 * @param throughput speeds
 * @param wallSeconds the time of all stages
 * @param peakRssMiB the most memory the process held, MiB; -1 where the system does not tell
 * @param threads the learner's compute threads
 * @param cpu the processor
 * @param jvm the Java virtual machine
 * @param hash SHA-256 over all learned parameters and scores, see {@link RunHash}
 */
@JsonPropertyOrder({
    "seed",
    "preset",
    "env",
    "random",
    "openLoop",
    "dream",
    "real",
    "throughput",
    "wallSeconds",
    "peakRssMiB",
    "threads",
    "cpu",
    "jvm",
    "hash"
})
public record ResultJson(
        long seed,
        String preset,
        String env,
        Random random,
        OpenLoop openLoop,
        Dream dream,
        Real real,
        Throughput throughput,
        double wallSeconds,
        long peakRssMiB,
        int threads,
        String cpu,
        String jvm,
        String hash) {

    /** Its name in the run folder. */
    public static final String FILE = "result.json";

    /**
     * Scores of the random policy; see {@link Real} for the components.
     *
     * @param capShare the share of episodes that reached the cap, 0 to 1
     */
    @JsonPropertyOrder({"mean", "sd", "episodes", "capShare"})
    public record Random(double mean, double sd, int episodes, double capShare) {}

    /**
     * Scores of the best open-loop policy.
     *
     * @param policy its name
     */
    @JsonPropertyOrder({"mean", "sd", "episodes", "policy"})
    public record OpenLoop(double mean, double sd, int episodes, String policy) {}

    /**
     * Scores of the controller in its dream.
     *
     * @param temperature of the dream
     */
    @JsonPropertyOrder({"mean", "sd", "episodes", "temperature"})
    public record Dream(double mean, double sd, int episodes, double temperature) {}

    /**
     * Scores of the controller in the real environment.
     *
     * @param mean of the episode returns
     * @param sd their standard deviation
     * @param ci95 the lower and the upper end of the 95 % interval of the mean
     * @param episodes how many
     * @param capShare the share of episodes that reached the cap, 0 to 1
     */
    @JsonPropertyOrder({"mean", "sd", "ci95", "episodes", "capShare"})
    public record Real(double mean, double sd, List<Double> ci95, int episodes, double capShare) {

        /** @throws IllegalArgumentException if the interval is not two numbers */
        public Real {
            ci95 = List.copyOf(ci95);
            if (ci95.size() != 2) {
                throw new IllegalArgumentException("ci95 must be a lower and an upper end: ci95=" + ci95);
            }
        }
    }

    /**
     * Speeds.
     *
     * @param framesPerSecond real frames collected and stored
     * @param dreamStepsPerSecond live dreams moved on by a step
     */
    @JsonPropertyOrder({"framesPerSecond", "dreamStepsPerSecond"})
    public record Throughput(double framesPerSecond, double dreamStepsPerSecond) {}
}
