package io.yume.experiment.bench;

import io.yume.experiment.bench.BenchResult.RowResult;
import io.yume.experiment.bench.BenchResult.SideResult;
import io.yume.experiment.bench.Canvas.Anchor;
import io.yume.experiment.bench.Samples.Estimate;
import io.yume.experiment.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our time divided by each peer's, one bar each with its 95 % interval; bars left of the line at 1 are faster than the peer. */
final class RatioChart {

    private static final Logger LOG = LoggerFactory.getLogger(RatioChart.class);

    private static final int LEFT = 150;
    private static final int PLOT = 470;
    private static final int WIDTH = LEFT + PLOT + 150;
    private static final int TOP = 64;
    private static final int BAR = 16;
    private static final int GAP = 12;
    private static final int BOTTOM = 40;

    /** A bar that is longer is cut, so that one slow row does not flatten the others; its number stays true. */
    private static final double LONGEST = 2;

    private static final int GRID = 0xdddddd;
    private static final int AXIS = 0x555555;
    private static final int WHISKER = 0x222222;
    private static final int[] COLOURS = {0x2b6cb0, 0xb7791f, 0x2f855a, 0x805ad5, 0xc05621, 0x718096};

    private final BenchResult result;
    private final List<String> peers;
    private final List<RowResult> rows;

    RatioChart(BenchResult result) {
        this.result = result;
        rows = result.rows().stream()
                .filter(row -> row.sides().stream().anyMatch(side -> side.ratio() != null))
                .toList();
        peers = new ArrayList<>(rows.stream()
                .flatMap(row -> row.sides().stream())
                .filter(side -> side.ratio() != null)
                .map(SideResult::name)
                .distinct()
                .toList());
    }

    /** Whether nothing was compared. */
    boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * Writes {@code bench.png}, or {@code bench.svg} where Java finds no fonts to draw text with.
     *
     * @return the file
     */
    Path write(Path folder) throws IOException {
        return write(folder, PngCanvas::new);
    }

    Path write(Path folder, BiFunction<Integer, Integer, Canvas> png) throws IOException {
        Path picture = folder.resolve("bench.png");
        Path drawing = folder.resolve("bench.svg");
        try {
            AtomicFiles.write(picture, draw(png));
            Files.deleteIfExists(drawing);
            return picture;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Without fonts a JDK throws an InternalError, a LinkageError or a bare Error, as the machine and the
            // number of
            // earlier attempts have it.
            LOG.debug("text cannot be drawn", e);
            AtomicFiles.write(drawing, draw(SvgCanvas::new));
            Files.deleteIfExists(picture);
            return drawing;
        }
    }

    private byte[] draw(BiFunction<Integer, Integer, Canvas> maker) {
        int bars = rows.stream().mapToInt(row -> ratios(row).size()).sum();
        int height = TOP + bars * BAR + rows.size() * GAP + BOTTOM;
        Canvas canvas = maker.apply(WIDTH, height);
        canvas.text(LEFT, 24, Anchor.START, 16, "Time of a step, divided by the peer's");
        canvas.text(
                LEFT,
                44,
                Anchor.START,
                11,
                result.machine().cpu() + ", threads: " + result.plan().threads() + ", repetitions: "
                        + result.plan().repetitions());
        for (int i = 0; i <= 10; i++) {
            double ratio = LONGEST * i / 10;
            double x = place(ratio);
            canvas.line(x, TOP - 6, x, height - BOTTOM, i == 5 ? AXIS : GRID);
            canvas.text(x, height - BOTTOM + 16.0, Anchor.MIDDLE, 11, String.format(Locale.ROOT, "%.1f", ratio));
        }
        double y = TOP;
        for (RowResult row : rows) {
            canvas.text(LEFT - 10.0, y + BAR - 4, Anchor.END, 12, row.name());
            for (SideResult side : ratios(row)) {
                bar(canvas, y, side);
                y += BAR;
            }
            y += GAP;
        }
        return canvas.bytes();
    }

    private static List<SideResult> ratios(RowResult row) {
        return row.sides().stream().filter(side -> side.ratio() != null).toList();
    }

    private void bar(Canvas canvas, double y, SideResult side) {
        Estimate ratio = side.ratio();
        canvas.box(
                LEFT,
                y + 1,
                place(ratio.value()) - LEFT,
                BAR - 2.0,
                COLOURS[peers.indexOf(side.name()) % COLOURS.length]);
        double middle = y + BAR / 2.0;
        canvas.line(place(ratio.lower()), middle, place(ratio.upper()), middle, WHISKER);
        for (double end : new double[] {ratio.lower(), ratio.upper()}) {
            canvas.line(place(end), middle - 3, place(end), middle + 3, WHISKER);
        }
        double right = Math.max(place(ratio.value()), place(ratio.upper()));
        canvas.text(
                right + 6,
                y + BAR - 4,
                Anchor.START,
                11,
                String.format(Locale.ROOT, "%.2f of %s", ratio.value(), side.name()));
    }

    private static double place(double ratio) {
        return LEFT + PLOT * Math.min(ratio, LONGEST) / LONGEST;
    }
}
