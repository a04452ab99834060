package io.yume.flow;

import java.util.List;

/** Flows made of other flows; meant to be imported statically. */
public final class Flows {

    private Flows() {}

    /**
     * Flows one after the other, from the base to the data. A part with a name keeps it; otherwise the names of its
     * tensors start with the part's index.
     *
     * @throws IllegalArgumentException if there is none, or two need contexts of different lengths
     */
    public static Flow compose(Flow... parts) {
        return new Composition(List.of(parts));
    }

    /**
     * Flows on images of half the height and width and four times the channels: an image is squeezed, taken through
     * the flows in turn, and put back into its shape.
     */
    public static Flow squeezed(Flow... parts) {
        return compose(Squeeze.of(), compose(parts), Squeeze.of().inverted());
    }
}
