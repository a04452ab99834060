package io.yume.loss;

import io.yume.graph.Node;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The name of a reported term.
 *
 * @param given whether the user chose it; a chosen name stays as it is within expectations, scans and the like
 */
record Label(String text, boolean given) {

    /**
     * The name that a node gets among others: its text, with a number appended where another node has that text
     * already.
     *
     * @throws IllegalArgumentException if the user chose the name and another node has it already
     */
    String among(Map<String, Node> others, Node node) {
        String name = text;
        for (int count = 2; others.containsKey(name) && others.get(name) != node; count++) {
            if (given) {
                throw new IllegalArgumentException("a name must be used once: term=" + text);
            }
            name = text + " #" + count;
        }
        return name;
    }

    /** The name within an expectation, a scan and the like: a formula gets that around it, a chosen name stays. */
    Label within(UnaryOperator<String> around) {
        return given ? this : new Label(around.apply(text), false);
    }
}
