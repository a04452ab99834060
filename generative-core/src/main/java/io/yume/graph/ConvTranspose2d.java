package io.yume.graph;

import java.util.List;

/**
 * The transpose of {@link Conv2d} in its first argument: {@code [batch, out, rows, columns]} with the weights {@code
 * [out, in, kernelHeight, kernelWidth]} of that convolution gives {@code [batch, in, height, width]}. Where the stride
 * does not divide, the last rows and columns are zero.
 */
public record ConvTranspose2d(int stride, int height, int width) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape g = inputs.get(0).shape();
        Shape w = inputs.get(1).shape();
        Checks.require(
                g.rank() == 4
                        && w.rank() == 4
                        && stride >= 1
                        && g.dim(1) == w.dim(0)
                        && height >= w.dim(2)
                        && width >= w.dim(3)
                        && (height - w.dim(2)) / stride + 1 == g.dim(2)
                        && (width - w.dim(3)) / stride + 1 == g.dim(3),
                this,
                "must be [batch, out, rows, columns] * [out, in, kernelHeight, kernelWidth] of that size",
                inputs);
        return Shape.of(g.dim(0), w.dim(1), height, width);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Node g = self.inputs().get(0);
        Node w = self.inputs().get(1);
        Graph graph = self.graph();
        return List.of(
                graph.apply(new Conv2d(stride), upstream, w),
                graph.apply(
                        new ConvWeightGradient(
                                stride, w.shape().dim(2), w.shape().dim(3)),
                        upstream,
                        g));
    }
}
