package io.yume.loss;

import io.yume.graph.Node;
import java.util.Optional;

/** A term in closed form where it has one, else as a mean over draws, which its report says. */
final class ClosedForm {

    private static final String DRAWN = " (Monte Carlo)";

    private ClosedForm() {}

    /**
     * The value of a term, which is reported.
     *
     * @param mean has the term as its expectation; used where there is no closed form, without a report of its own
     * @param place keeps the mean's draws apart from others
     */
    static Node orMean(Objective term, Optional<Node> closed, Objective mean, String place, Scope scope) {
        Node value = closed.orElseGet(
                () -> scope.within(term, () -> mean.lower(scope.at(place).reporting((name, node) -> {}))));
        report(term, value, closed.isPresent(), scope);
        return value;
    }

    /** Reports the value of a term, and whether it was estimated by draws. */
    static void report(Objective term, Node value, boolean closed, Scope scope) {
        scope.report(closed ? scope.name(term) : scope.name(term) + DRAWN, value);
    }

    /** Whether a reported term says that it was estimated by draws. */
    static boolean isDrawn(Label label) {
        return label.text().contains(DRAWN);
    }
}
