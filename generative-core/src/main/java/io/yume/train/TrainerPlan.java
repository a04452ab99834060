package io.yume.train;

import io.yume.data.DataSet;
import io.yume.graph.Optimizer;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import java.util.List;
import java.util.stream.Collectors;

/** What a {@link Trainer} is to do. Immutable. */
public final class TrainerPlan {

    private final List<Phase> phases;
    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private final CheckpointStore store;
    private final int everyEpochs;

    private TrainerPlan(
            List<Phase> phases, DataSet data, int batch, Seed seed, CheckpointStore store, int everyEpochs) {
        this.phases = List.copyOf(phases);
        this.data = data;
        this.batch = batch;
        this.seed = seed;
        this.store = store;
        this.everyEpochs = everyEpochs;
    }

    static TrainerPlan of(Objective objective, boolean maximise) {
        return of(List.of(maximise ? Phase.maximise("", objective) : Phase.minimise("", objective)));
    }

    static TrainerPlan of(List<Phase> phases) {
        return new TrainerPlan(phases, null, 0, Seed.root(0), null, 1);
    }

    /**
     * With this optimiser instead of Adam at a rate of 0.001.
     *
     * @throws IllegalArgumentException if there are several phases, each of which has an optimiser of its own
     */
    public TrainerPlan with(Optimizer other) {
        if (phases.size() > 1) {
            throw new IllegalArgumentException(
                    "each of several phases has an optimiser of its own: use Phase.with(...): phases=" + phases);
        }
        return new TrainerPlan(List.of(phases.get(0).with(other)), data, batch, seed, store, everyEpochs);
    }

    /** On these examples, in shuffled batches. */
    public TrainerPlan on(DataSet examples, int examplesPerBatch) {
        return new TrainerPlan(phases, examples, examplesPerBatch, seed, store, everyEpochs);
    }

    /** With the seed that decides everything that is drawn; 0 without. */
    public TrainerPlan seed(long root) {
        return new TrainerPlan(phases, data, batch, Seed.root(root), store, everyEpochs);
    }

    /**
     * Saving checkpoints while it trains, and at the end.
     *
     * @throws IllegalArgumentException if the number of epochs is below 1
     */
    public TrainerPlan saving(CheckpointStore checkpoints, int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("checkpoints need at least an epoch between them: epochs=" + epochs);
        }
        return new TrainerPlan(phases, data, batch, seed, checkpoints, epochs);
    }

    /**
     * Builds and compiles the training step.
     *
     * @throws IllegalArgumentException if the objective cannot be trained on this data, naming the term
     */
    public Trainer compile() {
        if (data == null) {
            throw new IllegalArgumentException("a training needs data: use on(...)");
        }
        return new Trainer(this);
    }

    List<Phase> phases() {
        return phases;
    }

    /** What is trained, as text. */
    String objectives() {
        return phases.stream().map(Phase::toString).collect(Collectors.joining("; "));
    }

    /** The names of the optimisers. */
    String optimizers() {
        return phases.stream().map(phase -> phase.optimizer().name()).collect(Collectors.joining(", "));
    }

    DataSet data() {
        return data;
    }

    int batch() {
        return batch;
    }

    Seed seed() {
        return seed;
    }

    CheckpointStore store() {
        return store;
    }

    int everyEpochs() {
        return everyEpochs;
    }
}
