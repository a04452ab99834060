package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.mmd;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.loss.Kernel;
import io.yume.loss.Objective;
import io.yume.loss.Samples;

/**
 * The InfoVAE of Zhao, Song and Ermon (2019), in which the distribution of the codes over all data must match the
 * prior:
 *
 * <pre>{@code
 * mean(E_q(z|x)[log p(x|z)] - (1 - alpha) KL[q(z|x) || p(z)]) - (alpha + lambda - 1) MMD^2[q(z|x) || p(z)]
 * }</pre>
 *
 * At alpha = 1 it is the MMD-VAE, a Wasserstein autoencoder of Tolstikhin et al. (2018); at alpha = 0 and lambda = 1
 * it is the variational autoencoder.
 *
 * @param prior of the codes
 * @param decoder of the pixels x given a code
 * @param encoder of the codes
 * @param kernel of the discrepancy between codes and prior
 */
public record InfoAutoencoder(Factor prior, Factor decoder, Factor encoder, Kernel kernel) {

    /**
     * Two hidden layers on each side; the kernel is the sum of inverse multiquadratics of seven widths around twice the number of codes.
     *
     * @param pixels length of an image
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static InfoAutoencoder ofGrey(int pixels, int hidden, int codes) {
        double width = 2.0 * codes;
        Kernel[] kernels = new Kernel[7];
        double[] scales = {0.1, 0.2, 0.5, 1, 2, 5, 10};
        for (int i = 0; i < kernels.length; i++) {
            kernels[i] = Kernel.inverseMultiquadratic(width * scales[i]);
        }
        return new InfoAutoencoder(
                Normal.standard("z", codes),
                Bernoulli.grey("x").given("z").by(mlp(codes, hidden, hidden, pixels)),
                Normal.of("z").given("x").by(mlp(pixels, hidden, hidden, 2 * codes)),
                Kernel.sum(kernels));
    }

    /**
     * The objective, to be maximised: one number for a batch.
     *
     * @param alpha the share of the mutual information of codes and images that is not penalised
     * @param lambda the weight of the match with the prior
     */
    public Objective objective(double alpha, double lambda) {
        Objective perExample = expectation(encoder, logProb(decoder));
        if (alpha != 1) {
            perExample = perExample.minus(kl(encoder, prior).times(1 - alpha));
        }
        double weight = alpha + lambda - 1;
        return weight == 0
                ? perExample.mean()
                : perExample
                        .mean()
                        .minus(mmd(Samples.of(encoder, "z"), Samples.of(prior, "z"), kernel)
                                .times(weight));
    }
}
