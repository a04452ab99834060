package io.yume.model;

import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Transformed;
import io.yume.flow.ActNorm;
import io.yume.flow.Coupling;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.Mask;
import io.yume.loss.Objective;
import java.util.ArrayList;
import java.util.List;

/**
 * The real-valued non-volume preserving flow of Dinh, Sohl-Dickstein and Bengio (2017) for vectors {@code x}:
 *
 * <pre>
 * z = N(0, 1)    y_a = z_a    y_b = z_b exp(s(z_a)) + t(z_a)    x = y after many of these, a and b in turn
 * log p(x) = log N(z; 0, 1) - sum s
 * </pre>
 *
 * Between couplings, activation normalisation takes the place of the paper's batch normalisation.
 *
 * @param density of x
 */
public record RealNvp(Factor density) {

    /**
     * Couplings with two hidden layers.
     *
     * @param length of a vector
     * @param couplings how many
     * @param hidden length of a hidden layer
     */
    public static RealNvp of(int length, int couplings, int hidden) {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < couplings; i++) {
            Mask mask = i % 2 == 0 ? Mask.half() : Mask.half().flipped();
            flows.add(Coupling.affine(mask, mlp(length, hidden, hidden, 2 * length)));
            flows.add(ActNorm.of(length));
        }
        return new RealNvp(Transformed.of(Normal.standard("x", length), Flows.compose(flows.toArray(Flow[]::new))));
    }

    /** {@code log p(x)}, in nats. */
    public Objective logLikelihood() {
        return logProb(density);
    }
}
