package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * Images {@code [channels, height, width]} as {@code [4 channels, height/2, width/2]}: each square of four pixels becomes four channels
 * (Dinh, Sohl-Dickstein and Bengio, 2017).
 */
public record Squeeze() implements Flow {

    /** The flow. */
    public static Squeeze of() {
        return new Squeeze();
    }

    @Override
    public Map<String, Spec> specs() {
        return Map.of();
    }

    @Override
    public Shape output(Shape event) {
        if (event.rank() != 3 || event.dim(1) % 2 != 0 || event.dim(2) % 2 != 0) {
            throw new IllegalArgumentException(
                    "only images [channels, height, width] of even height and width can be squeezed: event=" + event);
        }
        return Shape.of(4 * event.dim(0), event.dim(1) / 2, event.dim(2) / 2);
    }

    @Override
    public Shape input(Shape event) {
        if (event.rank() != 3 || event.dim(0) % 4 != 0) {
            throw new IllegalArgumentException(
                    "a squeezed image must have a multiple of four channels: event=" + event);
        }
        return Shape.of(event.dim(0) / 4, 2 * event.dim(1), 2 * event.dim(2));
    }

    @Override
    public boolean keepsValues() {
        return true;
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        Shape to = output(Rows.event(x));
        int rows = x.shape().dim(0);
        Node value = x.reshape(rows, to.dim(0) / 4, to.dim(1), 2, to.dim(2), 2)
                .permute(0, 1, 3, 5, 2, 4)
                .reshape(rows, to.dim(0), to.dim(1), to.dim(2));
        return new Result(value, Rows.same(x.graph().constant(0), x));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        Shape from = Rows.event(y);
        Shape to = input(from);
        int rows = y.shape().dim(0);
        Node value = y.reshape(rows, to.dim(0), 2, 2, from.dim(1), from.dim(2))
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(rows, to.dim(0), to.dim(1), to.dim(2));
        return new Result(value, Rows.same(y.graph().constant(0), y));
    }
}
