package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.parameter;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Transformed;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.Planar;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import java.util.Arrays;

/**
 * Variational inference with planar flows (Rezende and Mohamed, 2015): the integral of a density known up to a
 * constant is bounded from below by fitting another density, which can be drawn from:
 *
 * <pre>{@code
 * x_0 ~ N(0, 1)    x_k = x_k-1 + u_k tanh(w_k x_k-1 + b_k)    x = x_K
 * E_q(x)[log p(x) - log q(x)] <= log of the integral of p
 * }</pre>
 *
 * @param target p(x) up to its constant
 * @param density q(x)
 */
public record PlanarFlow(Factor target, Factor density) {

    /**
     * For a density of the plane.
     *
     * @param energy the density
     * @param steps number of planar flows
     * @throws IllegalArgumentException if there is none
     */
    public static PlanarFlow of(PlaneEnergy energy, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("there must be a step: steps=" + steps);
        }
        Flow[] flows = new Flow[steps];
        Arrays.fill(flows, Planar.of(2));
        Factor density = Transformed.of(Normal.standard("x", 2), Flows.compose(flows));
        return new PlanarFlow(energy.density(), density.as("q"));
    }

    /** The bound on the logarithm of the integral, in nats; minus the free energy. */
    public Objective bound() {
        return elbo(target, density);
    }

    /** The bound with a weight of the target, which is flat at first, so that all of its modes are found. */
    public Objective annealed(Annealing beta) {
        return expectation(
                density, parameter("beta", beta).times(logProb(target)).minus(logProb(density)));
    }
}
