package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Laplace;
import io.yume.distribution.MixtureOfExperts;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.loss.Estimator;
import io.yume.loss.Objective;
import java.util.ArrayList;
import java.util.List;

/**
 * The multimodal variational autoencoder with a mixture of experts (Shi, Siddharth, Paige and Torr, 2019): each view
 * x_m of an object has an expert, and the posterior given all views is the experts' mixture, so that every expert
 * learns codes from which all views can be generated.
 *
 * <pre>{@code
 * q(z|X) = 1/M sum_m q(z|x_m)
 * bound: 1/M sum_m E_q(z|x_m)[log p(X|z) p(z) - log q(z|X)]
 * K draws: E_q(z|X)[log 1/K sum_k p(X|z_k) p(z_k) / q(z_k|X)]
 * }</pre>
 *
 * The bound of one draw per expert averages over the experts, as in the paper. With several draws the paper takes one
 * logarithm for each expert; here it is one logarithm over draws of the mixture, which is the tighter bound, and whose
 * doubly reparameterised gradient is unbiased.
 *
 * @param prior of the codes z
 * @param decoders of the views
 * @param experts one for each decoder, in the same order
 */
public record MixtureOfExpertsAutoencoder(Factor prior, List<Factor> decoders, List<Factor> experts) {

    /** @throws IllegalArgumentException if there is no view, or not one expert for each */
    public MixtureOfExpertsAutoencoder {
        decoders = List.copyOf(decoders);
        experts = List.copyOf(experts);
        if (decoders.isEmpty() || experts.size() != decoders.size()) {
            throw new IllegalArgumentException("each view needs a decoder and an expert: decoders=" + decoders.size()
                    + ", experts=" + experts.size());
        }
    }

    /**
     * Binary images x and their classes y, with Laplace codes and two hidden layers in every network.
     *
     * @param pixels length of an image
     * @param classes length of a one-hot class
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static MixtureOfExpertsAutoencoder of(int pixels, int classes, int hidden, int codes) {
        return new MixtureOfExpertsAutoencoder(
                Laplace.of("z", codes).with(Parameter.constant(0), Parameter.constant(1)),
                List.of(
                        Bernoulli.of("x").given("z").by(mlp(codes, hidden, hidden, pixels)),
                        OneHotCategorical.of("y").given("z").by(mlp(codes, hidden, hidden, classes))),
                List.of(
                        Laplace.of("z")
                                .given("x")
                                .by(mlp(pixels, hidden, hidden, 2 * codes))
                                .as("q"),
                        Laplace.of("z")
                                .given("y")
                                .by(mlp(classes, hidden, hidden, 2 * codes))
                                .as("q")));
    }

    /** {@code q(z|X)}. */
    public Factor posterior() {
        return MixtureOfExperts.of(experts.toArray(Factor[]::new)).as("q");
    }

    /** {@code p(X|z) p(z)}. */
    public Joint model() {
        List<Distribution> all = new ArrayList<>(decoders);
        all.add(prior);
        return Joint.of(all.toArray(Distribution[]::new));
    }

    /** {@code p(x_wanted|z) q(z|x_given)}: one view generated from another. */
    public Joint generating(int wanted, int given) {
        return decoders.get(wanted).times(experts.get(given));
    }

    /** The bound on log p(X), in nats, with one draw of each expert. */
    public Objective bound() {
        Objective ratio = logProb(model()).minus(logProb(posterior()));
        return experts.stream()
                .map(expert -> (Objective) expectation(expert, ratio))
                .reduce(Objective::plus)
                .orElseThrow()
                .dividedBy(experts.size());
    }

    /** The bound on log p(X), in nats, with several draws of the mixture. */
    public Objective bound(int samples) {
        return iwae(model(), posterior(), samples);
    }

    /** The same with the doubly reparameterised gradient of Tucker et al. (2019). */
    public Objective doublyReparameterised(int samples) {
        return iwae(model(), posterior(), samples).estimating(prior.variable(), Estimator.doublyReparameterised());
    }

    /** The bound on log p of one view, by importance sampling with its expert. */
    public Objective likelihoodBound(int samples, int view) {
        return iwae(decoders.get(view).times(prior), experts.get(view), samples);
    }
}
