package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.parameter;

import io.yume.distribution.Factor;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;

/**
 * The beta-VAE of Higgins et al. (2017), and its form with a capacity (Burgess et al., 2018), which limits how many
 * nats the codes carry, so that each element of a code comes to describe one factor of variation:
 *
 * <pre>{@code
 * E_q(z|x)[log p(x|z)] - beta KL[q(z|x) || p(z)]
 * E_q(z|x)[log p(x|z)] - gamma |KL[q(z|x) || p(z)] - capacity|
 * }</pre>
 *
 * @param prior of the codes
 * @param decoder of the pixels x given a code
 * @param encoder of the codes
 */
public record BetaAutoencoder(Factor prior, Factor decoder, Factor encoder) {

    /** With the networks of {@link VariationalAutoencoder#ofGrey}. */
    public static BetaAutoencoder ofGrey(int pixels, int hidden, int codes) {
        VariationalAutoencoder plain = VariationalAutoencoder.ofGrey(pixels, hidden, codes);
        return new BetaAutoencoder(plain.prior(), plain.decoder(), plain.encoder());
    }

    /** The bound with a weight of the divergence, which may follow a schedule. */
    public Objective weighted(Annealing beta) {
        return expectation(encoder, logProb(decoder))
                .minus(parameter("beta", beta).times(kl(encoder, prior)));
    }

    /**
     * The bound with a number of nats that the codes are to carry.
     *
     * @param gamma the weight of the absolute deviation from that
     * @param capacity in nats, usually growing from 0
     */
    public Objective withCapacity(double gamma, Annealing capacity) {
        Objective excess = kl(encoder, prior).minus(parameter("capacity", capacity));
        return expectation(encoder, logProb(decoder)).minus(excess.abs().times(gamma));
    }
}
