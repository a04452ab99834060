package io.yume.model;

import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.loss.Objective;
import io.yume.loss.Scan;
import io.yume.nn.GruCell;
import io.yume.nn.OneStep;
import io.yume.nn.RecurrentCell;

/**
 * The variational recurrent network of Chung et al. (2015) for sequences {@code x}:
 *
 * <pre>
 * p(z|h)    p(x|z,h)    q(z|x,h)    h' = cell(h, x, z)
 * sum_t E_q[log p(x|z,h) - KL[q(z|x,h) || p(z|h)]]
 * </pre>
 *
 * @param prior of the code of a step, given the steps before
 * @param decoder of a step
 * @param encoder approximates the posterior of the code of a step
 * @param cell whose state h summarises the steps before
 */
public record VariationalRecurrentNetwork(Factor prior, Factor decoder, Factor encoder, RecurrentCell cell) {

    /**
     * Grey pixels in rows, by their cross-entropy: see {@link Bernoulli#grey}.
     *
     * @param width length of a step
     * @param hidden length of the state and of the hidden layers
     * @param codes length of a code
     */
    public static VariationalRecurrentNetwork ofGrey(int width, int hidden, int codes) {
        return new VariationalRecurrentNetwork(
                Normal.of("z").given("h").by(mlp(hidden, hidden, 2 * codes)),
                Bernoulli.grey("x").given("z", "h").by(mlp(codes + hidden, hidden, hidden, width)),
                Normal.of("z").given("x", "h").by(mlp(width + hidden, hidden, hidden, 2 * codes)),
                GruCell.of(width + codes, hidden));
    }

    /** The bound on log p(x), in nats per sequence. */
    public Objective bound() {
        return Scan.over("x")
                .draw(encoder)
                .state("h", "after", cell, "x", "z")
                .sum(logProb(decoder).minus(kl(encoder, prior)));
    }

    /**
     * One step, to draw sequences step by step: {@code p(x|z,h) p(z|h)} and the state after it, a function of
     * {@code x}, {@code z} and {@code h}.
     *
     * @param inputs the sum of the lengths of a step and a code
     */
    public Joint step(int inputs) {
        Factor after = Deterministic.of("after").given("x", "z", "h").by(new OneStep(cell, inputs));
        // The tensors of the cell are named as those of the scan's state.
        return after.named("after|x,z").times(decoder).times(prior);
    }
}
