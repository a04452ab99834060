package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;

/** Several parameters of one event, side by side along the event's first axis, as a network gives them. */
final class Parts {

    private Parts() {}

    static Shape join(Shape event, int parts) {
        return event.rank() == 0 ? Shape.of(parts) : event.with(0, event.dim(0) * parts);
    }

    static Shape split(Shape free, int parts, String family) {
        if (free.rank() == 0 || free.dim(0) % parts != 0) {
            throw new IllegalArgumentException(
                    "a network must give " + parts + " numbers per element of a " + family + ": its output=" + free);
        }
        return free.with(0, free.dim(0) / parts);
    }

    /** One of the parts, {@code [lead..., event...]}. */
    static Node part(Node free, Shape event, int parts, int index) {
        int rank = free.shape().rank();
        int length = event.rank() == 0 ? 1 : event.dim(0);
        int axis = event.rank() == 0 ? rank - 1 : rank - event.rank();
        Node part = free.slice(axis, index * length, length);
        return event.rank() == 0 ? Axes.remove(part, -1) : part;
    }
}
