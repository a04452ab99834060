package io.yume.loss;

import io.yume.graph.Node;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a reported term is called.
 *
 * @param given whether it is a name that was given, which stays what it is wherever the term stands
 */
record Label(String text, boolean given) {

    /**
     * What a node is called beside others: one of another node with this text has a number behind it.
     *
     * @throws IllegalArgumentException if the name was given, and is another node's
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

    /** The name within an expectation, a scan and the like. */
    Label within(UnaryOperator<String> around) {
        return given ? this : new Label(around.apply(text), false);
    }
}
