package io.yume.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The aligned tables of a description. */
final class DescriptionText {

    private static final int MOST_LETTERS = 40;

    private final ProgramDescription program;
    private final ProgramDescription.Total total;

    DescriptionText(ProgramDescription program) {
        this.program = program;
        this.total = program.total();
    }

    /** How much work it was, and how long it took. */
    private record Cost(long flops, long bytes, double seconds) {}

    String write(int mostSteps) {
        StringBuilder text = new StringBuilder();
        ProgramDescription.Nodes nodes = program.nodes();
        line(text, "%s program: %d steps", program.engine(), program.steps().size());
        line(
                text,
                "nodes: %d live (%d leaves, %d views)%s, %d dead and left out; of the whole graph %d folded, %d shared",
                nodes.live(),
                nodes.leaves(),
                nodes.views(),
                program.engine() == Engine.COMPILED ? ", rewritten as " + nodes.rewritten() : "",
                nodes.dead(),
                nodes.folded(),
                nodes.shared());
        ProgramDescription.Memory memory = program.memory();
        line(
                text,
                "memory: %s MB; without reuse %s MB, without fusion %s MB",
                mega(memory.planned()),
                mega(memory.withoutReuse()),
                mega(memory.withoutFusion()));
        if (program.timed()) {
            line(text, "time: %s ms, the median of %d runs of each step", milli(total.seconds()), program.runs());
        }
        text.append('\n');
        table(text, totals());
        text.append('\n');
        table(text, steps(mostSteps));
        return text.toString();
    }

    private List<List<String>> totals() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(List.of("operation", "steps"), null));
        for (ProgramDescription.Total one : program.totals()) {
            rows.add(row(
                    List.of(one.operation(), Integer.toString(one.steps())),
                    new Cost(one.flops(), one.bytes(), one.seconds())));
        }
        rows.add(row(
                List.of(total.operation(), Integer.toString(total.steps())),
                new Cost(total.flops(), total.bytes(), total.seconds())));
        return rows;
    }

    private List<List<String>> steps(int most) {
        List<StepDescription> steps = new ArrayList<>(program.steps());
        if (program.timed()) {
            steps.sort((a, b) -> Double.compare(b.seconds(), a.seconds()));
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(List.of("step", "operation", "computes", "result"), null));
        for (StepDescription step : steps.subList(0, Math.min(most, steps.size()))) {
            rows.add(row(
                    List.of(
                            Integer.toString(step.index()),
                            step.operation(),
                            shorten(content(step), MOST_LETTERS),
                            results(step)),
                    new Cost(step.flops(), step.bytes(), step.seconds())));
        }
        if (steps.size() > most) {
            List<StepDescription> rest = steps.subList(most, steps.size());
            rows.add(row(
                    List.of("", "...", rest.size() + " more steps", ""),
                    new Cost(
                            rest.stream().mapToLong(StepDescription::flops).sum(),
                            rest.stream().mapToLong(StepDescription::bytes).sum(),
                            rest.stream().mapToDouble(StepDescription::seconds).sum())));
        }
        return rows;
    }

    /** The shapes a step writes, the first one and how many more. */
    static String results(StepDescription step) {
        if (step.results().isEmpty()) {
            return "";
        }
        int more = step.results().size() - 1;
        return step.results().get(0) + (more == 0 ? "" : " +" + more);
    }

    /** What the operation's name does not say already. */
    static String content(StepDescription step) {
        return (step.kind() == StepKind.COPY ? "for " : "") + step.computes();
    }

    static String shorten(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 3) + "...";
    }

    /** A row of the table; the heading where there is no cost. */
    private List<String> row(List<String> what, Cost cost) {
        List<String> row = new ArrayList<>(what);
        if (cost == null) {
            row.addAll(List.of("MFLOP", "MB"));
            if (program.timed()) {
                row.addAll(List.of("ms", "%", "GFLOP/s", "GB/s"));
            }
            return row;
        }
        row.addAll(List.of(mega(cost.flops), mega(cost.bytes)));
        if (program.timed()) {
            row.addAll(List.of(
                    milli(cost.seconds),
                    number(100 * cost.seconds / total.seconds(), 1),
                    number(cost.flops / cost.seconds / 1e9, 1),
                    number(cost.bytes / cost.seconds / 1e9, 1)));
        }
        return row;
    }

    static String mega(long amount) {
        return number(amount / 1e6, 3);
    }

    static String milli(double seconds) {
        return number(1e3 * seconds, 3);
    }

    static String number(double value, int digits) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + digits + "f", value) : "-";
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Numbers, which every row but the heading ends with, are aligned at the right. */
    private static void table(StringBuilder text, List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        boolean[] words = new boolean[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (String name : List.of("operation", "computes", "result")) {
            int at = rows.get(0).indexOf(name);
            if (at >= 0) {
                words[at] = true;
            }
        }
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                String space = " ".repeat(widths[i] - row.get(i).length());
                cells.add(words[i] ? row.get(i) + space : space + row.get(i));
            }
            text.append(cells.stream().collect(Collectors.joining("  ")).stripTrailing())
                    .append('\n');
        }
    }
}
