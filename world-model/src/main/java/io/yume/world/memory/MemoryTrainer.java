package io.yume.world.memory;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Optimizer;
import io.yume.graph.OptimizerState;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains Memory on sequences of codes that are drawn anew from their posteriors for every batch: negative log-likelihood
 * per dimension plus the weighted cross-entropy of the done head, plus half the squared error of the reward head where
 * there is one; padding is masked.
 */
public final class MemoryTrainer implements AutoCloseable {

    private final Memory memory;
    private final MemoryTraining training;
    private final Seed seed;
    private final OptimizerState optimizer;
    private final Program program;
    private final SequenceBatch batch;

    /**
     * What one batch showed.
     *
     * @param loss the trained total
     * @param nll nats per dimension of the next code
     * @param doneLoss weighted cross-entropy, nats per transition
     * @param rewardLoss half the squared error; 0 without a reward head
     * @param gradientNorm Euclidean norm of the gradient, before clipping
     */
    public record Metrics(double loss, double nll, double doneLoss, double rewardLoss, double gradientNorm) {}

    /** Compiles the training step; {@code memory} stays the caller's. */
    public MemoryTrainer(Memory memory, MemoryTraining training, Optimizer rule, Seed seed) {
        this.memory = memory;
        this.training = training;
        this.seed = seed;
        optimizer = new OptimizerState(rule, memory.parameters());
        Map<String, Node> terms = terms(memory.config(), training);
        program = Program.training(terms, terms.get("loss"), optimizer);
        batch = new SequenceBatch(memory.config(), training);
    }

    static Map<String, Node> terms(MemoryConfig config, MemoryTraining training) {
        Graph graph = new Graph();
        MemoryNetwork network = new MemoryNetwork(config);
        int steps = training.sequence();
        int rows = training.batch();
        int latents = config.latents();
        Node noise = graph.normal("memory.z", rows, steps + 1, latents).permute(1, 0, 2);
        Node codes = graph.placeholder("means", steps + 1, rows, latents)
                .plus(graph.placeholder("logVariances", steps + 1, rows, latents)
                        .times(0.5)
                        .exp()
                        .times(noise));
        Node inputs = graph.concat(
                2, List.of(codes.slice(0, 0, steps), graph.placeholder("actions", steps, rows, config.actions())));
        Node projected = network.project(inputs.reshape(steps * rows, latents + config.actions()));
        Node hidden = unroll(network, projected, steps, rows, config.hidden());
        Node mask = graph.placeholder("mask", steps * rows, 1);
        Node count = mask.sum().max(1);
        Node next = codes.slice(0, 1, steps).reshape(steps * rows, latents);
        Node nll = MemoryNetwork.negativeLogLikelihood(network.mixture(hidden), next)
                .times(mask)
                .sum()
                .dividedBy(count)
                .dividedBy(latents);
        Node done = graph.placeholder("done", steps * rows, 1);
        Node logit = network.doneLogit(hidden);
        Node doneLoss = done.times(training.doneWeight())
                .times(logit.neg().softplus())
                .plus(done.neg().plus(1).times(logit.softplus()))
                .times(mask)
                .sum()
                .dividedBy(count);
        Map<String, Node> terms = new LinkedHashMap<>();
        terms.put("nll", nll);
        terms.put("doneLoss", doneLoss);
        Node loss = nll.plus(doneLoss);
        if (config.rewardHead()) {
            Node error = network.reward(hidden).minus(graph.placeholder("rewards", steps * rows, 1));
            Node rewardLoss = error.square().times(0.5).times(mask).sum().dividedBy(count);
            terms.put("rewardLoss", rewardLoss);
            loss = loss.plus(rewardLoss);
        }
        terms.put("loss", loss);
        return terms;
    }

    /** The hidden states of all steps, {@code [steps * rows, hidden]}, from a zero state. */
    private static Node unroll(MemoryNetwork network, Node projected, int steps, int rows, int hidden) {
        Graph graph = projected.graph();
        Node zero = graph.constant(0, Shape.of(rows, hidden));
        MemoryNetwork.State state = new MemoryNetwork.State(zero, zero);
        List<Node> states = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            state = network.step(projected.slice(0, t * rows, rows), state);
            states.add(state.h());
        }
        return graph.concat(0, states);
    }

    /** The optimiser's state, for checkpoints. */
    public OptimizerState optimizer() {
        return optimizer;
    }

    /** The Memory being trained. */
    public Memory memory() {
        return memory;
    }

    /**
     * One step; which sequences it sees and its noise are those of the step's number.
     *
     * @throws ArithmeticException if a term is not finite; the parameters are then unchanged
     */
    public Metrics step(List<LatentEpisode> episodes) {
        long number = optimizer.step();
        batch.draw(episodes, seed.split("batch", number).generator());
        program.feed("means", batch.means)
                .feed("logVariances", batch.logVariances)
                .feed("actions", batch.actions)
                .feed("mask", batch.mask)
                .feed("done", batch.done);
        boolean rewarded = memory.config().rewardHead();
        if (rewarded) {
            program.feed("rewards", batch.rewards);
        }
        program.run(Noise.of(seed, training.batch(), number));
        return new Metrics(
                program.scalar("loss"),
                program.scalar("nll"),
                program.scalar("doneLoss"),
                rewarded ? program.scalar("rewardLoss") : 0,
                program.gradientNorm());
    }

    @Override
    public void close() {
        program.close();
        optimizer.close();
    }
}
