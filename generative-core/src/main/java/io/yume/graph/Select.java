package io.yume.graph;

import java.util.Arrays;
import java.util.List;

/** {@code condition != 0 ? yes : no}, element by element; the branch not taken may be NaN or infinite. */
public record Select() implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Checks.sameShape(this, inputs);
        return inputs.get(0).shape();
    }

    @Override
    public List<Node> gradient(Node self, Node g) {
        Node condition = self.inputs().get(0);
        return Arrays.asList(null, condition.select(g, g.zeros()), condition.select(g.zeros(), g));
    }

    @Override
    public boolean isElementwise() {
        return true;
    }
}
