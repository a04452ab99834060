package io.yume.model;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.parameter;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import io.yume.loss.Scan;
import io.yume.nn.Activation;
import io.yume.nn.GruCell;
import io.yume.nn.OverTime;

/**
 * The deep Markov model of Krishnan, Shalit and Sontag (2017) for sequences {@code x}, {@code [steps, width]}: codes
 * follow each other by a gated transition, each code generates one step of x, and the posterior depends on the code
 * before and, through a recurrent network that runs backwards, on this step and all later ones.
 *
 * <pre>{@code
 * p(z|before)    p(x|z)    h = backwards(x)    q(z|before,future)    before the first step z is 0
 * E_p(h|x)[sum_t E_q[log p(x|z) - beta KL[q(z|before,future) || p(z|before)]]]
 * }</pre>
 *
 * @param transition of the code {@code z} of a step, given the code {@code before} it
 * @param decoder of a step given its code
 * @param backwards the states {@code h}, {@code [steps, hidden]}, of a recurrent network that runs backwards along a
 *     sequence {@code x}
 * @param encoder approximates the posterior of the code of a step, given the code {@code before} it and
 *     {@code future}, which is h at the step
 * @param codes length of a code
 */
public record DeepMarkovModel(Factor transition, Factor decoder, Factor backwards, Factor encoder, int codes) {

    /**
     * Grey pixels in rows, by their cross-entropy: see {@link Bernoulli#grey}.
     *
     * @param width length of a step
     * @param hidden length of the hidden layers and of the recurrent state
     * @param codes length of a code
     */
    public static DeepMarkovModel ofGrey(int width, int hidden, int codes) {
        return new DeepMarkovModel(
                Normal.of("z").given("before").by(new GatedTransition(codes, hidden)),
                Bernoulli.grey("x").given("z").by(mlp(codes, hidden, hidden, width)),
                Deterministic.of("h").given("x").by(OverTime.backwards(GruCell.of(width, hidden))),
                Normal.of("z").given("before", "future").by(new Combiner(codes, hidden)),
                codes);
    }

    /** The bound on log p(x), in nats per sequence. */
    public Objective bound() {
        return sum(kl(encoder, transition));
    }

    /** The bound with a weight of the divergences, which usually grows to 1. */
    public Objective annealed(Annealing beta) {
        return sum(parameter("beta", beta).times(kl(encoder, transition)));
    }

    private Objective sum(Objective divergence) {
        Objective steps = Scan.over("x")
                .slice("future", "h", 0)
                .draw(encoder)
                .state("before", "after", codes, Activation.IDENTITY, "z")
                .sum(logProb(decoder).minus(divergence));
        return expectation(backwards, steps);
    }

    /** {@code p(x|z) p(z|before)}: one step, to draw sequences step by step. */
    public Joint step() {
        return decoder.times(transition);
    }
}
