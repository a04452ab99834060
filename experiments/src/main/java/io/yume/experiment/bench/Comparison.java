package io.yume.experiment.bench;

import io.yume.experiment.bench.BenchResult.RowResult;
import io.yume.experiment.bench.BenchResult.SideResult;
import io.yume.experiment.bench.Contender.Turn;
import io.yume.experiment.bench.Samples.Estimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Measures a row: we and the peers in turns, each alone. */
final class Comparison {

    static final String OURS = "yume";

    /** Threads of OpenMP spin for a while after their work; the next side must not run beside them. */
    private static final long PAUSE_MS = 50;

    private static final long BOOTSTRAP_SEED = 1;

    private final Plan plan;
    private final List<Peer> peers;
    private final int describedRuns;
    private final Map<String, String> versions = new TreeMap<>();

    /** @param describedRuns how many runs of our program are timed to describe it; with 0 it is not described */
    Comparison(Plan plan, List<Peer> peers, int describedRuns) {
        this.plan = plan;
        this.peers = List.copyOf(peers);
        this.describedRuns = describedRuns;
    }

    /** What the sides of all rows so far ran on. */
    Map<String, String> versions() {
        return versions;
    }

    /**
     * What was found about a row.
     *
     * @param description of our program, line by line; empty where none was asked for or a step is no program
     */
    record Measured(RowResult result, List<String> description) {}

    /** One side as it is measured. */
    private static final class Side {

        private final String name;
        private final List<Double> milliseconds = new ArrayList<>();
        private Contender contender;
        private long peakRssMiB;
        private String failure;

        Side(String name) {
            this.name = name;
        }

        void fail(IOException reason) {
            failure = reason.getMessage();
            close();
        }

        void close() {
            if (contender != null) {
                contender.close();
                contender = null;
            }
        }

        void add(Turn turn) {
            milliseconds.add(turn.millisecondsPerStep());
            peakRssMiB = Math.max(peakRssMiB, turn.peakRssMiB().orElse(0));
        }

        double[] samples() {
            return milliseconds.stream().mapToDouble(value -> value).toArray();
        }
    }

    /** Measures one row. A side that fails is left out of the rest of the row. */
    Measured measure(Row row) throws InterruptedException {
        List<Side> sides = new ArrayList<>();
        List<String> description;
        try {
            prepare(row, sides);
            for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
                for (Side side : sides) {
                    turn(side, plan.leastSteps(), plan.leastSeconds()).ifPresent(side::add);
                }
            }
            description = describe(sides.get(0));
        } finally {
            sides.forEach(Side::close);
        }
        Side ours = sides.get(0);
        RowResult result = new RowResult(
                row.name(),
                row.description(),
                row.unitsPerStep(),
                row.flopsPerStep(),
                sides.stream().map(side -> result(row, side, ours)).toList());
        return new Measured(result, description);
    }

    private List<String> describe(Side ours) throws InterruptedException {
        if (describedRuns == 0 || !(ours.contender instanceof InProcess work)) {
            return List.of();
        }
        Thread.sleep(PAUSE_MS);
        try {
            return work.describe(describedRuns)
                    .map(description -> description.text().lines().toList())
                    .orElse(List.of());
        } catch (IOException e) {
            // What was measured stays.
            return List.of("not described: " + e.getMessage());
        }
    }

    private void prepare(Row row, List<Side> sides) throws InterruptedException {
        Side ours = new Side(OURS);
        sides.add(ours);
        try {
            ours.contender = InProcess.start(OURS, plan.threads(), row.ours());
        } catch (IOException e) {
            ours.fail(e);
        }
        for (Peer peer : peers) {
            if (peer.does(row)) {
                Side side = new Side(peer.name());
                sides.add(side);
                try {
                    side.contender = peer.start(row, plan.threads());
                    versions.putAll(side.contender.versions());
                } catch (IOException e) {
                    side.fail(e);
                }
            }
        }
        for (Side side : sides) {
            turn(side, 2 * plan.leastSteps(), plan.warmUpSeconds());
        }
    }

    private static Optional<Turn> turn(Side side, int steps, double seconds) throws InterruptedException {
        if (side.contender == null) {
            return Optional.empty();
        }
        Thread.sleep(PAUSE_MS);
        try {
            return Optional.of(side.contender.run(steps, seconds));
        } catch (IOException e) {
            side.fail(e);
            return Optional.empty();
        }
    }

    private static SideResult result(Row row, Side side, Side ours) {
        if (side.failure != null) {
            return SideResult.failed(side.name, side.failure);
        }
        double[] samples = side.samples();
        double median = Samples.median(samples);
        Estimate ratio = side == ours || ours.failure != null
                ? null
                : Samples.ratioOfMedians(ours.samples(), samples, BOOTSTRAP_SEED);
        return new SideResult(
                side.name,
                median,
                Samples.quantile(0.25, samples),
                Samples.quantile(0.75, samples),
                samples,
                1e3 * row.unitsPerStep() / median,
                row.flopsPerStep() / (1e6 * median),
                side.peakRssMiB > 0 ? side.peakRssMiB : null,
                ratio,
                null);
    }
}
