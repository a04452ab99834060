package io.yume.graph;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The drawing of a description. */
final class DescriptionSvg {

    private static final double BOX_WIDTH = 196;
    private static final double BOX_HEIGHT = 62;
    private static final double LINE_WIDTH = 4;
    private static final double GAP = 12;
    private static final double ROW_HEIGHT = 96;
    private static final double MARGIN = 24;
    private static final double HEAD = 96;
    private static final double LEAST_WIDTH = 900;
    private static final int BOX_LETTERS = 31;
    private static final int LISTED_NODES = 60;

    private static final Map<StepKind, String> COLOURS = new EnumMap<>(Map.of(
            StepKind.MATMUL, "#bcd7f5",
            StepKind.CONVOLUTION, "#c9c3f2",
            StepKind.ELEMENTWISE, "#c5e8c3",
            StepKind.REDUCTION, "#fbe3a6",
            StepKind.DRAW, "#f7c9dd",
            StepKind.COPY, "#dddddd",
            StepKind.OPTIMISER, "#f8c8a4"));

    private final ProgramDescription program;
    private final StepBoxes boxes;
    private final LayeredLayout layout;
    private final double left;
    private final double width;
    private final Svg svg;

    DescriptionSvg(ProgramDescription program) {
        this.program = program;
        boxes = new StepBoxes(program.steps());
        layout = new LayeredLayout(boxes.inputs(), BOX_WIDTH, LINE_WIDTH, GAP);
        width = Math.max(LEAST_WIDTH, layout.width() + 2 * MARGIN);
        left = (width - layout.width()) / 2;
        svg = new Svg(0, 0, width, HEAD + layout.rows() * ROW_HEIGHT + MARGIN);
    }

    String write() {
        head();
        svg.add("<g fill=\"none\" stroke=\"#8890a0\" stroke-width=\"1\">");
        layout.points().forEach(this::lines);
        svg.add("</g>");
        double most = boxes.boxes().stream()
                .mapToDouble(DescriptionSvg::seconds)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        for (int i = 0; i < boxes.boxes().size(); i++) {
            box(boxes.boxes().get(i), layout.points().get(i), most);
        }
        return svg.end();
    }

    private void head() {
        ProgramDescription.Total total = program.total();
        String time = program.timed()
                ? ", " + DescriptionText.milli(total.seconds()) + " ms (median of " + program.runs() + " runs)"
                : "";
        svg.words(
                MARGIN,
                28,
                " font-size=\"15\" font-weight=\"bold\"",
                program.engine() + " program: " + program.steps().size() + " steps, "
                        + DescriptionText.mega(total.flops()) + " MFLOP" + time);
        String missing = boxes.missing() == 0 ? "" : "; " + boxes.missing() + " more steps are not drawn";
        svg.words(
                MARGIN,
                47,
                " fill=\"#444\"",
                program.nodes().live() + " live nodes, " + program.nodes().dead() + " left out; memory "
                        + DescriptionText.mega(program.memory().planned()) + " MB, without reuse "
                        + DescriptionText.mega(program.memory().withoutReuse()) + " MB" + missing);
        Map<StepKind, List<StepDescription>> kinds = program.steps().stream()
                .collect(Collectors.groupingBy(
                        StepDescription::kind, () -> new EnumMap<>(StepKind.class), Collectors.toList()));
        double x = MARGIN;
        for (Map.Entry<StepKind, List<StepDescription>> entry : kinds.entrySet()) {
            double share = seconds(entry.getValue()) / total.seconds();
            String label = entry.getKey() + " " + entry.getValue().size()
                    + (program.timed() ? " (" + DescriptionText.number(100 * share, 1) + " %)" : "");
            svg.add(
                    "<rect x=\"%.1f\" y=\"60\" width=\"12\" height=\"12\" rx=\"2\" fill=\"%s\" stroke=\"#888\"/>",
                    x, COLOURS.get(entry.getKey()));
            svg.words(x + 17, 70, "", label);
            x += 17 + 6.2 * label.length() + 16;
        }
    }

    private void lines(LayeredLayout.Point point) {
        double x = left + point.x();
        double top = HEAD + point.row() * ROW_HEIGHT;
        boolean box = layout.isBox(point);
        if (!box) {
            svg.add("<path d=\"M%.1f %.1fV%.1f\"/>", x, top, top + BOX_HEIGHT);
        }
        double from = top + BOX_HEIGHT;
        double to = top + ROW_HEIGHT;
        for (LayeredLayout.Point below : point.below()) {
            svg.add(
                    "<path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"%s/>",
                    x,
                    from,
                    x,
                    (from + to) / 2,
                    left + below.x(),
                    (from + to) / 2,
                    left + below.x(),
                    to,
                    layout.isBox(below) ? " marker-end=\"url(#arrow)\"" : "");
        }
    }

    private void box(List<StepDescription> steps, LayeredLayout.Point point, double most) {
        StepDescription first = steps.get(0);
        double x = left + point.x() - BOX_WIDTH / 2;
        double y = HEAD + point.row() * ROW_HEIGHT;
        svg.add("<g class=\"step\"><title>%s</title>", Svg.escape(tooltip(steps)));
        svg.add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" height=\"%.0f\" rx=\"5\" fill=\"%s\" stroke=\"#666\"%s/>",
                x, y, BOX_WIDTH, BOX_HEIGHT, COLOURS.get(first.kind()), steps.size() > 1 ? " stroke-width=\"3\"" : "");
        String repeats = steps.size() > 1 ? " (x" + steps.size() + ")" : "";
        String result = first.results().size() == 1 ? " " + first.results().get(0) : "";
        svg.words(
                x + 7,
                y + 15,
                " font-weight=\"bold\"",
                DescriptionText.shorten(first.index() + " " + first.operation() + repeats + result, BOX_LETTERS - 2));
        svg.words(x + 7, y + 29, "", DescriptionText.shorten(DescriptionText.content(first), BOX_LETTERS));
        if (!first.leaves().isEmpty()) {
            svg.words(
                    x + 7,
                    y + 42,
                    " fill=\"#555\" font-style=\"italic\"",
                    DescriptionText.shorten("reads " + String.join(", ", first.leaves()), BOX_LETTERS));
        }
        svg.words(x + 7, y + 55, " fill=\"#333\"", DescriptionText.shorten(cost(steps), BOX_LETTERS + 2));
        if (program.timed()) {
            svg.add(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"4\" fill=\"#c0392b\"/>",
                    x, y + BOX_HEIGHT - 4, BOX_WIDTH * Math.min(1, seconds(steps) / most));
        }
        svg.add("</g>");
    }

    private String cost(List<StepDescription> steps) {
        long flops = steps.stream().mapToLong(StepDescription::flops).sum();
        long bytes = steps.stream().mapToLong(StepDescription::bytes).sum();
        if (!program.timed()) {
            return DescriptionText.mega(flops) + " MFLOP, " + DescriptionText.mega(bytes) + " MB";
        }
        double seconds = seconds(steps);
        return DescriptionText.milli(seconds) + " ms, "
                + DescriptionText.number(100 * seconds / program.total().seconds(), 1) + " %, "
                + DescriptionText.number(flops / seconds / 1e9, 1) + " GFLOP/s";
    }

    private String tooltip(List<StepDescription> steps) {
        StepDescription first = steps.get(0);
        List<String> lines = new ArrayList<>();
        lines.add(first.kind() + ": " + first.operation() + (steps.size() > 1 ? ", " + steps.size() + " times" : ""));
        lines.add("results " + first.results());
        if (!first.leaves().isEmpty()) {
            lines.add("reads " + String.join(", ", first.leaves()));
        }
        long flops = steps.stream().mapToLong(StepDescription::flops).sum();
        long bytes = steps.stream().mapToLong(StepDescription::bytes).sum();
        lines.add(DescriptionText.mega(flops) + " MFLOP, " + DescriptionText.mega(bytes) + " MB");
        if (program.timed()) {
            double seconds = seconds(steps);
            lines.add(cost(steps) + ", " + DescriptionText.number(bytes / seconds / 1e9, 1) + " GB/s");
        }
        lines.add(first.kind() == StepKind.COPY ? "made for" : "computes");
        first.nodes().stream().limit(LISTED_NODES).forEach(node -> lines.add(node.toString()));
        if (first.nodes().size() > LISTED_NODES) {
            lines.add("and " + (first.nodes().size() - LISTED_NODES) + " more");
        }
        return String.join("\n", lines);
    }

    private static double seconds(List<StepDescription> steps) {
        return steps.stream().mapToDouble(StepDescription::seconds).sum();
    }
}
