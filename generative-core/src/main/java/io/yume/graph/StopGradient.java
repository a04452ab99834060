package io.yume.graph;

import java.util.Collections;
import java.util.List;

/** The identity, through which no gradient flows. */
public record StopGradient() implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        return Collections.singletonList(null);
    }

    @Override
    public boolean isView() {
        return true;
    }
}
