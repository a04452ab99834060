package io.yume.graph;

import java.util.List;

/**
 * The gradient of {@link Conv2d} with respect to its weights: input {@code [batch, in, height, width]} and upstream
 * gradient {@code [batch, out, rows, columns]} give {@code [out, in, kernelHeight, kernelWidth]}.
 */
public record ConvWeightGradient(int stride, int kernelHeight, int kernelWidth) implements Primitive {

    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.get(0).shape();
        Shape g = inputs.get(1).shape();
        Checks.require(
                x.rank() == 4
                        && g.rank() == 4
                        && stride >= 1
                        && x.dim(0) == g.dim(0)
                        && x.dim(2) >= kernelHeight
                        && x.dim(3) >= kernelWidth
                        && (x.dim(2) - kernelHeight) / stride + 1 == g.dim(2)
                        && (x.dim(3) - kernelWidth) / stride + 1 == g.dim(3),
                this,
                "must be [batch, in, height, width] and [batch, out, rows, columns] of one convolution",
                inputs);
        return Shape.of(g.dim(1), x.dim(1), kernelHeight, kernelWidth);
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Node x = self.inputs().get(0);
        Node g = self.inputs().get(1);
        Graph graph = self.graph();
        return List.of(
                graph.apply(
                        new ConvTranspose2d(stride, x.shape().dim(2), x.shape().dim(3)), g, upstream),
                graph.apply(new Conv2d(stride), x, upstream));
    }
}
