package io.yume.flow;

import java.util.List;

/** Flows made of flows, to be imported statically. */
public final class Flows {

    private Flows() {}

    /**
     * Flows one after the other, from the base to the data. A part that was given a name keeps it; the names of the others' parameters
     * start with the part's index.
     *
     * @throws IllegalArgumentException if there is none, or two need contexts of several lengths
     */
    public static Flow compose(Flow... parts) {
        return new Composition(List.of(parts));
    }

    /**
     * Flows of images at half the height and width and four times the channels: squeezed, taken through the flows in turn, and put back.
     */
    public static Flow squeezed(Flow... parts) {
        return compose(Squeeze.of(), compose(parts), Squeeze.of().inverted());
    }
}
