package io.yume.loss;

import io.yume.graph.Node;
import java.util.Optional;

/** A term by its closed form where it has one, else by a mean over draws, which the report says. */
final class ClosedForm {

    private static final String DRAWN = " (Monte Carlo)";

    private ClosedForm() {}

    /**
     * The value of a term, which is reported.
     *
     * @param mean what equals the term in expectation; its own report is left out
     * @param place tells the mean's draws from others
     */
    static Node orMean(Objective term, Optional<Node> closed, Objective mean, String place, Scope scope) {
        Node value = closed.orElseGet(
                () -> scope.within(term, () -> mean.lower(scope.at(place).reporting((name, node) -> {}))));
        report(term, value, closed.isPresent(), scope);
        return value;
    }

    /** Reports the value of a term, and whether draws made it. */
    static void report(Objective term, Node value, boolean closed, Scope scope) {
        scope.report(closed ? scope.name(term) : scope.name(term) + DRAWN, value);
    }

    /** Whether a reported term says that draws made it. */
    static boolean isDrawn(Label label) {
        return label.text().contains(DRAWN);
    }
}
