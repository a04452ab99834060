package io.yume.graph;

import java.util.List;

/**
 * Cross-correlation without padding: {@code [batch, in, height, width]} with weights {@code [out, in, kernelHeight,
 * kernelWidth]} gives {@code [batch, out, (height-kernelHeight)/stride+1, (width-kernelWidth)/stride+1]}. With {@link
 * ConvTranspose2d} and {@link ConvWeightGradient} it is closed under differentiation.
 */
public record Conv2d(int stride) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.get(0).shape();
        Shape w = inputs.get(1).shape();
        Checks.require(
                x.rank() == 4
                        && w.rank() == 4
                        && x.dim(1) == w.dim(1)
                        && x.dim(2) >= w.dim(2)
                        && x.dim(3) >= w.dim(3)
                        && stride >= 1,
                this,
                "must be [batch, in, height, width] * [out, in, kernelHeight, kernelWidth]",
                inputs);
        return Shape.of(x.dim(0), w.dim(0), (x.dim(2) - w.dim(2)) / stride + 1, (x.dim(3) - w.dim(3)) / stride + 1);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Node x = self.inputs().get(0);
        Node w = self.inputs().get(1);
        Graph graph = self.graph();
        return List.of(
                graph.apply(
                        new ConvTranspose2d(stride, x.shape().dim(2), x.shape().dim(3)), upstream, w),
                graph.apply(
                        new ConvWeightGradient(
                                stride, w.shape().dim(2), w.shape().dim(3)),
                        x,
                        upstream));
    }
}
