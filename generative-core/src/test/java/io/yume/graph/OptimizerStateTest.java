package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OptimizerStateTest {

    @Test
    void slotsAreRestoredOnlyWhereTheyFit() {
        try (OptimizerTest.Fed fed = new OptimizerTest.Fed(Adam.of(0.1), 2, 3)) {
            OptimizerState state = fed.state;
            state.set("first", "w1", new float[] {1, 2, 3});
            state.set("second", "w1", new float[] {4, 5, 6});
            state.restore(9);
            assertThat(state.get("first", "w1")).containsExactly(1, 2, 3);
            assertThat(state.get("second", "w1")).containsExactly(4, 5, 6);
            assertThat(state.get("first", "w0")).containsOnly(0);
            assertThat(state.step()).isEqualTo(9);
            assertThatThrownBy(() -> state.set("first", "w1", new float[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a slot must have the size of its parameter: slot=first, parameter=w1, expected=3, "
                            + "actual=2");
            assertThatThrownBy(() -> state.get("momentum", "w1"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unknown slot: name=momentum, known=[first, second]");
            assertThatThrownBy(() -> state.get("first", "v"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unknown parameter: name=v, known=[w0, w1]");
            assertThatThrownBy(() -> state.restore(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("steps must be >= 0: steps=-1");
        }
    }

    /** Two groups of one flat vector, each with an optimizer of its own: as two vectors would have. */
    @Test
    void aGroupChangesNothingElse() {
        Parameters.Spec spec = new Parameters.Spec(Shape.of(3), new Parameters.Initial.Constant(1));
        try (Parameters parameters = new Parameters(Map.of("a", spec), Seed.root(0))) {
            assertThatThrownBy(() -> new OptimizerState(Sgd.of(1), parameters, List.of("b")))
                    .hasMessageContaining("must lie side by side: group=[b], parameters=[a]");
        }
        Map<String, Parameters.Spec> specs = new LinkedHashMap<>();
        List.of("a", "b", "c").forEach(name -> specs.put(name, spec));
        try (Parameters parameters = new Parameters(specs, Seed.root(0));
                OptimizerState rest = new OptimizerState(AdamW.of(0.1, 0.5), parameters, List.of("b", "c"))) {
            assertThatThrownBy(() -> new OptimizerState(Sgd.of(1), parameters, List.of("a", "c")))
                    .hasMessageContaining("must lie side by side: group=[a, c]");
            assertThatThrownBy(() -> rest.gradient("a")).hasMessage("unknown parameter: name=a, known=[b, c]");
            Graph graph = new Graph();
            Node sum = graph.parameter("a", 3)
                    .plus(graph.parameter("b", 3).times(graph.parameter("c", 3)))
                    .sum();
            try (Program program = Program.training(Map.of("sum", sum), sum, rest)) {
                program.run();
                assertThat(program.scalar("sum")).isEqualTo(6);
                assertThat(rest.gradient("c")).containsOnly(1);
                assertThat(parameters.get("a")).containsOnly(1);
                assertThat(parameters.get("b")).containsOnly(parameters.get("c")[0]);
                assertThat(parameters.get("c")[0]).isLessThan(0.96f);
            }
        }
    }

    @Test
    void eachRuleKeepsOnlyWhatItNeeds() {
        assertThat(Sgd.of(1).slots()).isEmpty();
        assertThat(Sgd.of(1).nesterov(0.9).slots()).containsExactly("momentum");
        assertThat(RmsProp.of(1).slots()).containsExactly("square");
        assertThat(RmsProp.of(1).momentum(0.9).slots()).containsExactly("square", "momentum");
        assertThat(RmsProp.of(1).center().slots()).containsExactly("square", "mean");
        assertThat(Adam.of(1).slots()).containsExactly("first", "second");
        assertThat(AdamW.of(1, 0.1).slots()).containsExactly("first", "second");
    }

    @Test
    void aGradientWhoseNormIsTheBoundIsNotClipped() {
        Optimizer optimizer = Sgd.of(1).clippedByNorm(5);
        assertThat(stepFromZero(optimizer, 3, 4)).containsExactly(-3, -4);
        assertThat(stepFromZero(optimizer, 0, Math.nextDown(5f))).containsExactly(0, -Math.nextDown(5f));
        assertThat(stepFromZero(optimizer, 6, 8)).containsExactly(-3, -4);
        assertThat(stepFromZero(optimizer, 0, 0)).containsExactly(0, 0);
    }

    @Test
    void clippingByNormCountsAllParameters() {
        try (OptimizerTest.Fed fed = new OptimizerTest.Fed(Sgd.of(1).clippedByNorm(2.5), 1, 1)) {
            fed.parameters.set("w0", new float[1]);
            fed.parameters.set("w1", new float[1]);
            fed.step(new float[] {3}, new float[] {4});
            assertThat(fed.program.gradientNorm()).as("before clipping").isEqualTo(5);
            assertThat(fed.parameters.get("w0")).containsExactly(-1.5f);
            assertThat(fed.parameters.get("w1")).containsExactly(-2f);
            assertThat(fed.state.gradient("w1")).as("before clipping").containsExactly(4);
        }
    }

    @Test
    void clippingByValueTouchesOnlyWhatIsBeyondTheBound() {
        Optimizer optimizer = Sgd.of(1).clipped(3);
        assertThat(stepFromZero(optimizer, 3, -3)).containsExactly(-3, 3);
        assertThat(stepFromZero(optimizer, 7, -0.5f)).containsExactly(-3, 0.5f);
        assertThat(stepFromZero(Sgd.of(1).clipped(Double.POSITIVE_INFINITY), 1e30f, 1))
                .containsExactly(-1e30f, -1);
    }

    private static float[] stepFromZero(Optimizer optimizer, float... gradient) {
        try (OptimizerTest.Fed fed = new OptimizerTest.Fed(optimizer, gradient.length)) {
            fed.parameters.set("w0", new float[gradient.length]);
            fed.step(new float[][] {gradient});
            return fed.parameters.get("w0");
        }
    }

    @Test
    void aFiniteGradientWhoseSquareIsTooLargeForAFloatIsClipped() {
        try (OptimizerTest.Fed fed = new OptimizerTest.Fed(Sgd.of(1).clippedByNorm(5), 2)) {
            fed.parameters.set("w0", new float[2]);
            fed.step(new float[][] {{3e30f, -4e30f}});
            assertThat(fed.program.gradientNorm()).isCloseTo(5e30, within(1e24));
            assertThat((double) fed.parameters.get("w0")[0]).isCloseTo(-3, within(1e-6));
            assertThat((double) fed.parameters.get("w0")[1]).isCloseTo(4, within(1e-6));
        }
    }

    @Test
    void zeroGradientsMoveNothingButWhatDecays() {
        float[] zero = new float[1];
        for (Optimizer optimizer : List.of(
                Sgd.of(1).nesterov(0.9).clippedByNorm(1),
                RmsProp.of(1).center().momentum(0.9),
                Adam.of(1).clipped(1))) {
            try (OptimizerTest.Fed fed = new OptimizerTest.Fed(optimizer, 1)) {
                float before = fed.parameters.get("w0")[0];
                fed.step(new float[][] {zero});
                assertThat(fed.program.gradientNorm()).isZero();
                assertThat(fed.parameters.get("w0")).as("%s", optimizer).containsExactly(before);
            }
        }
        try (OptimizerTest.Fed fed = new OptimizerTest.Fed(AdamW.of(0.5, 0.5), 1)) {
            float before = fed.parameters.get("w0")[0];
            fed.step(new float[][] {zero});
            assertThat(fed.parameters.get("w0")).containsExactly(0.75f * before);
        }
    }

    /** Long enough for helpers, and no multiple of a chunk, a block or a vector. */
    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        for (Optimizer optimizer : List.of(
                Adam.of(1e-2).clippedByNorm(10),
                RmsProp.of(1e-2).momentum(0.9).clipped(0.5),
                Sgd.of(1e-2).nesterov(0.9))) {
            List<Map<String, float[]>> results = new ArrayList<>();
            List<Double> norms = new ArrayList<>();
            for (int threads = 1; threads <= 3; threads++) {
                try (ComputeThread compute = ComputeThread.start("compute", threads)) {
                    compute.run(() -> trainLong(optimizer, results, norms));
                }
            }
            assertThat(results).hasSize(3);
            assertThat(results.get(0).get("w1")).isNotEqualTo(new float[6 * UpdatePass.CHUNK]);
            for (int i = 1; i < 3; i++) {
                assertThat(norms.get(i)).isEqualTo(norms.get(0));
                for (String name : results.get(0).keySet()) {
                    assertThat(results.get(i).get(name))
                            .as("%s", name)
                            .isEqualTo(results.get(0).get(name));
                }
            }
            assertThat(helpers()).as("after close").isZero();
        }
    }

    private static void trainLong(Optimizer optimizer, List<Map<String, float[]>> results, List<Double> norms) {
        SplittableRandom random = new SplittableRandom(9);
        float[] small = new float[77];
        float[] large = new float[6 * UpdatePass.CHUNK + 531];
        try (OptimizerTest.Fed fed = new OptimizerTest.Fed(optimizer, small.length, large.length)) {
            for (int step = 0; step < 5; step++) {
                for (float[] gradient : List.of(small, large)) {
                    for (int i = 0; i < gradient.length; i++) {
                        gradient[i] = (float) random.nextDouble(-1, 1);
                    }
                }
                fed.step(small, large);
            }
            norms.add(fed.program.gradientNorm());
            results.add(fed.snapshot());
        }
    }

    private static long helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("compute-helper"))
                .count();
    }
}
