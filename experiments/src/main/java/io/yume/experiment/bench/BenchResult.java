package io.yume.experiment.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.yume.experiment.bench.Samples.Estimate;
import io.yume.experiment.run.Machine;
import java.util.List;
import java.util.Map;

/**
 * What {@code bench.json} holds; its keys stay as they are within a format.
 *
 * @param format 1
 * @param machine where it was measured
 * @param engine that computed our side, {@code compiled}, {@code reference} or {@code nd4j}
 * @param plan how it was measured
 * @param versions of the packages on both sides
 * @param rates what the machine plays, collects and dreams a second, by name; those that were asked for
 * @param matrixProductGflops the rate of a product of two 1024 x 1024 matrices in our engine, on the same threads; 0 if no
 *     row was measured
 * @param rows in order
 * @param skipped peers that are not there, with the reason
 */
public record BenchResult(
        int format,
        Machine machine,
        String engine,
        Plan plan,
        Map<String, String> versions,
        Map<String, Double> rates,
        double matrixProductGflops,
        List<RowResult> rows,
        Map<String, String> skipped) {

    /** The present format. */
    public static final int FORMAT = 1;

    /**
     * One row.
     *
     * @param name of the row
     * @param description model and sizes
     * @param unitsPerStep what a step makes: 1 training step, or so many steps of dreams
     * @param flopsPerStep of the matrix products and convolutions
     * @param sides ours first
     */
    public record RowResult(
            String name, String description, int unitsPerStep, double flopsPerStep, List<SideResult> sides) {}

    /**
     * One side of a row.
     *
     * @param name {@code yume} or a peer's
     * @param medianMs median of the repetitions, ms per step; like all that follows absent after a failure
     * @param lowerQuartileMs ms per step
     * @param upperQuartileMs ms per step
     * @param samplesMs all repetitions in order, ms per step
     * @param unitsPerSecond at the median
     * @param gflops at the median, 10^9 operations a second
     * @param peakRssMiB the most memory that its process held in its turns, MiB
     * @param ratio our median divided by this one's, with its 95 % interval; absent for ours
     * @param failure why there are no numbers
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SideResult(
            String name,
            Double medianMs,
            Double lowerQuartileMs,
            Double upperQuartileMs,
            double[] samplesMs,
            Double unitsPerSecond,
            Double gflops,
            Long peakRssMiB,
            Estimate ratio,
            String failure) {

        static SideResult failed(String name, String failure) {
            return new SideResult(name, null, null, null, null, null, null, null, null, failure);
        }
    }
}
