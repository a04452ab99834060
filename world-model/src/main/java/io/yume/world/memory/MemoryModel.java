package io.yume.world.memory;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.number;
import static io.yume.loss.Objectives.observed;
import static io.yume.loss.Objectives.squaredError;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Template;
import io.yume.graph.Shape;
import io.yume.loss.Objective;
import io.yume.loss.ObjectiveGraph;
import io.yume.loss.Scan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory as on paper: the recurrent mixture density network of World Models (Ha and Schmidhuber, 2018) along sequences of codes {@code z},
 * actions {@code a}, ends {@code d} and rewards {@code r}, with a clock {@code t} beside the actions where the sizes have one,
 *
 * <pre>
 * h = LSTM(z, a)    p(z_next|h) = prod_i sum_k w_ik(h) N(m_ik(h), s_ik(h))    p(d|h) = Bernoulli(f(h))    p(r|h) = N(g(h), 1)
 * </pre>
 *
 * The codes of a batch are draws from the posteriors {@code q(z|mu,v)} that Vision gave, with means mu and
 * log-variances v. The loss is the mean over the steps that the mask {@code m} counts - a mask of 0 is padding or
 * burn-in, where steps only build up the state - of {@code -log p(z_next|h)} per latent, of the cross-entropy of the
 * end with a weight on ends, and of half the squared error of the reward, which is {@code -log p(r|h)} without its
 * constant.
 *
 * @param codes the posterior of a sequence of codes
 * @param next the code after a step
 * @param done whether the world ends with a step
 * @param reward of a step; null where Memory predicts none
 * @param network the cell and the networks of the distributions
 */
public record MemoryModel(Factor codes, Factor next, Factor done, Factor reward, MemoryNetwork network) {

    /** The state before the first step of each sequence: what the LSTM showed, and what it kept. */
    static final String FIRST_H = "h_0";

    static final String FIRST_C = "c_0";

    /** The model of some sizes; what it learns has the names that {@link Memory#parameters} has. */
    public static MemoryModel of(MemoryConfig config) {
        MemoryNetwork network = new MemoryNetwork(config);
        return new MemoryModel(
                Normal.ofLogVariance("z")
                        .with(Parameter.variable("mu"), Parameter.variable("v"))
                        .as("q"),
                new Template(network.family(), "z_next")
                        .given("h")
                        .by(network.mixture())
                        .named(MemoryNetwork.MIXTURE),
                Bernoulli.of("d").given("h").by(network.done()).named(MemoryNetwork.DONE),
                config.rewardHead()
                        ? Normal.ofScale(1, "r").given("h").by(network.reward()).named(MemoryNetwork.REWARD)
                        : null,
                network);
    }

    /**
     * What is minimised, from states of zeros.
     *
     * @param doneWeight how much more an end counts than a step without one
     */
    public Objective loss(double doneWeight) {
        return loss(doneWeight, false);
    }

    /**
     * What is minimised.
     *
     * @param doneWeight how much more an end counts than a step without one
     * @param carried whether sequences start from the states {@code h_0, c_0} instead of zeros
     */
    public Objective loss(double doneWeight, boolean carried) {
        boolean clock = network.config().clock();
        List<String> sequences = new ArrayList<>(List.of("z", "a", "d"));
        if (reward != null) {
            sequences.add("r");
        }
        if (clock) {
            sequences.add("t");
        }
        Scan steps = Scan.over(sequences.toArray(String[]::new))
                .slice("z_next", "z", 1)
                .state("h_before", "h", network.cell(), clock ? new String[] {"z", "a", "t"} : new String[] {"z", "a"})
                .named("h", MemoryNetwork.LSTM)
                .masked("m");
        if (carried) {
            steps = steps.from("h", FIRST_H, FIRST_C);
        }
        Objective end = observed("d")
                .times(doneWeight)
                .times(logProb(done, 1))
                .plus(number(1).minus(observed("d")).times(logProb(done, 0)));
        Objective loss = steps.mean(logProb(next))
                .dividedBy(network.config().latents())
                .neg()
                .named("nll")
                .plus(steps.mean(end).neg().named("doneLoss"));
        if (reward != null) {
            loss = loss.plus(steps.mean(squaredError(reward).times(0.5)).named("rewardLoss"));
        }
        return expectation(codes, loss).noise("z", "memory.z");
    }

    /** The loss of a batch of sequences as a graph. */
    static ObjectiveGraph lowered(MemoryConfig config, MemoryTraining training) {
        int steps = training.sequence();
        Map<String, Shape> data = new LinkedHashMap<>();
        data.put("mu", Shape.of(steps + 1, config.latents()));
        data.put("v", Shape.of(steps + 1, config.latents()));
        data.put("a", Shape.of(steps, config.actions()));
        data.put("d", Shape.of(steps, 1));
        data.put("m", Shape.of(steps, 1));
        if (training.carried()) {
            data.put(FIRST_H, Shape.of(config.hidden()));
            data.put(FIRST_C, Shape.of(config.hidden()));
        }
        if (config.rewardHead()) {
            data.put("r", Shape.of(steps, 1));
        }
        if (config.clock()) {
            data.put("t", Shape.of(steps, 1));
        }
        return ObjectiveGraph.training(
                of(config).loss(training.doneWeight(), training.carried()), training.batch(), data);
    }
}
