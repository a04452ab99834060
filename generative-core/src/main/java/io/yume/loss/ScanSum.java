package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sum of an objective over the steps of a scan, or its weighted mean.
 *
 * @param averaged whether it is the mean, which is one number for the batch
 */
record ScanSum(Scan scan, Objective step, boolean averaged) implements Objective {

    @Override
    public Node lower(Scope scope) {
        Node value = scope.within(this, () -> {
            if (averaged && scope.lead().rank() != 1) {
                throw new IllegalArgumentException(
                        "mean(...) is over the batch and stands outside of several samples: use sum(...)");
            }
            List<Scan.State> order = scan.draws().isEmpty() ? scan.oneByOne() : null;
            Node lowered = order == null
                    ? new SequentialScan(this, scope).lower()
                    : new ParallelScan(this, order, scope).lower();
            if (averaged) {
                scope.requireNotScored(this, lowered);
            }
            return lowered;
        });
        scope.report(scope.name(this), value);
        return value;
    }

    /** The printed form of a term within the scan. */
    String over(Notation notation, String inside) {
        String mask = scan.mask() == null ? "" : notation.variable(scan.mask());
        if (averaged) {
            String weights = mask.isEmpty() ? "" : notation.choose("~", " \\sim ") + mask;
            return notation.choose("mean_t" + weights + " ", "\\operatorname{mean}_{t" + weights + "} ") + inside;
        }
        String weight = mask.isEmpty() ? "" : mask + notation.choose(" * ", " \\cdot ");
        return notation.choose("sum_t ", "\\sum_t ") + weight + inside;
    }

    /** The weighted mean of a value that has been multiplied with the steps' weights already. */
    Node mean(Node weighted, Sequences sequences, int batch) {
        Node sum = weighted.sum();
        return scan.mask() == null
                ? sum.dividedBy((double) sequences.steps() * batch)
                : sum.dividedBy(sequences.mask(scan.mask()).sum().max(1));
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
