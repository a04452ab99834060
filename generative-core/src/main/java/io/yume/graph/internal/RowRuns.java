package io.yume.graph.internal;

import io.yume.graph.Noise;
import io.yume.graph.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The steps of a program for a number of lanes. Where all products can be cut into blocks of rows, runs of steps are
 * computed block by block, each lane its own ({@link Lockstep}); in all other programs native ops share themselves between
 * OpenMP's threads. Both in one program would be slow: OpenMP's threads keep looking for work for a while after each op, on
 * the cores that the lanes need. Steps that cannot be cut run between the runs, and small ones on one lane within them.
 */
final class RowRuns implements AutoCloseable {

    /** Operations in the products of a program that are worth waking the helpers and keeping them awake. */
    private static final long WORTH_A_TEAM = 40_000_000;

    /** Elements that one lane computes sooner than two agree on who does what. */
    private static final int SMALL = 2048;

    private static final Step NOTHING = noise -> {};

    private final List<Step> whole;
    private final List<Run> runs = new ArrayList<>();
    private final List<Step> blocks = new ArrayList<>();

    /** Steps from one to another, in blocks; one after the other where {@code together} is null. */
    private record Run(int from, int to, Lockstep together) {}

    /**
     * @param instructions the steps before they were bound
     * @param whole the steps
     * @param lanes of the team
     */
    RowRuns(List<Instruction> instructions, List<Step> whole, Arena planned, BlockMath math, int lanes) {
        this.whole = whole;
        List<Registers> registers = Stream.generate(Registers::new).limit(lanes).toList();
        boolean cuts = lanes > 1 && worthCutting(instructions, lanes);
        try {
            int from = 0;
            while (from < whole.size()) {
                boolean joins = cuts && joins(instructions.get(from), lanes);
                boolean products = false;
                int to = from;
                while (to < whole.size() && (cuts && joins(instructions.get(to), lanes)) == joins) {
                    products |= isNative(instructions.get(to++));
                }
                Lockstep together = null;
                if (joins && products) {
                    Step[][] steps = new Step[to - from][];
                    for (int i = from; i < to; i++) {
                        steps[i - from] = cut(instructions.get(i), whole.get(i), planned, math, registers);
                    }
                    together = new Lockstep(steps);
                }
                runs.add(new Run(from, to, together));
                from = to;
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static boolean worthCutting(List<Instruction> instructions, int lanes) {
        long flops = 0;
        for (Instruction instruction : instructions) {
            if (isNative(instruction)) {
                if (!joins(instruction, lanes)) {
                    return false;
                }
                flops += instruction.work().flops();
            }
        }
        return flops >= WORTH_A_TEAM;
    }

    private static boolean isNative(Instruction instruction) {
        StepKind kind = instruction.work().kind();
        return kind == StepKind.MATMUL || kind == StepKind.CONVOLUTION;
    }

    private static boolean isCut(Instruction instruction, int lanes) {
        return instruction.pieces() >= lanes * instruction.leastPieces() && !isSmall(instruction);
    }

    private static boolean isSmall(Instruction instruction) {
        Work work = instruction.work();
        return isNative(instruction)
                ? work.kind() == StepKind.MATMUL && work.flops() < Products.SMALL
                : Stream.concat(instruction.reads().stream(), instruction.writes().stream())
                        .allMatch(ref -> ref.shape().size() <= SMALL);
    }

    private static boolean joins(Instruction instruction, int lanes) {
        return isSmall(instruction) || isCut(instruction, lanes);
    }

    private Step[] cut(Instruction instruction, Step step, Arena planned, BlockMath math, List<Registers> registers) {
        int lanes = registers.size();
        int pieces = instruction.pieces();
        Step[] cut = new Step[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            if (isCut(instruction, lanes)) {
                int begin = (int) ((long) pieces * lane / lanes);
                int end = (int) ((long) pieces * (lane + 1) / lanes);
                cut[lane] = instruction.pieces(begin, end - begin).bind(planned, math, registers.get(lane));
                blocks.add(cut[lane]);
            } else {
                cut[lane] = lane == 0 ? step : NOTHING;
            }
        }
        return cut;
    }

    /** How many steps run in blocks, or among such on one lane. */
    int together() {
        return runs.stream()
                .filter(run -> run.together != null)
                .mapToInt(run -> run.to - run.from)
                .sum();
    }

    /**
     * Runs all steps.
     *
     * @param nanos where the time of each step is added; null if nobody wants it
     */
    void run(Noise noise, long[] nanos) {
        for (Run run : runs) {
            if (run.together != null) {
                run.together.run(noise, nanos, run.from);
            } else {
                for (int i = run.from; i < run.to; i++) {
                    long began = nanos == null ? 0 : System.nanoTime();
                    whole.get(i).run(noise);
                    if (nanos != null) {
                        nanos[i] += System.nanoTime() - began;
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        blocks.forEach(Step::close);
    }
}
