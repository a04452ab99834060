package io.yume.loss;

import io.yume.graph.Node;
import java.util.Optional;

/** A term by its closed form where it has one, else by a mean over draws, which the report says. */
final class ClosedForm {

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
        scope.report(closed.isPresent() ? scope.name(term) : scope.name(term) + " (Monte Carlo)", value);
        return value;
    }
}
