package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.parameter;

import io.yume.distribution.Factor;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;

/**
 * The beta-VAE of Higgins et al. (2017), and its form with a capacity (Burgess et al., 2018): codes that carry as many nats as they are
 * allowed to, so that each does one thing.
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

    /** The same networks as those of {@link VariationalAutoencoder#ofGrey}. */
    public static BetaAutoencoder ofGrey(int pixels, int hidden, int codes) {
        VariationalAutoencoder plain = VariationalAutoencoder.ofGrey(pixels, hidden, codes);
        return new BetaAutoencoder(plain.prior(), plain.decoder(), plain.encoder());
    }

    /** With a weight of the divergence, which may follow a schedule. */
    public Objective weighted(Annealing beta) {
        return expectation(encoder, logProb(decoder))
                .minus(parameter("beta", beta).times(kl(encoder, prior)));
    }

    /**
     * With a number of nats that the codes are to carry.
     *
     * @param gamma the weight of more or fewer
     * @param capacity in nats, usually growing from 0
     */
    public Objective withCapacity(double gamma, Annealing capacity) {
        Objective excess = kl(encoder, prior).minus(parameter("capacity", capacity));
        return expectation(encoder, logProb(decoder)).minus(excess.abs().times(gamma));
    }
}
