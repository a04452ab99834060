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
import java.util.Optional;

/** Trains Memory on {@link MemoryModel#loss}, on sequences of codes that are drawn anew from their posteriors for every batch. */
public final class MemoryTrainer implements AutoCloseable {

    private final Memory memory;
    private final MemoryTraining training;
    private final Seed seed;
    private final OptimizerState optimizer;
    private final Program program;
    private final SequenceBatch batch;
    private final Optional<SequenceStreams> streams;

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
        Map<String, Node> outputs = outputs(memory.config(), training);
        program = Program.training(outputs, outputs.get("loss"), optimizer);
        batch = new SequenceBatch(memory.config(), training);
        streams = training.carried()
                ? Optional.of(new SequenceStreams(memory.config(), training, seed))
                : Optional.empty();
    }

    /** The trained total and what is reported beside it, by the names of {@link Metrics}, and the state after the last step. */
    static Map<String, Node> outputs(MemoryConfig config, MemoryTraining training) {
        ObjectiveGraph graph = MemoryModel.lowered(config, training);
        Map<String, Node> all = graph.terms();
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("nll", all.get("nll"));
        outputs.put("doneLoss", all.get("doneLoss"));
        if (config.rewardHead()) {
            outputs.put("rewardLoss", all.get("rewardLoss"));
        }
        outputs.put("loss", all.get(ObjectiveGraph.TOTAL));
        outputs.putAll(graph.carried());
        return outputs;
    }

    /** The optimiser's state, for checkpoints. */
    public OptimizerState optimizer() {
        return optimizer;
    }

    /** Where the rows stand in their episodes, for checkpoints; nothing where sequences lie anywhere. */
    public Optional<MemoryProgress> progress() {
        return streams.map(SequenceStreams::progress);
    }

    /**
     * Goes on where another training stood in the same episodes; without it, all rows begin an episode.
     *
     * @throws IllegalArgumentException if it is of other sizes, or if sequences lie anywhere
     */
    public void restore(MemoryProgress progress) {
        streams.orElseThrow(() -> new IllegalArgumentException("this training does not carry its state"))
                .restore(progress);
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
     * One step; its noise is that of the step's number, and so are its sequences unless they follow from those of the step before.
     *
     * @param episodes the same ones in every step, if the state is carried
     * @throws ArithmeticException if a term is not finite; the parameters are then unchanged
     */
    public Metrics step(List<LatentEpisode> episodes) {
        long number = optimizer.step();
        if (streams.isPresent()) {
            streams.get().fill(batch, episodes);
        } else {
            batch.draw(episodes, seed.split("batch", number).generator());
        }
        program.feed("mu", batch.means)
                .feed("v", batch.logVariances)
                .feed("a", batch.actions)
                .feed("m", batch.mask)
                .feed("d", batch.done);
        boolean rewarded = memory.config().rewardHead();
        if (rewarded) {
            program.feed("r", batch.rewards);
        }
        if (memory.config().clock()) {
            program.feed("t", batch.clock);
        }
        streams.ifPresent(rows -> program.feed(MemoryModel.FIRST_H, rows.h()).feed(MemoryModel.FIRST_C, rows.c()));
        program.run(Noise.of(seed, training.batch(), number));
        streams.ifPresent(rows -> {
            program.read(MemoryModel.FIRST_H, rows.h());
            program.read(MemoryModel.FIRST_C, rows.c());
            rows.advance();
        });
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
