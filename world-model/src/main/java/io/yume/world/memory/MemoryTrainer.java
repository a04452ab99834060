package io.yume.world.memory;

import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Optimizer;
import io.yume.graph.OptimizerState;
import io.yume.graph.Program;
import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import io.yume.loss.ObjectiveGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains Memory on {@link MemoryModel#loss}, on sequences of codes that are drawn anew from their posteriors for every batch. */
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

    /** The trained total and what is reported beside it, by the names of {@link Metrics}. */
    static Map<String, Node> terms(MemoryConfig config, MemoryTraining training) {
        Map<String, Node> all = MemoryModel.lowered(config, training).terms();
        Map<String, Node> terms = new LinkedHashMap<>();
        terms.put("nll", all.get("nll"));
        terms.put("doneLoss", all.get("doneLoss"));
        if (config.rewardHead()) {
            terms.put("rewardLoss", all.get("rewardLoss"));
        }
        terms.put("loss", all.get(ObjectiveGraph.TOTAL));
        return terms;
    }

    /** The optimiser's state, for checkpoints. */
    public OptimizerState optimizer() {
        return optimizer;
    }

    /**
     * What the training step is made of, see {@link Program#describe}.
     *
     * @param runs if positive, so many runs are timed, see {@link Program#profile}; nothing is learned by them
     */
    public ProgramDescription describe(int runs) {
        return runs > 0
                ? program.profile(runs, Noise.of(seed, training.batch(), optimizer.step()))
                : program.describe();
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
        program.feed("mu", batch.means)
                .feed("v", batch.logVariances)
                .feed("a", batch.actions)
                .feed("m", batch.mask)
                .feed("d", batch.done);
        boolean rewarded = memory.config().rewardHead();
        if (rewarded) {
            program.feed("r", batch.rewards);
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
