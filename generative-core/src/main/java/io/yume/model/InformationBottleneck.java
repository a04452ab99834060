package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.loss.Objective;

/**
 * The variational information bottleneck (Alemi, Fischer, Dillon and Murphy, 2017): a classifier of x whose code z is
 * to contain as much information as possible on the class y, and as little as possible on x otherwise.
 *
 * <pre>{@code
 * E_q(z|x)[log p(y|z)] - beta KL[q(z|x) || p(z)] <= I(z; y) - H(y) - beta I(z; x) on average over the data
 * }</pre>
 *
 * @param prior of the codes z
 * @param encoder of z given x
 * @param classifier of y given z
 */
public record InformationBottleneck(Factor prior, Factor encoder, Factor classifier) {

    /**
     * An encoder with two hidden layers, and a linear classifier of the code.
     *
     * @param length of x
     * @param classes length of a one-hot class
     * @param hidden length of a hidden layer
     * @param codes length of a code
     */
    public static InformationBottleneck of(int length, int classes, int hidden, int codes) {
        return new InformationBottleneck(
                Normal.standard("z", codes),
                Normal.of("z")
                        .given("x")
                        .by(mlp(length, hidden, hidden, 2 * codes))
                        .as("q"),
                OneHotCategorical.of("y").given("z").by(mlp(codes, classes)));
    }

    /**
     * The objective, to be maximised.
     *
     * @param beta the cost of a nat of information on x
     */
    public Objective objective(double beta) {
        return expectation(encoder, logProb(classifier))
                .minus(kl(encoder, prior).times(beta));
    }

    /** {@code p(y|z) q(z|x)}: the class of a draw of the code. */
    public Distribution model() {
        return classifier.times(encoder);
    }
}
