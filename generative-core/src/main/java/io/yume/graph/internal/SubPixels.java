package io.yume.graph.internal;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;

/**
 * A transposed convolution to few channels as a plain one (Shi et al., 2016): with stride s, the pixels of the result at the
 * same place within their s x s square are a convolution of stride 1 with every s-th weight, so all squares together are one
 * convolution to s*s times the channels. The native transposed op computes vectors of channels, and wastes most of them
 * where these are the three colours of a picture: it took three times as long.
 */
final class SubPixels {

    /** With more channels the native op's vectors are filled. */
    private static final int MOST_CHANNELS = 4;

    private SubPixels() {}

    /** Whether weights {@code [out, in, kernelHeight, kernelWidth]} are better used this way. */
    static boolean suit(int stride, Shape weights) {
        return stride > 1
                && weights.dim(1) <= MOST_CHANNELS
                && weights.dim(2) % stride == 0
                && weights.dim(3) % stride == 0;
    }

    /** Emits a transposed convolution whose size the stride reaches exactly. */
    static void emit(Compiler compiler, Node node, int stride) {
        Node input = node.inputs().get(0);
        Ref weights = compiler.pack(node.inputs().get(1));
        Shape w = weights.shape();
        int batch = input.shape().dim(0);
        int channels = w.dim(1);
        int tapsDown = w.dim(2) / stride;
        int tapsAcross = w.dim(3) / stride;
        int rows = input.shape().dim(2) + tapsDown - 1;
        int columns = input.shape().dim(3) + tapsAcross - 1;
        Ref parts = Compiler.scratch(Shape.of(stride * stride * channels, w.dim(0), tapsDown, tapsAcross));
        Ref squares = Compiler.scratch(Shape.of(batch, stride * stride * channels, rows, columns));
        compiler.add(Elementwise.copy(
                reversed(weights, stride),
                parts.reshape(Shape.of(stride, stride, channels, w.dim(0), tapsDown, tapsAcross))));
        compiler.add(new NativeOp(
                "conv2d",
                List.of(compiler.pack(input), parts),
                List.of(squares),
                Convolutions.arguments(parts.shape(), 1, tapsDown - 1, tapsAcross - 1)));
        Ref whole = compiler.destination(node);
        compiler.add(Elementwise.copy(
                squares.reshape(Shape.of(batch, stride, stride, channels, rows, columns)),
                whole.reshape(Shape.of(batch, channels, rows, stride, columns, stride))
                        .permute(List.of(0, 3, 5, 1, 2, 4))));
    }

    /** The weights as {@code [stride, stride, in, out, tapsDown, tapsAcross]}, the last tap first. */
    private static Ref reversed(Ref weights, int stride) {
        Shape w = weights.shape();
        int tapsDown = w.dim(2) / stride;
        int tapsAcross = w.dim(3) / stride;
        int row = w.dim(3);
        int kernel = w.dim(2) * row;
        return new Ref(
                weights.memory(),
                weights.offset() + stride * (tapsDown - 1) * row + stride * (tapsAcross - 1),
                Shape.of(stride, stride, w.dim(1), w.dim(0), tapsDown, tapsAcross),
                new int[] {row, 1, kernel, w.dim(1) * kernel, -stride * row, -stride});
    }
}
