package io.yume.graph;

import java.util.List;

/** Shape errors that show every operand. */
final class Checks {

    private Checks() {}

    static void sameShape(Primitive primitive, List<Node> inputs) {
        for (Node input : inputs) {
            require(input.shape().equals(inputs.get(0).shape()), primitive, "operands must have one shape", inputs);
        }
    }

    static void require(boolean holds, Primitive primitive, String rule, List<Node> inputs) {
        if (holds) {
            return;
        }
        StringBuilder text = new StringBuilder(String.valueOf(primitive))
                .append(": ")
                .append(rule)
                .append(":");
        for (int i = 0; i < inputs.size(); i++) {
            text.append(i == 0 ? " " : ", ").append(inputs.get(i).describe());
        }
        throw new IllegalArgumentException(text.toString());
    }
}
