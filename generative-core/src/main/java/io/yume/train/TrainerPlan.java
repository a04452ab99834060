package io.yume.train;

import io.yume.data.DataSet;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.graph.Seed;
import io.yume.loss.Objective;

/** What a {@link Trainer} is to do. Immutable. */
public final class TrainerPlan {

    private final Objective objective;
    private final boolean maximise;
    private final Optimizer optimizer;
    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private final CheckpointStore store;
    private final int everyEpochs;

    private TrainerPlan(
            Objective objective,
            boolean maximise,
            Optimizer optimizer,
            DataSet data,
            int batch,
            Seed seed,
            CheckpointStore store,
            int everyEpochs) {
        this.objective = objective;
        this.maximise = maximise;
        this.optimizer = optimizer;
        this.data = data;
        this.batch = batch;
        this.seed = seed;
        this.store = store;
        this.everyEpochs = everyEpochs;
    }

    static TrainerPlan of(Objective objective, boolean maximise) {
        return new TrainerPlan(objective, maximise, Adam.of(1e-3), null, 0, Seed.root(0), null, 1);
    }

    /** With this optimiser instead of Adam at a rate of 0.001. */
    public TrainerPlan with(Optimizer other) {
        return new TrainerPlan(objective, maximise, other, data, batch, seed, store, everyEpochs);
    }

    /** On these examples, in shuffled batches. */
    public TrainerPlan on(DataSet examples, int examplesPerBatch) {
        return new TrainerPlan(objective, maximise, optimizer, examples, examplesPerBatch, seed, store, everyEpochs);
    }

    /** With the seed that decides everything that is drawn; 0 without. */
    public TrainerPlan seed(long root) {
        return new TrainerPlan(objective, maximise, optimizer, data, batch, Seed.root(root), store, everyEpochs);
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
        return new TrainerPlan(objective, maximise, optimizer, data, batch, seed, checkpoints, epochs);
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

    Objective objective() {
        return objective;
    }

    boolean maximise() {
        return maximise;
    }

    Optimizer optimizer() {
        return optimizer;
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
