package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;

/**
 * The value of a variable: a node of the shape {@code [lead..., event...]}.
 *
 * @param eventRank number of axes of the event
 */
public record Value(Node node, int eventRank) {

    /** The axes before the event's. */
    public Shape lead() {
        return Axes.first(node.shape(), node.shape().rank() - eventRank);
    }

    /** The shape of one value. */
    public Shape event() {
        return Axes.last(node.shape(), eventRank);
    }

    /**
     * The value repeated over a larger event, {@code [lead..., event...]}.
     *
     * @throws IllegalArgumentException if its own event does not broadcast to that
     */
    public Node over(Shape event) {
        if (event().equals(event)) {
            return node;
        }
        int missing = event.rank() - eventRank;
        if (missing < 0 || !Shape.broadcast(event(), event).equals(event)) {
            throw new IllegalArgumentException(
                    "a parameter must broadcast to its event: parameter=" + event() + ", event=" + event);
        }
        int[] ones = new int[missing];
        Arrays.fill(ones, 1);
        return node.reshape(Axes.join(Axes.join(lead(), Shape.of(ones)), event()))
                .broadcastTo(Axes.join(lead(), event));
    }

    /**
     * The value repeated over larger lead axes, {@code [lead..., event...]}.
     *
     * @throws IllegalArgumentException if its own lead axes do not broadcast to those
     */
    public Node overLead(Shape lead) {
        return Axes.padTo(lead.rank() + eventRank, node).broadcastTo(Axes.join(lead, event()));
    }

    /** All lead positions as rows, {@code [rows, event...]}, after broadcasting to the given lead axes. */
    Node rows(Shape lead) {
        return overLead(lead).reshape(Axes.join(Shape.of(lead.size()), event()));
    }
}
