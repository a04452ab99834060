package io.yume.model;

import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static io.yume.nn.Networks.reshape;
import static io.yume.nn.Networks.sequential;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.loss.Objective;
import io.yume.nn.Activation;
import io.yume.nn.Conv;
import io.yume.nn.Dense;
import io.yume.nn.Dropout;
import io.yume.nn.Network;

/**
 * The semi-supervised model M2 of Kingma, Rezende, Mohamed and Welling (2014): images x with a class y and a style z,
 * where only few classes are known:
 *
 * <pre>{@code
 * known:    L(x,y) = E_q(z|x,y)[log p(x|z,y)] + log p(y) - KL[q(z|x,y) || p(z)]
 * unknown:  U(x)   = E_q(y|x)[L(x,y) - log q(y|x)], by the sum over all classes
 * total:    U(x) + ratio L(x_l,y_l) + alpha log q(y_l|x_l)
 * }</pre>
 *
 * Beside each image x of unknown class, the data has an image x_l whose class y_l is known, see
 * {@link io.yume.data.PartlyLabelled}.
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
     * One hidden layer of softplus units in each network.
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
                classifier(mlp(Activation.SOFTPLUS, pixels, hidden, numberOfClasses)));
    }

    /** The same with another network for the classifier, which gives the logits of the classes. */
    public SemiSupervisedAutoencoder classifiedBy(Network network) {
        return new SemiSupervisedAutoencoder(classes, style, decoder, encoder, classifier(network));
    }

    private static Factor classifier(Network network) {
        return OneHotCategorical.of("y").given("x").by(network).as("q");
    }

    /**
     * A classifier of square images with two convolutions and two dense layers. Pixels are dropped with a probability
     * of 0.3, and inputs of the dense layers with 0.5, since otherwise a handful of images of each class is memorised
     * at once.
     *
     * @param side length of an image in pixels, a multiple of 4
     * @param numberOfClasses length of y
     * @param channels of the first convolution; the second has twice as many
     * @param hidden length of the first dense layer
     * @throws IllegalArgumentException if the side is no multiple of 4
     */
    public static Network convolutional(int side, int numberOfClasses, int channels, int hidden) {
        if (side % 4 != 0) {
            throw new IllegalArgumentException("two strides of 2 need a side that is a multiple of 4: side=" + side);
        }
        int left = side / 4;
        return sequential(
                Dropout.of(0.3).named("pixels"),
                reshape(1, side, side),
                Conv.of(1, channels, 5).stride(2).padding(2).named("conv0"),
                Activation.RELU,
                Conv.of(channels, 2 * channels, 5).stride(2).padding(2).named("conv1"),
                Activation.RELU,
                reshape(2 * channels * left * left),
                Dropout.of(0.5).named("drop0"),
                Dense.of(2 * channels * left * left, hidden).named("dense0"),
                Activation.RELU,
                Dropout.of(0.5).named("drop1"),
                Dense.of(hidden, numberOfClasses).named("dense1"));
    }

    private Objective known(Factor likelihood, Factor prior, Factor posterior) {
        return expectation(posterior, logProb(likelihood)).plus(logProb(prior)).minus(kl(posterior, style));
    }

    /** The bound on log p(x_l, y_l). */
    public Objective labelled() {
        return known(
                decoder.rename("x", "x_l").rename("y", "y_l"),
                classes.rename("y", "y_l"),
                encoder.rename("x", "x_l").rename("y", "y_l"));
    }

    /** The bound on log p(x). */
    public Objective unlabelled() {
        return expectation(classifier, known(decoder, classes, encoder).minus(logProb(classifier)))
                .estimating("y", enumeration());
    }

    /** The log-probability of the known classes. */
    public Objective classification() {
        return logProb(classifier.rename("x", "x_l").rename("y", "y_l"));
    }

    /**
     * The objective, to be maximised.
     *
     * @param ratio the weight of an image of known class relative to one of unknown class. The share of known images
     *     in the data would be the weight of a likelihood, but then the decoder hardly learns to use y
     * @param alpha the weight of the classifier's own loss on known classes
     */
    public Objective objective(double ratio, double alpha) {
        return unlabelled().plus(labelled().times(ratio)).plus(classification().times(alpha));
    }
}
