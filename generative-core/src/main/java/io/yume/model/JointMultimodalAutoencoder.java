package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.parameter;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.ProductOfExperts;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;

/**
 * The joint multimodal variational autoencoder (Suzuki, Nakayama and Matsuo, 2016): one code z for two views of an
 * object, such as an image x and its class y. Encoders of one view alone are trained to match the encoder of both, so
 * that a missing view can be inferred from the other.
 *
 * <pre>{@code
 * JMVAE:     E_q(z|x,y)[log p(x|z) + log p(y|z)] - KL[q(z|x,y) || p(z)]
 * JMVAE-kl:  the same - alpha (KL[q(z|x,y) || q(z|x)] + KL[q(z|x,y) || q(z|y)])
 * }</pre>
 *
 * @param prior of the codes z
 * @param first the decoder of x
 * @param second the decoder of y
 * @param encoder given both views
 * @param firstEncoder given x alone
 * @param secondEncoder given y alone
 */
public record JointMultimodalAutoencoder(
        Factor prior, Factor first, Factor second, Factor encoder, Factor firstEncoder, Factor secondEncoder) {

    /**
     * Binary images x and their classes y, with two hidden layers in every network.
     *
     * @param pixels length of an image
     * @param classes length of a one-hot class
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static JointMultimodalAutoencoder of(int pixels, int classes, int hidden, int codes) {
        return new JointMultimodalAutoencoder(
                Normal.standard("z", codes),
                Bernoulli.of("x").given("z").by(mlp(codes, hidden, hidden, pixels)),
                OneHotCategorical.of("y").given("z").by(mlp(codes, hidden, hidden, classes)),
                Normal.of("z")
                        .given("x", "y")
                        .by(mlp(pixels + classes, hidden, hidden, 2 * codes))
                        .as("q"),
                Normal.of("z")
                        .given("x")
                        .by(mlp(pixels, hidden, hidden, 2 * codes))
                        .as("q"),
                Normal.of("z")
                        .given("y")
                        .by(mlp(classes, hidden, hidden, 2 * codes))
                        .as("q"));
    }

    /**
     * The same with products of experts in place of networks that see both views (Wu and Goodman, 2018):
     * {@code q(z|x,y)} is the product of the prior, an expert given x and an expert given y; without a view, its
     * expert is left out.
     *
     * @param pixels length of an image
     * @param classes length of a one-hot class
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static JointMultimodalAutoencoder ofExperts(int pixels, int classes, int hidden, int codes) {
        JointMultimodalAutoencoder model = of(pixels, classes, hidden, codes);
        return ofExperts(model.prior, model.first, model.second, model.firstEncoder, model.secondEncoder);
    }

    /** A model whose encoders are products of the prior and an expert for each view that they are given. */
    public static JointMultimodalAutoencoder ofExperts(
            Factor prior, Factor first, Factor second, Factor firstExpert, Factor secondExpert) {
        return new JointMultimodalAutoencoder(
                prior,
                first,
                second,
                ProductOfExperts.of(prior, firstExpert, secondExpert).as("q"),
                ProductOfExperts.of(prior, firstExpert).as("q"),
                ProductOfExperts.of(prior, secondExpert).as("q"));
    }

    /** {@code p(x|z) p(y|z) p(z)}. */
    public Joint model() {
        return joint(first, second, prior);
    }

    /** The bound on log p(x, y), in nats: JMVAE, which trains no encoder but that of both views. */
    public Objective bound() {
        return elbo(joint(first, second), prior, encoder);
    }

    /**
     * The objective of JMVAE-kl, to be maximised.
     *
     * @param alpha the weight of the divergences between the encoder of both views and those of one, which pull both
     *     sides towards each other
     */
    public Objective objective(double alpha) {
        return bound().minus(apart().times(alpha));
    }

    /**
     * JMVAE-kl with a growing weight of the divergence from the prior, so that codes become informative before they
     * become cheap.
     *
     * @param beta the weight, usually growing to 1
     * @param alpha as in {@link #objective}
     */
    public Objective annealed(Annealing beta, double alpha) {
        return expectation(encoder, logProb(joint(first, second)))
                .minus(parameter("beta", beta).times(kl(encoder, prior)))
                .minus(apart().times(alpha));
    }

    /** The divergences of the encoder of both views from those of one. */
    private Objective apart() {
        return kl(encoder, firstEncoder).plus(kl(encoder, secondEncoder));
    }

    /** The bound on log p(x) alone, by importance sampling with the encoder of x. */
    public Objective firstBound(int samples) {
        return iwae(first.times(prior), firstEncoder, samples);
    }

    /** The bound on log p(y) alone, by importance sampling with the encoder of y. */
    public Objective secondBound(int samples) {
        return iwae(second.times(prior), secondEncoder, samples);
    }

    /** {@code p(x|z) q(z|y)}: the first view generated from the second. */
    public Joint firstGivenSecond() {
        return first.times(secondEncoder);
    }

    /** {@code p(y|z) q(z|x)}: the second view generated from the first. */
    public Joint secondGivenFirst() {
        return second.times(firstEncoder);
    }
}
