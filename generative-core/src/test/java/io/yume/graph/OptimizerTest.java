package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule against its published formulas in doubles, one number at a time. */
class OptimizerTest {

    private static final int[] SIZES = {5, 1100, 17};

    /** One number's way: state lives from step to step. */
    private interface Rule {
        double update(int step, double p, double g, double rate, double[] state);
    }

    record Case(Optimizer optimizer, Rule rule, double tolerance) {

        @Override
        public String toString() {
            return optimizer.toString();
        }
    }

    private static final Rule ADAM_RULE = adam(0.9, 0.999, 1e-8);

    private static Rule adam(double beta1, double beta2, double epsilon) {
        return (step, p, g, rate, state) -> {
            state[0] = beta1 * state[0] + (1 - beta1) * g;
            state[1] = beta2 * state[1] + (1 - beta2) * g * g;
            double mean = state[0] / (1 - Math.pow(beta1, step));
            double square = state[1] / (1 - Math.pow(beta2, step));
            return p - rate * mean / (Math.sqrt(square) + epsilon);
        };
    }

    private static Rule rmsProp(double decay, double epsilon, double momentum, boolean centered) {
        return (step, p, g, rate, state) -> {
            state[0] = decay * state[0] + (1 - decay) * g * g;
            state[1] = decay * state[1] + (1 - decay) * g;
            double variance = centered ? state[0] - state[1] * state[1] : state[0];
            state[2] = momentum * state[2] + g / (Math.sqrt(variance) + epsilon);
            return p - rate * state[2];
        };
    }

    static List<Case> cases() {
        return List.of(
                new Case(Adam.of(0.02), ADAM_RULE, 5e-6),
                new Case(
                        Adam.of(0.05)
                                .betas(0.8, 0.99)
                                .epsilon(1e-6)
                                .decaying(0.9, 0.004)
                                .clipped(0.7),
                        adam(0.8, 0.99, 1e-6),
                        5e-6),
                new Case(Adam.of(0.02).clippedByNorm(3), ADAM_RULE, 5e-6),
                new Case(
                        AdamW.of(0.02, 0.3).with(Schedule.cosine(0.02, 0, 40).warmedUp(5)),
                        (step, p, g, rate, state) -> ADAM_RULE.update(step, p, g, rate, state) - rate * 0.3 * p,
                        5e-6),
                new Case(RmsProp.of(0.01), rmsProp(0.9, 1e-8, 0, false), 1e-5),
                new Case(
                        RmsProp.of(0.01).decay(0.99).epsilon(1e-4).momentum(0.8).clipped(1.5),
                        rmsProp(0.99, 1e-4, 0.8, false),
                        2e-4),
                new Case(RmsProp.of(0.01).decay(0.95).epsilon(1e-2).center(), rmsProp(0.95, 1e-2, 0, true), 1e-4),
                new Case(Sgd.of(0.1), (step, p, g, rate, state) -> p - rate * g, 5e-6),
                new Case(
                        Sgd.of(0.1).momentum(0.9).clippedByNorm(5),
                        (step, p, g, rate, state) -> {
                            state[0] = 0.9 * state[0] + g;
                            return p - rate * state[0];
                        },
                        1e-5),
                new Case(
                        Sgd.of(0.1).nesterov(0.8).with(Schedule.piecewise(0.1).then(20, 0.02)),
                        (step, p, g, rate, state) -> {
                            state[0] = 0.8 * state[0] + g;
                            return p - rate * (g + 0.8 * state[0]);
                        },
                        1e-5));
    }

    /** Linear losses: the gradient of each parameter is what is fed. */
    @ParameterizedTest
    @MethodSource("cases")
    void fiftyStepsFollowTheDefinition(Case tested) {
        SplittableRandom random = new SplittableRandom(6);
        try (Fed fed = new Fed(tested.optimizer(), SIZES)) {
            double[][] p = IntStream.range(0, SIZES.length)
                    .mapToObj(i -> doubles(fed.parameters.get("w" + i)))
                    .toArray(double[][]::new);
            double[][][] state =
                    Arrays.stream(SIZES).mapToObj(size -> new double[size][3]).toArray(double[][][]::new);
            for (int step = 1; step <= 50; step++) {
                float[][] gradients = new float[SIZES.length][];
                double squares = 0;
                for (int i = 0; i < SIZES.length; i++) {
                    gradients[i] = new float[SIZES[i]];
                    for (int j = 0; j < SIZES[i]; j++) {
                        gradients[i][j] = (float) (random.nextDouble(-2, 2) + 0.3 * Math.sin(j));
                        squares += (double) gradients[i][j] * gradients[i][j];
                    }
                }
                for (int i = 0; i < SIZES.length; i++) {
                    for (int j = 0; j < SIZES[i]; j++) {
                        double g = clipped(tested.optimizer().clipping(), gradients[i][j], Math.sqrt(squares));
                        double rate = tested.optimizer().rate().at(step);
                        p[i][j] = tested.rule().update(step, p[i][j], g, rate, state[i][j]);
                    }
                }
                fed.step(gradients);
                assertThat(fed.program.gradientNorm()).isCloseTo(Math.sqrt(squares), Offset.offset(1e-5));
            }
            for (int i = 0; i < SIZES.length; i++) {
                assertThat(doubles(fed.parameters.get("w" + i)))
                        .containsExactly(p[i], Offset.offset(tested.tolerance()));
            }
            assertThat(fed.state.step()).isEqualTo(50);
        }
    }

    private static double clipped(Clipping clipping, double g, double norm) {
        if (clipping instanceof Clipping.ByValue byValue) {
            return Math.max(-byValue.bound(), Math.min(byValue.bound(), g));
        }
        if (clipping instanceof Clipping.ByNorm byNorm) {
            return g * Math.min(1, byNorm.bound() / norm);
        }
        return g;
    }

    /** From p = 1 with the gradients 2 and then -1, worked out by hand; 0.999 in single precision costs the seventh digit. */
    @Test
    void twoStepsAreThoseWorkedOutByHand() {
        // The first step of Adam is the rate; then m = 0.08, m' = 0.08/0.19, v' = 0.004996/0.001999.
        expectTwoSteps(Adam.of(0.1), 0.9, 0.8733662);
        // Each step first takes a tenth of a tenth, 1 %, of p.
        expectTwoSteps(AdamW.of(0.1, 0.1), 0.89, 0.8544662);
        // v = 0.4, d = 2/0.6324555; v = 0.46, d = -1/0.678233.
        expectTwoSteps(RmsProp.of(0.1), 0.6837722, 0.8312141);
        // b = 3.1622777, then 0.5 * 3.1622777 - 1.4744196.
        expectTwoSteps(RmsProp.of(0.1).momentum(0.5), 0.6837722, 0.6731003);
        // v = 0.4, m = 0.2, root 0.6; v = 0.46, m = 0.08, root 0.6734983.
        expectTwoSteps(RmsProp.of(0.1).center(), 0.6666667, 0.8151451);
        expectTwoSteps(Sgd.of(0.1), 0.8, 0.9);
        // v = 2, then 0.5 * 2 - 1 = 0.
        expectTwoSteps(Sgd.of(0.1).momentum(0.5), 0.8, 0.8);
        // 2 + 0.5 * 2 = 3, then -1 + 0.5 * 0.
        expectTwoSteps(Sgd.of(0.1).nesterov(0.5), 0.7, 0.8);
        expectTwoSteps(Sgd.of(0.1).clipped(0.5), 0.95, 1);
        expectTwoSteps(Sgd.of(0.1).clippedByNorm(1.5), 0.85, 0.95);
    }

    private static void expectTwoSteps(Optimizer optimizer, double first, double second) {
        try (Fed fed = new Fed(optimizer, 1)) {
            fed.parameters.set("w0", new float[] {1});
            fed.step(new float[][] {{2}});
            assertThat((double) fed.parameters.get("w0")[0]).as("%s", optimizer).isCloseTo(first, Offset.offset(2e-6));
            fed.step(new float[][] {{-1}});
            assertThat((double) fed.parameters.get("w0")[0]).as("%s", optimizer).isCloseTo(second, Offset.offset(2e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aQuadraticIsBroughtToItsLowestPoint(Case tested) {
        Optimizer optimizer = tested.optimizer() instanceof AdamW ? AdamW.of(0.02, 0) : tested.optimizer();
        optimizer = optimizer.with(Schedule.exponential(0.05, 0.995, 0)).with(Clipping.none());
        Graph graph = new Graph();
        Node w = graph.parameter("w", 4);
        Node loss =
                w.minus(0.5).square().times(graph.placeholder("curvature", 4)).sum();
        Map<String, Parameters.Spec> specs =
                Map.of("w", new Parameters.Spec(Shape.of(4), new Parameters.Initial.Uniform(1)));
        try (Parameters parameters = new Parameters(specs, Seed.root(3));
                OptimizerState state = new OptimizerState(optimizer, parameters);
                Program program = Program.training(Map.of("loss", loss), loss, state)) {
            program.feed("curvature", new float[] {0.6f, 1, 2, 4});
            for (int step = 0; step < 1500; step++) {
                program.run();
            }
            assertThat(doubles(parameters.get("w"))).containsOnly(new double[] {0.5}, Offset.offset(0.01));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aGradientThatIsNotFiniteChangesNothing(Case tested) {
        try (Fed fed = new Fed(tested.optimizer(), 3, 40)) {
            float[] ones = new float[40];
            Arrays.fill(ones, 1);
            fed.step(new float[] {1, 2, 3}, ones);
            Map<String, float[]> before = fed.snapshot();
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                float[] broken = ones.clone();
                broken[39] = bad;
                assertThatThrownBy(() -> fed.step(new float[] {1, 2, 3}, broken))
                        .isInstanceOf(ArithmeticException.class)
                        .hasMessage("a gradient must be finite: parameter=w1, step=2");
                assertThat(fed.snapshot()).usingRecursiveComparison().isEqualTo(before);
                assertThat(fed.state.step()).isEqualTo(1);
            }
            fed.step(new float[] {1, 2, 3}, ones);
            assertThat(fed.state.step()).as("it goes on").isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goingOnFromSavedStateGivesTheSameBits(Case tested) {
        try (Fed whole = new Fed(tested.optimizer(), 40);
                Fed resumed = new Fed(tested.optimizer(), 40)) {
            for (int step = 0; step < 12; step++) {
                whole.step(new float[][] {gradient(step)});
            }
            whole.parameters.specs().keySet().forEach(name -> {
                resumed.parameters.set(name, whole.parameters.get(name));
                for (String slot : tested.optimizer().slots()) {
                    resumed.state.set(slot, name, whole.state.get(slot, name));
                }
            });
            resumed.state.restore(whole.state.step());
            for (int step = 12; step < 30; step++) {
                whole.step(new float[][] {gradient(step)});
                resumed.step(new float[][] {gradient(step)});
            }
            assertThat(resumed.snapshot()).usingRecursiveComparison().isEqualTo(whole.snapshot());
        }
    }

    private static float[] gradient(int step) {
        SplittableRandom random = new SplittableRandom(step);
        float[] g = new float[40];
        for (int i = 0; i < g.length; i++) {
            g[i] = (float) random.nextDouble(-1, 1);
        }
        return g;
    }

    @Test
    void rejectsValuesOutsideTheirRange() {
        expectRejected(() -> Adam.of(0), "rate must be finite and > 0: rate=0.0");
        expectRejected(() -> Adam.of(Double.NaN), "rate must be finite and > 0: rate=NaN");
        expectRejected(() -> Adam.of(1).betas(1, 0.9), "beta1 must be in [0, 1): beta1=1.0");
        expectRejected(() -> Adam.of(1).betas(0.9, -1), "beta2 must be in [0, 1): beta2=-1.0");
        expectRejected(() -> Adam.of(1).epsilon(0), "epsilon must be > 0: epsilon=0.0");
        expectRejected(() -> Adam.of(1).clipped(0), "clip must be > 0: clip=0.0");
        expectRejected(() -> Adam.of(1).clippedByNorm(-2), "clip must be > 0: clip=-2.0");
        expectRejected(() -> AdamW.of(1, -0.1), "decay must be >= 0: decay=-0.1");
        expectRejected(() -> RmsProp.of(1).decay(1), "decay must be in [0, 1): decay=1.0");
        expectRejected(() -> RmsProp.of(1).epsilon(-1), "epsilon must be > 0: epsilon=-1.0");
        expectRejected(() -> RmsProp.of(1).momentum(1.5), "momentum must be in [0, 1): momentum=1.5");
        expectRejected(() -> Sgd.of(1).momentum(-0.5), "momentum must be in [0, 1): momentum=-0.5");
        expectRejected(() -> Sgd.of(1).nesterov(0), "nesterov needs a momentum > 0: momentum=0.0");
    }

    private static void expectRejected(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static double[] doubles(float... values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    /** Parameters w0, w1, ... whose gradients are fed, whatever their values are. */
    static final class Fed implements AutoCloseable {

        final Parameters parameters;
        final OptimizerState state;
        final Program program;

        Fed(Optimizer optimizer, int... sizes) {
            Graph graph = new Graph();
            Map<String, Parameters.Spec> specs = new LinkedHashMap<>();
            Node loss = graph.constant(0);
            for (int i = 0; i < sizes.length; i++) {
                specs.put("w" + i, new Parameters.Spec(Shape.of(sizes[i]), new Parameters.Initial.Uniform(1)));
                loss = loss.plus(graph.parameter("w" + i, sizes[i])
                        .times(graph.placeholder("g" + i, sizes[i]))
                        .sum());
            }
            parameters = new Parameters(specs, Seed.root(1));
            state = new OptimizerState(optimizer, parameters);
            program = Program.training(Map.of(), loss, state);
        }

        void step(float[]... gradients) {
            for (int i = 0; i < gradients.length; i++) {
                program.feed("g" + i, gradients[i]);
            }
            program.run();
        }

        Map<String, float[]> snapshot() {
            Map<String, float[]> all = new LinkedHashMap<>();
            for (String name : parameters.specs().keySet()) {
                all.put(name, parameters.get(name));
                state.optimizer().slots().forEach(slot -> all.put(slot + "." + name, state.get(slot, name)));
            }
            return all;
        }

        @Override
        public void close() {
            program.close();
            state.close();
            parameters.close();
        }
    }
}
