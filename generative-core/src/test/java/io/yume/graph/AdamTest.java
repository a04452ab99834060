package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class AdamTest {

    private static final int[] SIZES = {5, 1100, 17};

    @Test
    void fiftyStepsFollowTheDefinition() {
        follow(Adam.of(0.02));
    }

    @Test
    void fiftyStepsWithDecayAndClippingFollowTheDefinition() {
        follow(new Adam(0.05, 0.9, 0.004, 0.8, 0.99, 1e-6, 0.7));
    }

    /** Linear losses: the gradient of each parameter is what is fed. */
    private static void follow(Adam config) {
        Graph graph = new Graph();
        Map<String, Parameters.Spec> specs = new LinkedHashMap<>();
        Node loss = graph.constant(0);
        for (int i = 0; i < SIZES.length; i++) {
            specs.put("w" + i, new Parameters.Spec(Shape.of(SIZES[i]), new Parameters.Initial.Uniform(1)));
            loss = loss.plus(graph.parameter("w" + i, SIZES[i])
                    .times(graph.placeholder("g" + i, SIZES[i]))
                    .sum());
        }
        SplittableRandom random = new SplittableRandom(6);
        try (Parameters parameters = new Parameters(specs, Seed.root(1));
                OptimizerState adam = new OptimizerState(config, parameters);
                Program program = Program.training(Map.of("loss", loss), loss, adam)) {
            double[][] p = new double[SIZES.length][];
            double[][] m = new double[SIZES.length][];
            double[][] v = new double[SIZES.length][];
            for (int i = 0; i < SIZES.length; i++) {
                p[i] = doubles(parameters.get("w" + i));
                m[i] = new double[SIZES[i]];
                v[i] = new double[SIZES[i]];
            }
            for (int step = 1; step <= 50; step++) {
                double rate = Math.max(config.floor(), config.rate() * Math.pow(config.decay(), step - 1));
                assertThat(config.rateAt(step)).isCloseTo(rate, Offset.offset(1e-15));
                double norm = 0;
                for (int i = 0; i < SIZES.length; i++) {
                    float[] fed = new float[SIZES[i]];
                    for (int j = 0; j < fed.length; j++) {
                        fed[j] = (float) (random.nextDouble(-2, 2) + 0.3 * Math.sin(j));
                        norm += (double) fed[j] * fed[j];
                        double g = Math.max(-config.clip(), Math.min(config.clip(), fed[j]));
                        m[i][j] = config.beta1() * m[i][j] + (1 - config.beta1()) * g;
                        v[i][j] = config.beta2() * v[i][j] + (1 - config.beta2()) * g * g;
                        double mean = m[i][j] / (1 - Math.pow(config.beta1(), step));
                        double square = v[i][j] / (1 - Math.pow(config.beta2(), step));
                        p[i][j] -= rate * mean / (Math.sqrt(square) + config.epsilon());
                    }
                    program.feed("g" + i, fed);
                }
                program.run();
                assertThat(program.gradientNorm()).isCloseTo(Math.sqrt(norm), Offset.offset(1e-3));
            }
            for (int i = 0; i < SIZES.length; i++) {
                assertThat(doubles(parameters.get("w" + i))).containsExactly(p[i], Offset.offset(5e-6));
                assertThat(doubles(adam.moment("w" + i, false))).containsExactly(m[i], Offset.offset(1e-6));
                // The decay of 0.999 is rounded to single precision, which moves 1 - decay by 1.3e-5 of itself.
                assertThat(doubles(adam.moment("w" + i, true))).containsExactly(v[i], Offset.offset(1e-5));
            }
            assertThat(adam.step()).isEqualTo(50);
        }
    }

    @Test
    void rejectsValuesOutsideTheirRange() {
        assertThatThrownBy(() -> Adam.of(0)).hasMessage("rate must be > 0: rate=0.0");
        assertThatThrownBy(() -> Adam.of(1).decaying(1.1, 0)).hasMessage("decay must be in (0, 1]: decay=1.1");
        assertThatThrownBy(() -> Adam.of(1).decaying(1, -1)).hasMessage("floor must be >= 0: floor=-1.0");
        assertThatThrownBy(() -> Adam.of(1).clipped(0)).hasMessage("clip must be > 0: clip=0.0");
        assertThatThrownBy(() -> new Adam(1, 1, 0, 1, 0.9, 1e-8, 1)).hasMessage("beta1 must be in [0, 1): beta1=1.0");
        assertThatThrownBy(() -> new Adam(1, 1, 0, 0.9, -1, 1e-8, 1)).hasMessage("beta2 must be in [0, 1): beta2=-1.0");
        assertThatThrownBy(() -> new Adam(1, 1, 0, 0.9, 0.9, 0, 1)).hasMessage("epsilon must be > 0: epsilon=0.0");
        assertThatThrownBy(() -> Adam.of(Double.NaN)).hasMessage("rate must be > 0: rate=NaN");
    }

    private static double[] doubles(float... values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }
}
