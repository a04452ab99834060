package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.stream.Collectors;

/** The sum of an objective over the steps of a scan. */
record ScanSum(Scan scan, Objective step) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(
                this,
                () -> scan.draws().isEmpty()
                        ? new ParallelScan(scan, step, scope).lower()
                        : new SequentialScan(this, scope).lower());
        scope.report(scope.name(this), value);
        return value;
    }

    static String over(Notation notation, String inside) {
        return notation.choose("sum_t ", "\\sum_t ") + inside;
    }

    @Override
    public String print(Notation notation) {
        String inside = step.print(notation);
        if (!scan.draws().isEmpty()) {
            String drawn =
                    scan.draws().stream().map(factor -> factor.print(notation)).collect(Collectors.joining());
            return over(
                    notation,
                    notation.choose("E_", "\\mathbb{E}_{") + drawn + notation.choose("[", "}[") + inside + "]");
        }
        return over(notation, step.isSum() ? "(" + inside + ")" : inside);
    }

    @Override
    public List<Objective> parts() {
        return List.of(step);
    }

    @Override
    public List<Distribution> distributions() {
        return List.copyOf(scan.draws());
    }

    @Override
    public List<Distribution> approximations() {
        return distributions();
    }

    @Override
    public String toString() {
        return text();
    }
}
