package io.yume.model;

import static io.yume.loss.Objectives.logProb;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Transformed;
import io.yume.flow.ActNorm;
import io.yume.flow.Autoregressive;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.Permutation;
import io.yume.loss.Objective;
import java.util.ArrayList;
import java.util.List;

/**
 * The masked autoregressive flow of Papamakarios, Pavlakou and Murray (2017) for vectors {@code x}:
 *
 * <pre>
 * u = N(0, 1)    x_i = m(x_1..i-1) + u_i exp(a(x_1..i-1))    many of these, in reversed order each time
 * log p(x) = log N(u; 0, 1) - sum a
 * </pre>
 *
 * Between layers, activation normalisation takes the place of the paper's batch normalisation.
 *
 * @param density of x
 */
public record MaskedAutoregressiveFlow(Factor density) {

    /**
     * A number of layers, whose masked networks have two hidden layers each.
     *
     * @param length of a vector
     * @param layers how many
     * @param hidden length of a hidden layer
     */
    public static MaskedAutoregressiveFlow of(int length, int layers, int hidden) {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            flows.add(Autoregressive.masked(length, hidden, hidden));
            flows.add(ActNorm.of(length));
            flows.add(Permutation.reversed(length));
        }
        Flow flow = Flows.compose(flows.toArray(Flow[]::new));
        return new MaskedAutoregressiveFlow(Transformed.of(Normal.standard("x", length), flow));
    }

    /** {@code log p(x)}, in nats. */
    public Objective logLikelihood() {
        return logProb(density);
    }
}
