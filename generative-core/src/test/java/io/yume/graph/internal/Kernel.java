package io.yume.graph.internal;

import java.util.ArrayList;
import java.util.List;

/** Every kernel of {@link BlockMath} under one signature, so that a test can go through all of them. */
record Kernel(String name, int inputs, Call call) {

    /** Reads the inputs, may write to {@code out}, and returns all the results. */
    interface Call {
        float[][] run(BlockMath math, float[][] in, float[] out, int n);
    }

    private interface Unary {
        void run(BlockMath math, float[] a, float[] out, int n);
    }

    private interface Binary {
        void run(BlockMath math, float[] a, float[] b, float[] out, int n);
    }

    private interface Draw {
        void run(BlockMath math, float[] out, int n, int first);
    }

    float[][] run(BlockMath math, float[][] in, int n) {
        return call.run(math, in, new float[n], n);
    }

    static List<Kernel> all() {
        List<Kernel> kernels = new ArrayList<>();
        kernels.add(binary("add", BlockMath::add));
        kernels.add(binary("sub", BlockMath::sub));
        kernels.add(binary("mul", BlockMath::mul));
        kernels.add(binary("div", BlockMath::div));
        kernels.add(binary("max", BlockMath::max));
        kernels.add(binary("min", BlockMath::min));
        kernels.add(binary("greater", BlockMath::greater));
        kernels.add(binary("greaterOrEqual", BlockMath::greaterOrEqual));
        kernels.add(binary("equal", BlockMath::equal));
        kernels.add(new Kernel("fma", 3, (math, in, out, n) -> {
            math.fma(in[0], in[1], in[2], out, n);
            return new float[][] {out};
        }));
        kernels.add(new Kernel("select", 3, (math, in, out, n) -> {
            math.select(in[0], in[1], in[2], out, n);
            return new float[][] {out};
        }));
        kernels.addAll(unaries());
        kernels.add(new Kernel("sum", 1, (math, in, out, n) -> new float[][] {{math.sum(in[0], n)}}));
        kernels.add(new Kernel("largest", 1, (math, in, out, n) -> new float[][] {{math.max(in[0], n)}}));
        kernels.add(draw("uniform", (math, out, n, first) -> math.uniform(out, 0, n, 0x123456789abcdefL, -7, first)));
        kernels.add(draw("normal", (math, out, n, first) -> math.normal(out, 0, n, 0x123456789abcdefL, -7, first)));
        return kernels;
    }

    static List<Kernel> unaries() {
        return List.of(
                unary("neg", BlockMath::neg),
                unary("abs", BlockMath::abs),
                unary("sign", BlockMath::sign),
                unary("sqrt", BlockMath::sqrt),
                unary("reciprocal", BlockMath::reciprocal),
                unary("exp", BlockMath::exp),
                unary("log", BlockMath::log),
                unary("log1p", BlockMath::log1p),
                unary("sigmoid", BlockMath::sigmoid),
                unary("tanh", BlockMath::tanh),
                unary("softplus", BlockMath::softplus),
                unary("sin", BlockMath::sin),
                unary("cos", BlockMath::cos));
    }

    private static Kernel unary(String name, Unary operation) {
        return new Kernel(name, 1, (math, in, out, n) -> {
            operation.run(math, in[0], out, n);
            return new float[][] {out};
        });
    }

    private static Kernel binary(String name, Binary operation) {
        return new Kernel(name, 2, (math, in, out, n) -> {
            operation.run(math, in[0], in[1], out, n);
            return new float[][] {out};
        });
    }

    private static Kernel draw(String name, Draw operation) {
        return new Kernel(name, 0, (math, in, out, n) -> {
            operation.run(math, out, n, 5);
            return new float[][] {out};
        });
    }

    @Override
    public String toString() {
        return name;
    }
}
