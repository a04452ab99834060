package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.iwae;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.loss.Objective;

/**
 * The variational autoencoder of Kingma and Welling (2014) for images {@code x} of independent pixels:
 *
 * <pre>
 * p(z) = N(0, 1)    p(x|z) = Bernoulli(f(z))    q(z|x) = N(m(x), s(x))
 * E_q(z|x)[log p(x|z)] - KL[q(z|x) || p(z)]
 * </pre>
 *
 * @param prior of the codes z
 * @param decoder of the pixels x given a code
 * @param encoder approximates the posterior of the codes
 */
public record VariationalAutoencoder(Factor prior, Factor decoder, Factor encoder) {

    /**
     * Two hidden layers on each side.
     *
     * @param pixels length of an image
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static VariationalAutoencoder of(int pixels, int hidden, int codes) {
        return new VariationalAutoencoder(
                Normal.standard("z", codes),
                Bernoulli.of("x").given("z").by(mlp(codes, hidden, hidden, pixels)),
                Normal.of("z").given("x").by(mlp(pixels, hidden, hidden, 2 * codes)));
    }

    /** The same for grey pixels, whose cross-entropy takes the place of a likelihood, see {@link Bernoulli#grey}. */
    public static VariationalAutoencoder ofGrey(int pixels, int hidden, int codes) {
        VariationalAutoencoder binary = of(pixels, hidden, codes);
        Factor decoder = Bernoulli.grey("x").given("z").by(mlp(codes, hidden, hidden, pixels));
        return new VariationalAutoencoder(binary.prior, decoder, binary.encoder);
    }

    /** The bound on log p(x), in nats per image, with the divergence in closed form. */
    public Objective bound() {
        return elbo(decoder, prior, encoder);
    }

    /** The tighter bound by importance sampling (Burda, Grosse and Salakhutdinov, 2016). */
    public Objective bound(int samples) {
        return iwae(decoder.times(prior), encoder, samples);
    }
}
