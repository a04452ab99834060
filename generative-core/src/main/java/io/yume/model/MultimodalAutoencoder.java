package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.loss.Objectives.parameter;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.ProductOfExperts;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The multimodal variational autoencoder with a product of experts (Wu and Goodman, 2018): each view x_i of an object
 * has an expert q(z|x_i), and the posterior given any set of views is the product of their experts and the prior.
 *
 * <pre>{@code
 * q(z|X) = p(z) prod_i q(z|x_i) / constant
 * bound(X) = E_q(z|X)[sum_i w_i log p(x_i|z)] - beta KL[q(z|X) || p(z)]
 * total = bound(all) + sum_i bound(x_i) + the bounds of random subsets
 * }</pre>
 *
 * Leaving out the expert of a missing view is integrating the view out. If the views are conditionally independent
 * given z and the experts are exact, the product is exact, too.
 *
 * @param prior of the codes z
 * @param decoders of the views
 * @param experts one for each decoder, in the same order
 * @param weights of the views' log-probabilities; 1 for a bound on log p(X)
 */
public record MultimodalAutoencoder(Factor prior, List<Factor> decoders, List<Factor> experts, List<Double> weights) {

    /** @throws IllegalArgumentException if there is no view, or not one expert and one weight above 0 for each */
    public MultimodalAutoencoder {
        decoders = List.copyOf(decoders);
        experts = List.copyOf(experts);
        weights = List.copyOf(weights);
        if (decoders.isEmpty()
                || experts.size() != decoders.size()
                || weights.size() != decoders.size()
                || weights.stream().anyMatch(weight -> !(weight > 0))) {
            throw new IllegalArgumentException("each view needs a decoder, an expert and a weight above 0: decoders="
                    + decoders.size() + ", experts=" + experts.size() + ", weights=" + weights);
        }
    }

    /** With all weights 1. */
    public static MultimodalAutoencoder of(Factor prior, List<Factor> decoders, List<Factor> experts) {
        return new MultimodalAutoencoder(
                prior, decoders, experts, decoders.stream().map(decoder -> 1.0).toList());
    }

    /**
     * Binary images x and their classes y, with two hidden layers in every network.
     *
     * @param pixels length of an image
     * @param classes length of a one-hot class
     * @param hidden length of a hidden layer
     * @param codes length of a code
     * @param classWeight of the class's log-probability, which is small beside that of hundreds of pixels; 10 in the
     *     paper for digits, 50 for Fashion-MNIST
     */
    public static MultimodalAutoencoder of(int pixels, int classes, int hidden, int codes, double classWeight) {
        return new MultimodalAutoencoder(
                Normal.standard("z", codes),
                List.of(
                        Bernoulli.of("x").given("z").by(mlp(codes, hidden, hidden, pixels)),
                        OneHotCategorical.of("y").given("z").by(mlp(codes, hidden, hidden, classes))),
                List.of(
                        Normal.of("z")
                                .given("x")
                                .by(mlp(pixels, hidden, hidden, 2 * codes))
                                .as("q"),
                        Normal.of("z")
                                .given("y")
                                .by(mlp(classes, hidden, hidden, 2 * codes))
                                .as("q")),
                List.of(1.0, classWeight));
    }

    /**
     * {@code q(z|X)} given some views; given none, it is the prior itself.
     *
     * @param views their indices among the decoders
     * @throws IndexOutOfBoundsException if there is no such view
     */
    public Factor posterior(int... views) {
        List<Factor> all = new ArrayList<>(List.of(prior));
        IntStream.of(views).mapToObj(experts::get).forEach(all::add);
        return ProductOfExperts.of(all.toArray(Factor[]::new)).as("q");
    }

    /** {@code p(X|z) p(z)} for some views. */
    public Joint model(int... views) {
        List<Distribution> all = new ArrayList<>();
        IntStream.of(views).mapToObj(decoders::get).forEach(all::add);
        all.add(prior);
        return Joint.of(all.toArray(Distribution[]::new));
    }

    /** {@code p(x_wanted|z) q(z|X)}: a view generated from others. */
    public Joint generating(int wanted, int... views) {
        return decoders.get(wanted).times(posterior(views));
    }

    /** The weighted bound given some views. */
    public Objective bound(Annealing beta, int... views) {
        return IntStream.of(views)
                .mapToObj(view -> logProb(decoders.get(view)).times(weights.get(view)))
                .reduce(Objective::plus)
                .map(likelihood -> (Objective) expectation(posterior(views), likelihood))
                .orElseThrow(() -> new IllegalArgumentException("a bound needs a view: views=[]"))
                .minus(weightedKl(beta, posterior(views)));
    }

    private Objective weightedKl(Annealing beta, Factor posterior) {
        return parameter("beta", beta).times(kl(posterior, prior));
    }

    /** The bound on log p(X) for some views, by importance sampling. */
    public Objective likelihoodBound(int samples, int... views) {
        return iwae(model(views), posterior(views), samples);
    }

    /**
     * The objective, to be maximised: the sum of the bounds given all views, given each one alone, and given random
     * subsets.
     *
     * @param beta weight of the divergences, usually growing to 1
     * @param subsets number of random subsets per example and step, drawn anew each time; a view is in a subset with
     *     probability 1/2, and the empty subset, where the posterior is the prior, adds nothing. Useful for three or
     *     more views
     * @throws IllegalArgumentException if the number is below 0
     */
    public Objective objective(Annealing beta, int subsets) {
        if (subsets < 0) {
            throw new IllegalArgumentException("subsets must be >= 0: subsets=" + subsets);
        }
        int[] all = IntStream.range(0, decoders.size()).toArray();
        Objective total = bound(beta, all);
        for (int view : decoders.size() == 1 ? new int[0] : all) {
            total = total.plus(bound(beta, view));
        }
        for (int subset = 0; subset < subsets; subset++) {
            total = total.plus(randomBound(beta, subset));
        }
        return total;
    }

    /** The bound given a random subset: a coin for each view is the gate of its expert and of its likelihood. */
    private Objective randomBound(Annealing beta, int subset) {
        String[] coins = new String[decoders.size()];
        Arrays.setAll(coins, view -> "s" + subset + "_" + decoders.get(view).variable());
        List<Objective> opened = new ArrayList<>();
        List<Distribution> toss = new ArrayList<>();
        for (int view = 0; view < coins.length; view++) {
            toss.add(Bernoulli.of(coins[view]).with(Parameter.constant(0)));
            opened.add(observed(coins[view]).times(logProb(decoders.get(view)).times(weights.get(view))));
        }
        Objective likelihood = opened.stream().reduce(Objective::plus).orElseThrow();
        Factor posterior =
                ProductOfExperts.gated(prior, experts, List.of(coins)).as("q");
        Objective given = expectation(posterior, likelihood).minus(weightedKl(beta, posterior));
        return expectation(Joint.of(toss.toArray(Distribution[]::new)), given);
    }
}
