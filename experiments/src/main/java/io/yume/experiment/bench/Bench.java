package io.yume.experiment.bench;

import io.yume.experiment.bench.BenchResult.RowResult;
import io.yume.experiment.run.AtomicFiles;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Machine;
import io.yume.graph.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Measures rows, ours and the peers', tells of them as they come, and writes {@code bench.json} and a chart. */
public final class Bench {

    /** What the command line is told for the three rates of {@link Benchmark}. */
    public static final List<String> RATES = List.of("frames", "collect", "dreams");

    private static final int DESCRIBED_RUNS = 20;

    private final Plan plan;
    private final Peers peers;
    private final List<Row> rows;
    private final int describedRuns;
    private final Consumer<String> out;

    private Bench(Plan plan, Peers peers, List<Row> rows, int describedRuns, Consumer<String> out) {
        this.plan = plan;
        this.peers = peers;
        this.rows = List.copyOf(rows);
        this.describedRuns = describedRuns;
        this.out = out;
    }

    /**
     * A comparison of rows that have these names.
     *
     * @param out takes the lines of the table
     * @throws io.yume.experiment.run.UsageException if a name is unknown
     */
    public static Bench of(Plan plan, Optional<Peers> peers, List<String> rows, Consumer<String> out) {
        return of(plan, peers.orElseGet(Peers::none), Rows.named(rows), out);
    }

    static Bench of(Plan plan, Peers peers, List<Row> rows, Consumer<String> out) {
        return new Bench(plan, peers, rows, 0, out);
    }

    /** The same that, after each row, also says what our program is made of and where its time goes. */
    public Bench describing() {
        return new Bench(plan, peers, rows, DESCRIBED_RUNS, out);
    }

    /** The names of all rows. */
    public static List<String> rowNames() {
        return Rows.names();
    }

    /**
     * Measures, and writes what was found.
     *
     * @param rates what {@link Benchmark} measured, by name
     * @param folder is made where missing
     */
    public BenchResult run(Map<String, Double> rates, Path folder) throws IOException, InterruptedException {
        peers.skipped().forEach((name, reason) -> out.accept("  without " + name + ": " + reason));
        double gflops = rows.stream().allMatch(row -> row.flopsPerStep() == 0) ? 0 : matrixProduct();
        Map<String, String> versions = new TreeMap<>(JvmVersions.samediff());
        Comparison comparison = new Comparison(plan, peers.found(), describedRuns);
        List<RowResult> results = new ArrayList<>();
        for (Row row : rows) {
            Comparison.Measured measured = comparison.measure(row);
            BenchTable.lines(measured.result(), gflops).forEach(out);
            measured.description().forEach(line -> out.accept(line.isEmpty() ? line : "    " + line));
            results.add(measured.result());
        }
        versions.putAll(comparison.versions());
        BenchResult result = new BenchResult(
                BenchResult.FORMAT,
                Machine.here(),
                Engine.preferred().toString(),
                plan,
                versions,
                rates,
                gflops,
                results,
                peers.skipped());
        Path json = folder.resolve("bench.json");
        AtomicFiles.write(json, Json.document(Json.tree(result)));
        out.accept("written: " + json);
        RatioChart chart = new RatioChart(result);
        if (!chart.isEmpty()) {
            Path file = chart.write(folder);
            out.accept("written: " + file
                    + (file.toString().endsWith(".svg") ? " (not a PNG: Java finds no fonts here)" : ""));
        }
        return result;
    }

    private double matrixProduct() throws IOException, InterruptedException {
        try (InProcess product = InProcess.start("product", plan.threads(), MatrixProduct::new)) {
            product.run(1, plan.warmUpSeconds());
            double[] milliseconds = new double[plan.repetitions()];
            for (int i = 0; i < milliseconds.length; i++) {
                milliseconds[i] =
                        product.run(plan.leastSteps(), plan.leastSeconds()).millisecondsPerStep();
            }
            double gflops = MatrixProduct.flops() / (1e6 * Samples.median(milliseconds));
            out.accept(String.format(
                    Locale.ROOT,
                    "a product of two %d x %d matrices on %d threads: %.1f GFLOP/s",
                    MatrixProduct.SIDE,
                    MatrixProduct.SIDE,
                    plan.threads(),
                    gflops));
            return gflops;
        }
    }
}
