package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each primitive, alone and in small chains: the compiled program against the reference interpreter, and first and second
 * gradients against central differences in double precision. Inputs keep away from kinks.
 */
final class PrimitiveTest {

    private static final Noise NOISE = Noise.of(Seed.root(5), 3, 2);

    /** A named function of the placeholders x and y. */
    record Case(String name, int[] x, int[] y, double low, double high, boolean smooth, Function<Node[], Node> of) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, double low, double high, Function<Node, Node> function) {
        return new Case(name, new int[] {3, 7}, new int[] {3, 7}, low, high, true, xy -> function.apply(xy[0])
                .plus(xy[1].times(0.1)));
    }

    private static Case of(String name, int[] x, int[] y, Function<Node[], Node> function) {
        return new Case(name, x, y, 0.2, 1.8, true, function);
    }

    private static int[] dims(int... dims) {
        return dims;
    }

    static Stream<Case> cases() {
        return Stream.of(
                of("neg", -2, 2, Node::neg),
                of("abs", 0.1, 2, x -> x.neg().abs()),
                of("sign", 0.1, 2, x -> x.sign().times(x)),
                of("sqrt", 0.2, 3, Node::sqrt),
                of("reciprocal", 0.3, 3, Node::reciprocal),
                of("exp", -3, 3, Node::exp),
                of("log", 0.2, 5, Node::log),
                of("log1p", -0.5, 3, Node::log1p),
                of("sigmoid", -4, 4, Node::sigmoid),
                of("tanh", -3, 3, Node::tanh),
                of("softplus", -4, 4, Node::softplus),
                of("sin", -3, 3, Node::sin),
                of("cos", -3, 3, Node::cos),
                of("logGamma", 0.2, 5, Special.LOG_GAMMA::of),
                of("digamma", 0.2, 5, Special.DIGAMMA::of),
                of("polygamma", 0.5, 5, x -> Special.POLYGAMMA.of(x, x.like(2)).times(0.1)),
                of("gammaEntropy", 0.5, 5, Special.GAMMA_ENTROPY::of),
                of("logStudent", 0.5, 5, Special.LOG_STUDENT::of),
                of("studentEntropy", 0.5, 5, Special.STUDENT_ENTROPY::of),
                of("density of a Gamma", dims(4, 5), dims(4, 5), Special.LOG_GAMMA_DENSITY::of),
                of(
                        "divergence of Gammas",
                        dims(4, 5),
                        dims(4, 5),
                        xy -> Special.GAMMA_DIVERGENCE.of(
                                xy[0], xy[1], xy[1].minus(xy[0]).times(0.3))),
                of("gammaEntropySlope", 0.5, 5, Special.GAMMA_ENTROPY_SLOPE::of),
                of("studentEntropySlope", 0.5, 5, Special.STUDENT_ENTROPY_SLOPE::of),
                of("logStudentSlope", 0.5, 5, Special.LOG_STUDENT_SLOPE::of),
                of(
                        "density of a Beta",
                        dims(4, 5),
                        dims(4, 5),
                        xy -> Special.LOG_BETA_DENSITY.of(xy[0].times(0.3), xy[1], xy[0].plus(1))),
                of("normalCdf", -3, 3, Special.NORMAL_CDF::of),
                of("logNormalCdf", -4.5, 3, Special.LOG_NORMAL_CDF::of),
                of("normalHazard", -4.5, 3, Special.NORMAL_HAZARD::of),
                of("normalHazardSlope", -4.5, 3, Special.NORMAL_HAZARD_SLOPE::of),
                of("normalLogQuantile", -4.5, -0.1, Special.NORMAL_LOG_QUANTILE::of),
                of("normalQuantile", 0.05, 0.95, Special.NORMAL_QUANTILE::of),
                of("logBessel", 0.2, 5, x -> Special.LOG_BESSEL.of(x, x.like(0.5))),
                of("besselRatio", 0.2, 5, x -> Special.BESSEL_RATIO.of(x, x.like(0))),
                of("logBesselScaled", 0.2, 5, x -> Special.LOG_BESSEL_SCALED.of(x, x.like(0.5))),
                of("besselRatioRest", 0.2, 5, x -> Special.BESSEL_RATIO_REST.of(x, x.like(0))),
                of("besselRatioSlope", 0.2, 5, x -> Special.BESSEL_RATIO_SLOPE.of(x, x.like(3))),
                of(
                        "quantile of a Gamma",
                        dims(4, 5),
                        dims(4, 5),
                        xy -> Special.LOG_GAMMA_QUANTILE.of(xy[0].times(0.5), xy[1])),
                of("slope of a Gamma's quantile", dims(4, 5), dims(5), xy -> Special.LOG_GAMMA_QUANTILE
                        .of(xy[0].times(0.5), xy[1])
                        .square()),
                of(
                        "quantile of an angle",
                        dims(2, 5),
                        dims(2, 5),
                        xy -> Special.ANGLE_QUANTILE.of(xy[0].times(0.5), xy[1], xy[0].like(5))),
                of(
                        "quantile of an angle in the plane",
                        dims(2, 5),
                        dims(2, 5),
                        xy -> Special.ANGLE_QUANTILE.of(xy[0].times(0.5), xy[1], xy[0].like(2))),
                of("floor", 0.1, 5, x -> Special.FLOOR.of(x).times(x)),
                of("quantile of a Poisson", dims(4, 5), dims(4, 5), xy -> Special.POISSON_QUANTILE
                        .of(xy[0].times(0.5), xy[1].times(30))
                        .times(xy[0])),
                of("relu", 0.1, 3, x -> x.minus(1.5).relu().times(x)),
                of("clip", 0.1, 3, x -> x.clip(0.7, 2).times(x)),
                of("square", -2, 2, Node::square),
                of("logSumExp", -4, 4, x -> x.logSumExp(-1).plus(x)),
                of("maxOver", -4, 4, x -> x.maxOver(0).times(x)),
                of("stopGradient", -2, 2, x -> x.stopGradient().times(x)),
                of("sum of all", -2, 2, x -> x.sum().times(x)),
                of("mean", -2, 2, x -> x.mean().times(x)),
                of("permute", -2, 2, x -> x.transpose().reshape(3, 7).times(x)),
                of("slices", -2, 2, x -> x.slice(1, 1, 3).exp().pad(1, 2, 2).times(x)),
                of("gates", -2, 2, PrimitiveTest::gates),
                of("add", dims(4, 5), dims(4, 5), xy -> xy[0].plus(xy[1])),
                of("sub", dims(4, 5), dims(5), xy -> xy[0].minus(xy[1])),
                of("mul", dims(4, 5), dims(4, 1), xy -> xy[0].times(xy[1])),
                of("div", dims(4, 5), dims(2, 1, 5), xy -> xy[0].dividedBy(xy[1])),
                of("max", dims(4, 5), dims(4, 5), xy -> xy[0].max(xy[1]).times(xy[0])),
                of("min", dims(4, 5), dims(4, 5), xy -> xy[0].min(xy[1]).times(xy[1])),
                of("select", dims(4, 5), dims(4, 5), xy -> xy[0].greater(xy[1]).select(xy[0].square(), xy[1].exp())),
                of("greaterOrEqual", dims(4, 5), dims(5), xy -> xy[0].greaterOrEqual(xy[1])
                        .times(xy[0])),
                of("equal", dims(4, 5), dims(5), xy -> xy[0].equalTo(xy[0]).times(xy[1])),
                of("matmul", dims(3, 4), dims(4, 6), xy -> xy[0].matmul(xy[1])),
                of("matmul with transposed operands", dims(4, 3), dims(6, 4), xy -> xy[0].transpose()
                        .matmul(xy[1].transpose())),
                of("batched matmul", dims(2, 3, 4), dims(2, 4, 5), xy -> xy[0].matmul(xy[1])),
                of("doubly batched matmul", dims(2, 2, 3, 4), dims(2, 2, 4, 3), xy -> xy[0].matmul(xy[1])),
                of("matmul of views", dims(5, 8), dims(4, 6), xy -> xy[0].slice(1, 2, 4)
                        .matmul(xy[1].slice(0, 0, 4))),
                of("concat", dims(3, 4), dims(3, 2), xy -> xy[0].graph()
                        .concat(1, List.of(xy[0].exp(), xy[1], xy[0].exp()))),
                of("concat of rows", dims(3, 4), dims(2, 4), xy -> xy[0].graph()
                        .concat(0, List.of(xy[0].exp(), xy[1]))
                        .square()),
                of("reduce outer and inner", dims(3, 4, 5, 2), dims(1), xy -> xy[0].sum(0, 2, 3)
                        .times(xy[1])),
                of("reduce middle", dims(3, 4, 5), dims(1), xy -> xy[0].square().sum(new int[] {1})),
                of("long rows", dims(2, 1500), dims(1), xy -> xy[0].square().sum(new int[] {1})),
                of("conv2d", dims(2, 3, 9, 8), dims(4, 3, 3, 2), xy -> xy[0].conv2d(xy[1], 2)),
                of(
                        "conv2d whose stride does not divide",
                        dims(2, 2, 10, 10),
                        dims(3, 2, 3, 3),
                        xy -> xy[0].conv2d(xy[1], 2)),
                of("conv2d with stride 1", dims(2, 2, 6, 5), dims(3, 2, 3, 3), xy -> xy[0].conv2d(xy[1], 1)),
                of("convTranspose2d", dims(2, 3, 4, 3), dims(3, 2, 4, 4), xy -> xy[0].convTranspose2d(xy[1], 2)),
                of("padded conv2d", dims(2, 2, 5, 4), dims(3, 2, 3, 3), xy -> xy[0].tanh()
                        .conv2d(xy[1], 2, 1)),
                of(
                        "cropped convTranspose2d",
                        dims(2, 3, 4, 3),
                        dims(3, 2, 4, 4),
                        xy -> xy[0].convTranspose2d(xy[1], 2, 1)),
                of("cumulativeSum", dims(3, 4, 2), dims(3, 4), xy -> xy[0].cumulativeSum(1)
                        .square()
                        .plus(xy[1].cumulativeSum(-1).reshape(3, 4, 1))),
                of("gather", dims(5, 2, 3), dims(4, 2, 3), xy -> xy[0].square()
                        .gather(xy[0].graph().constant(new double[] {4, 0, 4, 2}, 4))
                        .times(xy[1])),
                of("gather of long rows", dims(3, 1100), dims(1), xy -> xy[0].gather(
                                xy[0].graph().constant(new double[] {2, 2, 1}, 3))
                        .square()),
                of("scatterAdd", dims(4, 3), dims(6, 3), xy -> xy[0].square()
                        .scatterAdd(xy[0].graph().constant(new double[] {5, 0, 5, 2}, 4), 6)
                        .times(xy[1])),
                of("two convolutions", dims(2, 2, 10, 10), dims(2, 2, 3, 3), xy -> xy[0].conv2d(xy[1].times(0.05), 2)
                        .tanh()
                        .convTranspose2d(xy[1].times(0.05), 2)),
                of("recurrence", dims(4, 3, 6), dims(6, 6), PrimitiveTest::recurrence),
                of("noise", dims(3, 4), dims(3, 4), xy -> xy[0].times(
                                xy[0].graph().normal("eps", 3, 4))
                        .plus(xy[1].times(xy[0].graph().uniform("u", 3, 4)))));
    }

    private static Node gates(Node x) {
        Node a = x.slice(1, 0, 3).sigmoid();
        Node b = x.slice(1, 3, 3).tanh();
        return a.times(b).sum().times(x);
    }

    private static Node recurrence(Node[] xy) {
        Node x = xy[0];
        Node h = x.slice(0, 0, 1).reshape(3, 6).zeros();
        List<Node> states = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            h = h.matmul(xy[1].times(0.2))
                    .plus(x.slice(0, t, 1).reshape(3, 6).times(0.2))
                    .tanh();
            states.add(h.reshape(1, 3, 6));
        }
        return x.graph().concat(0, states);
    }

    private record Built(Case of, Node x, Node y, Node out, Node loss, List<Node> first, Node second) {

        static Built of(Case of) {
            Graph graph = new Graph();
            Node x = graph.placeholder("x", of.x);
            Node y = graph.placeholder("y", of.y);
            Node out = of.of.apply(new Node[] {x, y});
            Node loss = out.times(graph.constant(
                            values(out.shape(), -1, 1, 77), out.shape().dims()))
                    .sum();
            List<Node> first = List.of(gradient(loss, x), gradient(loss, y));
            Node second = null;
            for (Node gradient : first) {
                Node part = gradient.times(graph.constant(
                                values(gradient.shape(), -1, 1, 78),
                                gradient.shape().dims()))
                        .sum();
                second = second == null ? part : second.plus(part);
            }
            return new Built(of, x, y, out, loss, first, second);
        }

        Map<String, double[]> leaves() {
            Map<String, double[]> leaves = new HashMap<>();
            leaves.put("x", values(x.shape(), of.low, of.high, 1));
            leaves.put("y", values(y.shape(), of.low, of.high, 2));
            return leaves;
        }
    }

    private static double[] values(Shape shape, double low, double high, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(shape.size(), low, high).toArray();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void programEqualsReference(Case of) {
        checkProgram(of, Engine.preferred());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void programOfNd4jsOpsEqualsReference(Case of) {
        checkProgram(of, Engine.ND4J);
    }

    private static void checkProgram(Case of, Engine engine) {
        Built built = Built.of(of);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("out", built.out);
        outputs.put("gx", built.first.get(0));
        outputs.put("gy", built.first.get(1));
        outputs.put("loss", built.loss);
        for (int i = 0; i < 2; i++) {
            outputs.put("second" + i, secondGradient(built, i));
        }
        Map<String, double[]> leaves = built.leaves();
        try (Program program = Program.of(outputs, null, engine)) {
            leaves.forEach((name, value) -> {
                if (program.placeholders().contains(name)) {
                    program.feed(name, floats(value));
                }
            });
            program.run(NOISE);
            program.run(NOISE);
            // The reference sees the numbers that the program was fed, rounded to single precision.
            leaves.replaceAll((name, value) -> doubles(floats(value)));
            Reference reference = new Reference(leaves, NOISE);
            outputs.forEach((name, node) -> assertClose(of + " " + name, program.get(name), reference.evaluate(node)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientEqualsCentralDifferences(Case of) {
        Built built = Built.of(of);
        Map<String, double[]> leaves = built.leaves();
        for (int i = 0; i < 2; i++) {
            String name = i == 0 ? "x" : "y";
            boolean frozen = of.name.equals("stopGradient") && i == 0;
            if (!frozen) {
                assertDifferences(of + " d/d" + name, built.loss, built.first.get(i), leaves, name);
                assertDifferences(of + " d2/d" + name, built.second, secondGradient(built, i), leaves, name);
            }
        }
    }

    private static Node secondGradient(Built built, int i) {
        return gradient(built.second, i == 0 ? built.x : built.y);
    }

    /** Zero where there is no path: a case may not use y, and a linear function has a constant gradient. */
    private static Node gradient(Node loss, Node wrt) {
        try {
            return Gradients.of(loss, List.of(wrt)).get(0);
        } catch (IllegalArgumentException noPath) {
            return wrt.zeros();
        }
    }

    private static void assertDifferences(
            String what, Node loss, Node gradient, Map<String, double[]> leaves, String name) {
        double[] analytic = new Reference(leaves, NOISE).evaluate(gradient);
        double[] at = leaves.get(name);
        int stride = Math.max(1, at.length / 40);
        for (int i = 0; i < at.length; i += stride) {
            double step = 1e-5;
            double up = moved(loss, leaves, name, i, step);
            double down = moved(loss, leaves, name, i, -step);
            double expected = (up - down) / (2 * step);
            assertThat(analytic[i])
                    .as("%s at %d", what, i)
                    .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-6 * (1 + Math.abs(expected))));
        }
    }

    private static double moved(Node loss, Map<String, double[]> leaves, String name, int index, double by) {
        Map<String, double[]> changed = new HashMap<>(leaves);
        double[] copy = leaves.get(name).clone();
        copy[index] += by;
        changed.put(name, copy);
        return new Reference(changed, NOISE).evaluate(loss)[0];
    }

    private static void assertClose(String what, float[] actual, double[] expected) {
        double scale = 1e-30;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(actual.length).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i])
                    .as("%s at %d", what, i)
                    .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(2e-5 * scale));
        }
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }
}
