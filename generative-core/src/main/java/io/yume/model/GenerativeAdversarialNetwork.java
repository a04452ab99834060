package io.yume.model;

import static io.yume.nn.Networks.mlp;
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

/**
 * The generative adversarial network of Goodfellow et al. (2014): a generator {@code x = G(z)} against a discriminator {@code sigmoid(D(x))}.
 *
 * <pre>{@code
 * D:  max E_data[log sigmoid(D(x))] + E_p(x|z)p(z)[log sigmoid(-D(x))]
 * G:  min E[log sigmoid(-D(x))]    minimax
 *     max E[log sigmoid(D(x))]     non-saturating
 *     min -E[exp D(x)]             maximum likelihood
 * }</pre>
 *
 * @param noise the distribution of z
 * @param generator x given z
 * @param discriminator the logit of "this is data"
 */
public record GenerativeAdversarialNetwork(Factor noise, Factor generator, Critic discriminator) {

    /** What the generator does. */
    public enum Loss {
        /** Minimises what the discriminator maximises; its slope vanishes where the discriminator wins. */
        MINIMAX,
        /** Maximises the log-probability that it is taken for data. */
        NON_SATURATING,
        /** Follows the slope of the likelihood where the discriminator is the best; varies much. */
        MAXIMUM_LIKELIHOOD
    }

    /**
     * Two hidden layers on each side, for pixels in [0, 1].
     *
     * @param pixels length of an image
     * @param hidden length of a hidden layer
     * @param codes length of z
     */
    public static GenerativeAdversarialNetwork ofImages(int pixels, int hidden, int codes) {
        return new GenerativeAdversarialNetwork(
                Normal.standard("z", codes),
                Deterministic.of("x")
                        .given("z")
                        .by(sequential(mlp(codes, hidden, hidden, pixels), Activation.SIGMOID))
                        .named("G"),
                Critic.of("D", mlp(pixels, hidden, hidden, 1), "x"));
    }

    /** {@code p(x|z) p(z)}. */
    public Joint joint() {
        return generator.times(noise);
    }

    /** The game. */
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
                    case MAXIMUM_LIKELIHOOD ->
                        Phase.minimise("generator", game().maximumLikelihood().mean());
                };
        return new Phase[] {discriminate, generate.learning(generator).with(optimizer)};
    }
}
