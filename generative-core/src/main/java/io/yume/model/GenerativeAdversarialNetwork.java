package io.yume.model;

import static io.yume.nn.Networks.sequential;

import io.yume.distribution.Deterministic;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.graph.Optimizer;
import io.yume.loss.Adversarial;
import io.yume.loss.Critic;
import io.yume.loss.Phase;
import io.yume.nn.Activation;
import io.yume.nn.BatchNorm;
import io.yume.nn.Dense;
import io.yume.nn.Dropout;
import io.yume.nn.Network;

/**
 * The generative adversarial network of Goodfellow et al. (2014): a generator {@code x = G(z)} against a discriminator {@code sigmoid(D(x))}.
 *
 * <pre>{@code
 * D:  max E_data[log sigmoid(D(x))] + E_p(x|z)p(z)[log sigmoid(-D(x))]
 * G:  min E[log sigmoid(-D(x))]    minimax
 *     max E[log sigmoid(D(x))]     non-saturating
 *     max log E[exp D(x)]          maximum likelihood
 * }</pre>
 *
 * @param noise the distribution of z
 * @param generator x given z
 * @param discriminator the logit of "this is data"
 */
public record GenerativeAdversarialNetwork(Factor noise, Factor generator, Critic discriminator) {

    /** What the generator optimises. */
    public enum Loss {
        /** Minimises what the discriminator maximises; its gradient vanishes where the discriminator wins. */
        MINIMAX,
        /** Maximises the log-probability of being taken for data. */
        NON_SATURATING,
        /**
         * At the best discriminator, follows the gradient of the likelihood; a few draws of a batch carry most of the
         * weight.
         */
        MAXIMUM_LIKELIHOOD
    }

    /**
     * Two hidden layers in each network, for pixels in [0, 1]. The generator's are normalised over the batch (Radford,
     * Metz and Chintala, 2016), and the discriminator's have dropout: without either, the discriminator wins at once,
     * and all images of the generator become one.
     *
     * @param pixels length of an image
     * @param hidden length of the generator's first hidden layer and the discriminator's second; the others are twice
     *     as long
     * @param codes length of z
     */
    public static GenerativeAdversarialNetwork ofImages(int pixels, int hidden, int codes) {
        int wide = 2 * hidden;
        Network generator = sequential(
                Dense.of(codes, hidden).named("dense0"),
                BatchNorm.of(hidden).named("norm0"),
                Activation.LEAKY_RELU,
                Dense.of(hidden, wide).named("dense1"),
                BatchNorm.of(wide).named("norm1"),
                Activation.LEAKY_RELU,
                Dense.of(wide, pixels).named("dense2"),
                Activation.SIGMOID);
        Network discriminator = sequential(
                Dense.of(pixels, wide).named("dense0"),
                Activation.LEAKY_RELU,
                Dropout.of(0.3).named("drop0"),
                Dense.of(wide, hidden).named("dense1"),
                Activation.LEAKY_RELU,
                Dropout.of(0.3).named("drop1"),
                Dense.of(hidden, 1).named("dense2"));
        return new GenerativeAdversarialNetwork(
                Normal.standard("z", codes),
                Deterministic.of("x").given("z").by(generator).named("G"),
                Critic.of("D", discriminator, "x"));
    }

    /** {@code p(x|z) p(z)}. */
    public Joint joint() {
        return generator.times(noise);
    }

    /** The game between the model and the discriminator. */
    public Adversarial game() {
        return Adversarial.jensenShannon(joint(), discriminator);
    }

    /** The two phases of a training. */
    public Phase[] phases(Loss loss, Optimizer optimizer) {
        Phase discriminate = Phase.maximise("discriminator", game().critic().mean())
                .learning(discriminator)
                .with(optimizer);
        Phase generate =
                switch (loss) {
                    case MINIMAX -> Phase.minimise("generator", game().model().mean());
                    case NON_SATURATING ->
                        Phase.maximise("generator", game().nonSaturating().mean());
                    case MAXIMUM_LIKELIHOOD -> Phase.maximise("generator", game().sharedLikelihood());
                };
        return new Phase[] {discriminate, generate.learning(generator).with(optimizer)};
    }
}
