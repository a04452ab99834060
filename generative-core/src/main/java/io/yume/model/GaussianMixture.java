package io.yume.model;

import static io.yume.loss.Objectives.logProb;

import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.graph.Parameters.Initial;
import io.yume.loss.Objective;
import io.yume.nn.Dense;

/**
 * A mixture of Gaussians with diagonal covariances: {@code p(x) = sum_k p(k) p(x|k)}, with the component {@code k} summed out exactly.
 * Its gradient has the components' gradients weighted by {@code p(k|x)}; it is made for larger models that it is a part of. {@link
 * ExpectationMaximisation} learns one alone in far fewer steps.
 *
 * @param component the weights
 * @param value x given a component
 */
public record GaussianMixture(Factor component, Factor value) {

    /**
     * Components that start apart, with centres in [-spread, spread].
     *
     * @param components number of Gaussians
     * @param dimensions length of x
     */
    public static GaussianMixture of(int components, int dimensions, double spread) {
        Dense table = Dense.of(components, 2 * dimensions).starting(new Initial.Uniform(spread));
        return new GaussianMixture(
                OneHotCategorical.of("k", components).learned(),
                Normal.of("x", dimensions).given("k").by(table));
    }

    /** {@code p(k) p(x|k)}. */
    public Joint joint() {
        return component.times(value);
    }

    /** {@code log p(x)}, in nats. */
    public Objective logLikelihood() {
        return logProb(joint().marginalise("k"));
    }
}
