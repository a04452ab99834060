package io.yume.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Program} is made of and, if it was {@link Program#profile profiled}, where its time goes.
 *
 * @param engine what computes it
 * @param runs how many runs were timed; 0 if none
 * @param nodes what became of the graph's nodes
 * @param memory what the program needs beside the parameters and the optimiser's state
 * @param steps the steps, in order
 */
public record ProgramDescription(Engine engine, int runs, Nodes nodes, Memory memory, List<StepDescription> steps) {

    /** Steps that {@link #text} lists. */
    static final int MOST_ROWS = 40;

    /**
     * Counts of nodes, all but one in the graph that was written.
     *
     * @param live what the outputs and the gradients depend on
     * @param leaves live placeholders, parameters, constants and draws
     * @param views live nodes that are only another view of a value
     * @param rewritten nodes of the graph that is computed instead of the live ones, leaves and views included: the
     *     compiled engine computes some nodes in parts, and others without axes of length 1. As many as live for the
     *     other engines
     * @param dead nodes of the graph that this program leaves out
     * @param folded applications in the graph that were simplified when they were made, such as {@code x * 1}
     * @param shared applications in the graph for which there was an equal node already
     */
    public record Nodes(int live, int leaves, int views, int rewritten, int dead, int folded, int shared) {}

    /**
     * Bytes of native memory; for the reference engine, of arrays on the heap.
     *
     * @param planned what the program holds: values that are never alive together share memory
     * @param withoutReuse what the values that reach memory would take if none shared any
     * @param withoutFusion what all nodes that are computed would take, views and members of fused kernels included
     */
    public record Memory(long planned, long withoutReuse, long withoutFusion) {}

    /**
     * The sum over all steps of one operation.
     *
     * @param seconds the sum of the steps' median times; {@code NaN} where nothing was timed
     */
    public record Total(String operation, int steps, long flops, long bytesRead, long bytesWritten, double seconds) {

        /** Bytes read and written. */
        public long bytes() {
            return bytesRead + bytesWritten;
        }
    }

    public ProgramDescription {
        steps = List.copyOf(steps);
    }

    /** Whether the steps were timed. */
    public boolean timed() {
        return runs > 0;
    }

    /** One sum per operation: the largest time first, or without times in the order of first use. */
    public List<Total> totals() {
        Map<String, List<StepDescription>> groups = new LinkedHashMap<>();
        steps.forEach(step -> groups.computeIfAbsent(step.operation(), unused -> new ArrayList<>())
                .add(step));
        List<Total> totals = new ArrayList<>();
        groups.forEach((operation, members) -> totals.add(sum(operation, members)));
        if (timed()) {
            totals.sort((a, b) -> Double.compare(b.seconds(), a.seconds()));
        }
        return List.copyOf(totals);
    }

    /** The sum over all steps. */
    public Total total() {
        return sum("total", steps);
    }

    private static Total sum(String operation, List<StepDescription> members) {
        return new Total(
                operation,
                members.size(),
                members.stream().mapToLong(StepDescription::flops).sum(),
                members.stream().mapToLong(StepDescription::bytesRead).sum(),
                members.stream().mapToLong(StepDescription::bytesWritten).sum(),
                members.stream().mapToDouble(StepDescription::seconds).sum());
    }

    /**
     * Two aligned tables, of operations and of steps: sorted by time with the share of it and what it achieved, or without
     * times in order. Of a long program the first 40 steps are listed and the rest is one row.
     */
    public String text() {
        return text(MOST_ROWS);
    }

    /**
     * As {@link #text()}, with more or fewer steps.
     *
     * @throws IllegalArgumentException if {@code mostSteps} is negative
     */
    public String text(int mostSteps) {
        if (mostSteps < 0) {
            throw new IllegalArgumentException("mostSteps must be >= 0: mostSteps=" + mostSteps);
        }
        return new DescriptionText(this).write(mostSteps);
    }

    /**
     * A drawing of the program as a self-contained SVG: one box per step, coloured by kind, below the steps whose results
     * it reads; the fused nodes are in the box and, whole, in its tooltip. In a program of more than 80 steps, a
     * sequence of steps that repeats itself at least three times, such as one step of a recurrence, is drawn once with
     * the number of its repetitions. At most 400 boxes are drawn; a note says how many steps are missing.
     */
    public String svg() {
        return new DescriptionSvg(this).write();
    }

    @Override
    public String toString() {
        return text();
    }
}
