package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;

/** Gives a sampler its noise: independent for every lead position, and the same when asked for again. */
public interface Draws {

    /**
     * Standard normal noise, {@code [lead..., event...]}.
     *
     * @param part a name that keeps the draws of one sampler apart
     */
    Node normal(String part, Shape event);

    /** Uniform noise in (0, 1), {@code [lead..., event...]}. */
    Node uniform(String part, Shape event);

    /** The noise of a part of a sampler that is a sampler itself. */
    default Draws within(String name) {
        Draws all = this;
        return new Draws() {
            @Override
            public Node normal(String part, Shape event) {
                return all.normal(name + "/" + part, event);
            }

            @Override
            public Node uniform(String part, Shape event) {
                return all.uniform(name + "/" + part, event);
            }
        };
    }
}
