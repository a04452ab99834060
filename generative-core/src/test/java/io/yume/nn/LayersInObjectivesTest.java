package io.yume.nn;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.reshape;
import static io.yume.nn.Networks.sequential;
import static org.assertj.core.api.Assertions.assertThat;

import io.yume.distribution.Deterministic;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Shape;
import io.yume.loss.Adversarial;
import io.yume.loss.Critic;
import io.yume.loss.FiniteDifferences;
import io.yume.loss.Lowered;
import io.yume.loss.Objective;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers that change their weights or their inputs, where objectives take gradients through them: against slopes in double precision. */
final class LayersInObjectivesTest {

    /** The penalty is of a gradient, so its own passes the norm twice. */
    @Test
    void aSpectralNormUnderAGradientPenalty() {
        Network network = sequential(
                SpectralNorm.of(Dense.of(2, 3)).iterations(200),
                Activation.TANH,
                SpectralNorm.of(Dense.of(3, 1)).iterations(200));
        Critic critic = Critic.of("D", network, "x");
        Distribution model = Deterministic.of("x").given("z").by(Dense.of(2, 2)).times(Normal.standard("z", 2));
        Adversarial game = Adversarial.wasserstein(model, critic);
        Objective objective =
                game.critic().minus(game.gradientPenalty().times(10)).mean();
        Lowered lowered = Lowered.of(objective, 2, Map.of("x", Shape.of(2))).set("x", 0.5, -0.3, 1.2, 0.8);
        assertThat(lowered.gradients(0)).containsOnlyKeys("D.0.weight", "D.0.bias", "D.2.weight", "D.2.bias");
        FiniteDifferences.check(lowered, 1e-5);
    }

    @Test
    void normsOfLayersAndWeightsInABound() {
        Factor prior = Normal.standard("z", 2);
        Factor encoder = Normal.of("z")
                .given("x")
                .by(sequential(Dense.of(3, 4), LayerNorm.of(4), Activation.TANH, WeightNorm.of(Dense.of(4, 4))));
        Factor decoder = Normal.of("x")
                .given("z")
                .by(sequential(WeightNorm.of(Dense.of(2, 4)), Activation.TANH, LayerNorm.of(4), Dense.of(4, 6)));
        Lowered lowered = Lowered.of(elbo(decoder, prior, encoder).mean(), 2, Map.of("x", Shape.of(3)))
                .set("x", 0.5, -0.3, 1.2, 0.8, -1, 0.1);
        assertThat(lowered.gradients(0))
                .containsKeys("x|z.0.weight.gain", "x|z.2.gain", "z|x.1.bias", "z|x.3.weight.gain");
        FiniteDifferences.check(lowered, 1e-5);
    }

    @Test
    void anEmbeddingInADensity() {
        Factor shown = Normal.of("x")
                .given("y")
                .by(sequential(Embedding.of(5, 3), reshape(6), LayerNorm.of(6), WeightNorm.of(Dense.of(6, 2))));
        Map<String, Shape> data = Map.of("x", Shape.of(1), "y", Shape.of(2));
        Lowered lowered = Lowered.of(logProb(shown).mean(), 3, data)
                .set("x", 0.5, -0.3, 1.2)
                .set("y", 4, 0, 4, 2, 1, 1);
        FiniteDifferences.check(lowered, 1e-5);
        // Nobody has seen the fourth.
        double[] gradient = lowered.gradients(0).get("x|y.0.weight");
        assertThat(gradient).hasSize(15);
        for (int i = 0; i < gradient.length; i++) {
            assertThat(gradient[i] == 0).as("weight[" + i + "]").isEqualTo(i / 3 == 3);
        }
    }
}
