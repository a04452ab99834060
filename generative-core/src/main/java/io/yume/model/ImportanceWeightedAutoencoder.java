package io.yume.model;

import static io.yume.loss.Objectives.iwae;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.loss.Estimator;
import io.yume.loss.Objective;
import io.yume.nn.Activation;

/**
 * The importance-weighted autoencoder of Burda, Grosse and Salakhutdinov (2016) with one layer of codes:
 *
 * <pre>{@code
 * E_q(z|x)[log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x)]
 * }</pre>
 *
 * @param prior of the codes
 * @param decoder of the pixels x given a code
 * @param encoder the proposal of codes
 */
public record ImportanceWeightedAutoencoder(Factor prior, Factor decoder, Factor encoder) {

    /**
     * Two hidden tanh layers on each side.
     *
     * @param pixels length of an image
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static ImportanceWeightedAutoencoder of(int pixels, int hidden, int codes) {
        return new ImportanceWeightedAutoencoder(
                Normal.standard("z", codes),
                Bernoulli.of("x").given("z").by(mlp(Activation.TANH, codes, hidden, hidden, pixels)),
                Normal.of("z").given("x").by(mlp(Activation.TANH, pixels, hidden, hidden, 2 * codes)));
    }

    /** {@code p(x|z) p(z)}. */
    public Joint joint() {
        return decoder.times(prior);
    }

    /** The bound on log p(x) by a number of samples, in nats per image. */
    public Objective bound(int samples) {
        return iwae(joint(), encoder, samples);
    }

    /** The same with the doubly reparameterised gradient of Tucker et al. (2019). */
    public Objective doublyReparameterised(int samples) {
        return iwae(joint(), encoder, samples).estimating("z", Estimator.doublyReparameterised());
    }
}
