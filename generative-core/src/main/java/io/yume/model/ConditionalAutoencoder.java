package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.loss.Objective;

/**
 * The variational autoencoder whose decoder and encoder are given the class {@code y} of an image {@code x} (Sohn, Lee
 * and Yan, 2015; Kingma et al., 2014):
 *
 * <pre>
 * E_q(z|x,y)[log p(x|z,y)] - KL[q(z|x,y) || p(z)]
 * </pre>
 *
 * @param prior of the codes z, which need not encode the class
 * @param decoder of the pixels
 * @param encoder approximates the posterior of the codes
 */
public record ConditionalAutoencoder(Factor prior, Factor decoder, Factor encoder) {

    /**
     * Two hidden layers on each side; grey pixels by their cross-entropy, see {@link Bernoulli#grey}.
     *
     * @param pixels length of an image
     * @param classes length of a one-hot class
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static ConditionalAutoencoder ofGrey(int pixels, int classes, int hidden, int codes) {
        return new ConditionalAutoencoder(
                Normal.standard("z", codes),
                Bernoulli.grey("x").given("z", "y").by(mlp(codes + classes, hidden, hidden, pixels)),
                Normal.of("z").given("x", "y").by(mlp(pixels + classes, hidden, hidden, 2 * codes)));
    }

    /** The bound on log p(x|y), in nats per image. */
    public Objective bound() {
        return elbo(decoder, prior, encoder);
    }
}
