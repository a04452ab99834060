package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;

/** Where a sampler gets its noise: fresh and independent for every lead position, and the same wherever it is asked again. */
public interface Draws {

    /**
     * Standard normal noise, {@code [lead..., event...]}.
     *
     * @param part tells apart the draws of one sampler
     */
    Node normal(String part, Shape event);

    /** Uniform noise in (0, 1), {@code [lead..., event...]}. */
    Node uniform(String part, Shape event);

    /** The noise of a part that is a sampler itself. */
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
