package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Gradients that are kept over several runs, and parameters that move towards others. */
final class GradientSumTest {

    private static final Noise SILENT = new Noise(new long[0], 0);

    private final Spec spec = new Spec(Shape.of(3), new Initial.Constant(1));
    private final Graph graph = new Graph();
    private final Node w = graph.parameter("w", 3);
    private final Node loss = w.times(graph.placeholder("x", 3)).sum();

    /** The gradient of the loss is x. */
    @Test
    void theUpdateIsByTheMeanOfAllGradients() {
        try (Parameters parameters = new Parameters(Map.of("w", spec), Seed.root(0));
                OptimizerState state = new OptimizerState(Sgd.of(1), parameters);
                Program program = Program.training(Map.of("loss", loss), loss, state)) {
            program.feed("x", new float[] {1, 2, 3}).accumulate(SILENT);
            program.feed("x", new float[] {3, 0, 3}).accumulate(SILENT);
            assertThat(parameters.get("w")).containsExactly(1, 1, 1);
            assertThat(state.step()).isZero();
            program.feed("x", new float[] {2, 4, 0}).run();
            assertThat(parameters.get("w")).containsExactly(-1, -1, -1);
            assertThat(state.step()).isEqualTo(1);
            assertThat(program.gradientNorm()).isEqualTo(Math.sqrt(12));

            program.feed("x", new float[] {1, 1, 1}).accumulate(SILENT);
            state.forget();
            program.feed("x", new float[] {3, 3, 3}).run();
            assertThat(parameters.get("w")).containsExactly(-4, -4, -4);
        }
    }

    @Test
    void whatIsNotFiniteIsNotKept() {
        try (Parameters parameters = new Parameters(Map.of("w", spec), Seed.root(0));
                OptimizerState state = new OptimizerState(Sgd.of(1), parameters);
                Program program = Program.training(Map.of(), loss, state);
                Program reading = Program.of(Map.of("loss", loss), parameters)) {
            program.feed("x", new float[] {1, Float.NaN, 3});
            assertThatThrownBy(() -> program.accumulate(SILENT))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("parameter=w");
            program.feed("x", new float[] {1, 1, 1}).run();
            assertThat(parameters.get("w")).containsExactly(0, 0, 0);
            assertThatThrownBy(() -> reading.accumulate(SILENT)).hasMessageContaining("only a program that trains");
        }
    }

    @Test
    void parametersApproachOthers() {
        Spec large = new Spec(Shape.of(70, 100), new Initial.Normal(1));
        Map<String, Spec> specs = Map.of("large", large);
        try (Parameters one = new Parameters(specs, Seed.root(1));
                Parameters other = new Parameters(specs, Seed.root(2));
                Parameters stranger = new Parameters(Map.of("w", spec), Seed.root(0))) {
            float[] from = one.get("large");
            float[] to = other.get("large");
            one.approach(other, 0.25);
            float[] moved = one.get("large");
            for (int i = 0; i < from.length; i++) {
                assertThat(moved[i]).isEqualTo(from[i] + 0.25f * (to[i] - from[i]));
            }
            one.approach(other, 1);
            assertThat(one.get("large")).isEqualTo(to);
            assertThat(other.get("large")).isEqualTo(to);
            assertThatThrownBy(() -> one.approach(stranger, 1)).hasMessageContaining("the same names and shapes");
            assertThatThrownBy(() -> one.approach(other, 0)).hasMessageContaining("share=0.0");
        }
    }
}
