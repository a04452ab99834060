package io.yume.model;

import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.loss.Objective;
import io.yume.nn.Activation;

/**
 * The semi-supervised model M2 of Kingma, Rezende, Mohamed and Welling (2014): images x of a class y and a style z, where few classes are
 * known.
 *
 * <pre>{@code
 * known:    L(x,y) = E_q(z|x,y)[log p(x|z,y)] + log p(y) - KL[q(z|x,y) || p(z)]
 * unknown:  U(x)   = E_q(y|x)[L(x,y)] + H[q(y|x)] = E_q(y|x)[L(x,y) - log q(y|x)], by the sum over all classes
 * total:    l L(x,y) + (1 - l) U(x) + l alpha log q(y|x)
 * }</pre>
 *
 * The data says in {@code l} whether the class of an example is known (1) or not (0); y is not looked at where it is not.
 *
 * @param classes the prior of y
 * @param style the prior of z
 * @param decoder of x
 * @param encoder of z given x and y
 * @param classifier of y given x
 */
public record SemiSupervisedAutoencoder(
        Factor classes, Factor style, Factor decoder, Factor encoder, Factor classifier) {

    /**
     * A hidden layer of softplus units in each network.
     *
     * @param pixels length of an image
     * @param numberOfClasses length of y
     * @param hidden length of the hidden layer
     * @param codes length of z
     */
    public static SemiSupervisedAutoencoder of(int pixels, int numberOfClasses, int hidden, int codes) {
        return new SemiSupervisedAutoencoder(
                OneHotCategorical.of("y", numberOfClasses).with(Parameter.constant(0)),
                Normal.standard("z", codes),
                Bernoulli.of("x").given("z", "y").by(mlp(Activation.SOFTPLUS, codes + numberOfClasses, hidden, pixels)),
                Normal.of("z")
                        .given("x", "y")
                        .by(mlp(Activation.SOFTPLUS, pixels + numberOfClasses, hidden, 2 * codes))
                        .as("q"),
                OneHotCategorical.of("y")
                        .given("x")
                        .by(mlp(Activation.SOFTPLUS, pixels, hidden, numberOfClasses))
                        .as("q"));
    }

    private Objective known(Factor likelihood, Factor prior, Factor posterior) {
        return expectation(posterior, logProb(likelihood)).plus(logProb(prior)).minus(kl(posterior, style));
    }

    /** The bound on log p(x, y). */
    public Objective labelled() {
        return known(decoder, classes, encoder);
    }

    /** The bound on log p(x): the class is another variable, since the data's is not to be seen. */
    public Objective unlabelled() {
        Factor hidden = classifier.rename("y", "c");
        Objective inside = known(decoder.rename("y", "c"), classes.rename("y", "c"), encoder.rename("y", "c"));
        return expectation(hidden, inside.minus(logProb(hidden))).estimating("c", enumeration());
    }

    /**
     * What is maximised.
     *
     * @param alpha how much the classifier learns from known classes alone
     */
    public Objective objective(double alpha) {
        Objective known = observed("l");
        Objective unknown = known.neg().plus(1);
        return known.times(labelled().plus(logProb(classifier).times(alpha).named("classification")))
                .plus(unknown.times(unlabelled()));
    }
}
