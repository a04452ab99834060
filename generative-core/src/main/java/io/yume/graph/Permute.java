package io.yume.graph;

import java.util.Arrays;
import java.util.List;

/** Reorders axes: axis {@code i} of the result is axis {@code axes[i]} of the input. */
public record Permute(List<Integer> axes) implements Primitive {

    /** @throws IllegalArgumentException if the axes are no permutation of 0 .. rank-1 */
    public Permute {
        axes = List.copyOf(axes);
        boolean[] seen = new boolean[axes.size()];
        for (int axis : axes) {
            if (axis < 0 || axis >= seen.length || seen[axis]) {
                throw new IllegalArgumentException("axes must be a permutation: axes=" + axes);
            }
            seen[axis] = true;
        }
    }

    /** Whether this swaps the last two axes and leaves the others. */
    public boolean isTranspose() {
        int rank = axes.size();
        if (rank < 2 || axes.get(rank - 1) != rank - 2 || axes.get(rank - 2) != rank - 1) {
            return false;
        }
        for (int i = 0; i < rank - 2; i++) {
            if (axes.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Shape from = inputs.get(0).shape();
        Checks.require(from.rank() == axes.size(), this, "every axis must be named once", inputs);
        return Shape.of(axes.stream().mapToInt(from::dim).toArray());
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Integer[] back = new Integer[axes.size()];
        for (int i = 0; i < back.length; i++) {
            back[axes.get(i)] = i;
        }
        return List.of(self.graph().apply(new Permute(Arrays.asList(back)), upstream));
    }

    @Override
    public boolean isView() {
        return true;
    }
}
