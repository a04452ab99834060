package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.shuffled;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Factor;
import io.yume.graph.Optimizer;
import io.yume.loss.Critic;
import io.yume.loss.Objective;
import io.yume.loss.Phase;

/**
 * The FactorVAE of Kim and Mnih (2018): a variational autoencoder with a penalty on the total correlation of its
 * codes, which measures how much the elements of z depend on each other over all data. It is estimated by a critic,
 * which tells codes from codes whose elements come from different images:
 *
 * <pre>{@code
 * autoencoder: max E_q(z|x)[log p(x|z) - gamma D(z)] - KL[q(z|x) || p(z)]
 * critic:      max E_q(z|x)[log sigmoid(D(z)) + log sigmoid(-D(z'))]    z'_j is z_j of another image
 * }</pre>
 *
 * At the best critic D(z) is {@code log q(z) / prod_j q(z_j)}, whose mean over q(z) is the total correlation.
 *
 * @param prior of the codes
 * @param decoder of the pixels x given a code
 * @param encoder of the codes
 * @param critic the logit of "all elements come from one image"
 */
public record FactorAutoencoder(Factor prior, Factor decoder, Factor encoder, Critic critic) {

    /**
     * With the networks of {@link VariationalAutoencoder#ofGrey}, and a critic with three hidden layers.
     *
     * @param pixels length of an image
     * @param hidden length of a hidden layer
     * @param codes length of a code, at least 2
     */
    public static FactorAutoencoder ofGrey(int pixels, int hidden, int codes) {
        VariationalAutoencoder plain = VariationalAutoencoder.ofGrey(pixels, hidden, codes);
        return new FactorAutoencoder(
                plain.prior(),
                plain.decoder(),
                plain.encoder().as("q"),
                Critic.of("D", mlp(codes, hidden, hidden, hidden, 1), "z"));
    }

    /** The critic's estimate of the codes' total correlation, in nats. */
    public Objective totalCorrelation() {
        return expectation(encoder, critic);
    }

    /**
     * The objective that the autoencoder maximises.
     *
     * @param gamma the weight of the total correlation; 0 gives the variational autoencoder
     */
    public Objective objective(double gamma) {
        Objective likelihood = logProb(decoder);
        return expectation(encoder, gamma == 0 ? likelihood : likelihood.minus(critic.times(gamma)))
                .minus(kl(encoder, prior));
    }

    /** The objective that the critic maximises. */
    public Objective discrimination() {
        Objective apart = shuffled(critic.neg().logSigmoid(), "z");
        return expectation(encoder.detached(), critic.logSigmoid().plus(apart));
    }

    /**
     * The two phases of a training. Both see the same images, each with its own draws of the codes.
     *
     * @param gamma the weight of the total correlation
     * @param optimizer of the autoencoder
     * @param ofCritic of the critic
     */
    public Phase[] phases(double gamma, Optimizer optimizer, Optimizer ofCritic) {
        return new Phase[] {
            Phase.maximise("autoencoder", objective(gamma).mean())
                    .learning(encoder, decoder)
                    .with(optimizer),
            Phase.maximise("critic", discrimination().mean()).learning(critic).with(ofCritic)
        };
    }
}
