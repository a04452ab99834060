package io.yume.experiment.bench;

import io.yume.experiment.bench.BenchResult.RowResult;
import io.yume.experiment.bench.BenchResult.SideResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A row as lines of text. */
final class BenchTable {

    private BenchTable() {}

    /** The row's name and, below it, a line for each side. */
    static List<String> lines(RowResult row, double matrixProductGflops) {
        List<String> lines = new ArrayList<>();
        String work =
                row.flopsPerStep() > 0 ? String.format(Locale.ROOT, "; %.1f MFLOP", row.flopsPerStep() / 1e6) : "";
        lines.add(row.name() + ": " + row.description() + work);
        for (SideResult side : row.sides()) {
            lines.add(line(row, side, matrixProductGflops));
        }
        return lines;
    }

    private static String line(RowResult row, SideResult side, double matrixProductGflops) {
        if (side.failure() != null) {
            return String.format(Locale.ROOT, "  %-14s %s", side.name(), side.failure());
        }
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "  %-14s %8.3f ms (%.3f to %.3f)",
                side.name(),
                side.medianMs(),
                side.lowerQuartileMs(),
                side.upperQuartileMs()));
        if (row.flopsPerStep() > 0) {
            line.append(String.format(
                    Locale.ROOT,
                    "  %6.1f GFLOP/s (%.0f %%)",
                    side.gflops(),
                    100 * side.gflops() / matrixProductGflops));
        }
        if (row.unitsPerStep() > 1 || row.name().startsWith("dream-") || row.flopsPerStep() == 0) {
            line.append(String.format(Locale.ROOT, "  %,.0f steps/s", side.unitsPerSecond()));
        }
        if (side.peakRssMiB() != null) {
            line.append(String.format(Locale.ROOT, "  %,d MiB", side.peakRssMiB()));
        }
        if (side.ratio() != null) {
            line.append(String.format(
                    Locale.ROOT,
                    "  ours/it %.3f (%.3f to %.3f)",
                    side.ratio().value(),
                    side.ratio().lower(),
                    side.ratio().upper()));
        }
        return line.toString();
    }
}
