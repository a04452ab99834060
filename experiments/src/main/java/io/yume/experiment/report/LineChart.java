package io.yume.experiment.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart as SVG. It is drawn by the reader's browser, with its fonts and in its colours, because Java can draw text
 * only where fonts are installed, and many servers have none.
 */
public final class LineChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 14;
    private static final int TOP = 34;
    private static final int BOTTOM = 46;
    private static final int MOST_POINTS = 600;
    private static final double TITLE_CHARACTER = 8;
    private static final double LEGEND_CHARACTER = 7.5;
    private static final int LEGEND_GAP = 38;
    private static final int LEGEND_ROW = 20;

    private final String title;
    private final String xLabel;
    private final List<Line> lines = new ArrayList<>();
    private boolean logarithmic;

    private record Line(String name, double[] x, double[] y) {}

    private record Scale(double low, double high, double from, double to) {

        double place(double value) {
            return from + (value - low) / (high - low) * (to - from);
        }
    }

    private LineChart(String title, String xLabel) {
        this.title = title;
        this.xLabel = xLabel;
    }

    /**
     * An empty chart.
     *
     * @param xLabel what the horizontal axis counts, such as {@code step}
     */
    public static LineChart titled(String title, String xLabel) {
        return new LineChart(title, xLabel);
    }

    /**
     * Adds a line; points that are not finite are left out.
     *
     * @throws IllegalArgumentException if the lengths differ
     */
    public LineChart line(String name, double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "x and y must be of one length: expected=[" + x.length + "], actual=[" + y.length + "]");
        }
        lines.add(new Line(name, x.clone(), y.clone()));
        return this;
    }

    /** Makes the vertical axis logarithmic; values that are not above 0 are then left out. */
    public LineChart logarithmic() {
        logarithmic = true;
        return this;
    }

    /** The SVG element. Where there is nothing to draw it says so. */
    public String svg() {
        List<Line> shown = lines.stream().map(this::drawable).toList();
        StringBuilder svg = new StringBuilder();
        List<List<Integer>> legend = legendRows(shown);
        // A legend that does not fit beside the title goes below it, and the title up.
        boolean beside = legend.isEmpty()
                || (legend.size() == 1
                        && legendWidth(shown) + TITLE_CHARACTER * title.length() <= WIDTH - LEFT - RIGHT);
        int above = beside ? 0 : LEGEND_ROW * legend.size();
        svg.append(String.format(
                Locale.ROOT,
                "<svg class=\"chart\" viewBox=\"0 %d %d %d\" role=\"img\" aria-label=\"%s\">",
                -above,
                WIDTH,
                HEIGHT + above,
                HtmlReport.escape(title)));
        text(svg, LEFT, 20 - above, "start", "title", title);
        if (shown.stream().allMatch(line -> line.x().length == 0)) {
            text(svg, WIDTH / 2.0, HEIGHT / 2.0, "middle", "tick", "nothing to draw");
            return svg.append("</svg>").toString();
        }
        Scale x = scale(shown.stream().map(Line::x).toList(), LEFT, WIDTH - (double) RIGHT, false);
        Scale y = scale(shown.stream().map(Line::y).toList(), HEIGHT - (double) BOTTOM, TOP, true);
        grid(svg, x, y);
        for (int i = 0; i < shown.size(); i++) {
            path(svg, shown.get(i), x, y, i);
        }
        legend(svg, shown, legend);
        return svg.append("</svg>").toString();
    }

    private Line drawable(Line line) {
        double[] x = new double[line.x().length];
        double[] y = new double[line.x().length];
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            double value = logarithmic ? Math.log10(line.y()[i]) : line.y()[i];
            if (Double.isFinite(value) && Double.isFinite(line.x()[i])) {
                x[count] = line.x()[i];
                y[count++] = value;
            }
        }
        // More points than pixels only make the file large; the mean of neighbours keeps the trend.
        int bucket = Math.max(1, (count + MOST_POINTS - 1) / MOST_POINTS);
        double[] fewX = new double[(count + bucket - 1) / bucket];
        double[] fewY = new double[fewX.length];
        for (int i = 0; i < fewX.length; i++) {
            int from = i * bucket;
            int to = Math.min(count, from + bucket);
            for (int j = from; j < to; j++) {
                fewX[i] += x[j] / (to - from);
                fewY[i] += y[j] / (to - from);
            }
        }
        return new Line(line.name(), fewX, fewY);
    }

    private static Scale scale(List<double[]> values, double from, double to, boolean padded) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] some : values) {
            for (double value : some) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low == high) {
            double margin = low == 0 ? 1 : Math.abs(low) * 0.1;
            return new Scale(low - margin, high + margin, from, to);
        }
        double margin = padded ? 0.05 * (high - low) : 0;
        return new Scale(low - margin, high + margin, from, to);
    }

    private void grid(StringBuilder svg, Scale x, Scale y) {
        for (double tick : logarithmic ? decades(y) : ticks(y)) {
            double at = y.place(tick);
            svg.append(String.format(Locale.ROOT, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - RIGHT));
            text(svg, LEFT - 8.0, at + 4, "end", "tick", number(logarithmic ? fourDigits(Math.pow(10, tick)) : tick));
        }
        for (double tick : ticks(x)) {
            double at = x.place(tick);
            svg.append(
                    String.format(Locale.ROOT, "<path class=\"grid\" d=\"M%.1f %dV%d\"/>", at, TOP, HEIGHT - BOTTOM));
            text(svg, at, HEIGHT - BOTTOM + 16.0, "middle", "tick", number(tick));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10.0, "middle", "tick", xLabel);
    }

    /** Round numbers, four to nine of them. */
    private static List<Double> ticks(Scale scale) {
        double rough = (scale.high() - scale.low()) / 6;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double ratio = rough / power;
        double step = power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(scale.low() / step - 1e-9); i * step <= scale.high() + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** Powers of ten, with their twofold and fivefold where there is room; round numbers where it is all one power. */
    private static List<Double> decades(Scale scale) {
        double range = scale.high() - scale.low();
        double[] steps = range > 3 ? new double[] {1} : new double[] {1, 2, 5};
        int stride = Math.max(1, (int) Math.ceil(range / 8));
        List<Double> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(scale.low()); power <= scale.high(); power += stride) {
            for (double step : steps) {
                double tick = power + Math.log10(step);
                if (tick >= scale.low() && tick <= scale.high()) {
                    ticks.add(tick);
                }
            }
        }
        return ticks.size() >= 2 ? ticks : ticks(scale);
    }

    private static double fourDigits(double value) {
        return new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size >= 1e6 || size < 1e-3)) {
            return String.format(Locale.ROOT, "%.1e", value).replaceFirst("e([+-])0*(\\d)", "e$1$2");
        }
        String text = String.format(Locale.ROOT, size >= 1000 ? "%,.0f" : "%.4f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    private static void path(StringBuilder svg, Line line, Scale x, Scale y, int index) {
        if (line.x().length == 0) {
            return;
        }
        svg.append("<path class=\"line c").append(index % HtmlReport.COLOURS).append("\" d=\"");
        for (int i = 0; i < line.x().length; i++) {
            svg.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x.place(line.x()[i]), y.place(line.y()[i])));
        }
        // A single point is a line without length, which round caps still show.
        svg.append(line.x().length == 1 ? "h0\"/>" : "\"/>");
    }

    private static double legendWidth(Line line) {
        return LEGEND_CHARACTER * line.name().length() + LEGEND_GAP;
    }

    private static double legendWidth(List<Line> shown) {
        return shown.stream().mapToDouble(LineChart::legendWidth).sum();
    }

    /** The lines that each row of the legend names: as many as fit. */
    private static List<List<Integer>> legendRows(List<Line> shown) {
        List<List<Integer>> rows = new ArrayList<>();
        double left = 0;
        for (int i = 0; i < shown.size() && shown.size() > 1; i++) {
            double width = legendWidth(shown.get(i));
            if (rows.isEmpty() || width > left) {
                rows.add(new ArrayList<>());
                left = WIDTH - (double) RIGHT;
            }
            rows.get(rows.size() - 1).add(i);
            left -= width;
        }
        return rows;
    }

    private static void legend(StringBuilder svg, List<Line> shown, List<List<Integer>> rows) {
        for (int row = 0; row < rows.size(); row++) {
            double y = 20 - (double) LEGEND_ROW * (rows.size() - 1 - row);
            double at = WIDTH - (double) RIGHT;
            for (int k = rows.get(row).size() - 1; k >= 0; k--) {
                int i = rows.get(row).get(k);
                at -= legendWidth(shown.get(i));
                svg.append(String.format(
                        Locale.ROOT,
                        "<path class=\"line c%d\" d=\"M%.1f %.1fh14\"/>",
                        i % HtmlReport.COLOURS,
                        at,
                        y - 4));
                text(svg, at + 20, y, "start", "tick", shown.get(i).name());
            }
        }
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String style, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                style,
                x,
                y,
                anchor,
                HtmlReport.escape(words)));
    }
}
