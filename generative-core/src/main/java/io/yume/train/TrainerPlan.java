package io.yume.train;

import io.yume.data.DataSet;
import io.yume.data.ExampleStream;
import io.yume.distribution.Distribution;
import io.yume.graph.Optimizer;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a {@link Trainer} is to do. Immutable. */
public final class TrainerPlan {

    private final List<Phase> phases;
    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private final Extras extras;

    /** What a training can do without; changed in copies only. */
    private static final class Extras {
        private CheckpointStore store;
        private int everyEpochs = 1;
        private int accumulated = 1;
        private double decay;
        private EarlyStopping stopping;
        private int ahead;
        private Path curves;
        private ExampleStream stream;
        private long perEpoch;
        private List<Distribution> still = List.of();

        Extras copy() {
            Extras copy = new Extras();
            copy.store = store;
            copy.everyEpochs = everyEpochs;
            copy.accumulated = accumulated;
            copy.decay = decay;
            copy.stopping = stopping;
            copy.ahead = ahead;
            copy.curves = curves;
            copy.stream = stream;
            copy.perEpoch = perEpoch;
            copy.still = still;
            return copy;
        }
    }

    private TrainerPlan(List<Phase> phases, DataSet data, int batch, Seed seed, Extras extras) {
        this.phases = List.copyOf(phases);
        this.data = data;
        this.batch = batch;
        this.seed = seed;
        this.extras = extras;
    }

    static TrainerPlan of(Objective objective, boolean maximise) {
        return of(List.of(maximise ? Phase.maximise("", objective) : Phase.minimise("", objective)));
    }

    static TrainerPlan of(List<Phase> phases) {
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("a training needs a phase: phases=" + phases);
        }
        return new TrainerPlan(phases, null, 0, Seed.root(0), new Extras());
    }

    private TrainerPlan with(Consumer<Extras> change) {
        Extras changed = extras.copy();
        change.accept(changed);
        return new TrainerPlan(phases, data, batch, seed, changed);
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
        return new TrainerPlan(List.of(phases.get(0).with(other)), data, batch, seed, extras);
    }

    /** On these examples, in shuffled batches. */
    public TrainerPlan on(DataSet examples, int examplesPerBatch) {
        TrainerPlan plan = new TrainerPlan(phases, examples, examplesPerBatch, seed, extras);
        return plan.with(changed -> changed.stream = null);
    }

    /**
     * On the examples of a stream, in its order, each in one step.
     *
     * @param examplesPerEpoch what is called an epoch: after so many come reports, checkpoints and validations
     */
    public TrainerPlan on(ExampleStream examples, int examplesPerBatch, long examplesPerEpoch) {
        TrainerPlan plan = new TrainerPlan(phases, null, examplesPerBatch, seed, extras);
        return plan.with(changed -> {
            changed.stream = examples;
            changed.perEpoch = examplesPerEpoch;
        });
    }

    /** With the seed that decides everything that is drawn; 0 without. */
    public TrainerPlan seed(long root) {
        return new TrainerPlan(phases, data, batch, Seed.root(root), extras);
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
        return with(changed -> {
            changed.store = checkpoints;
            changed.everyEpochs = epochs;
        });
    }

    /**
     * With the mean gradient over several batches for each update: that of a batch so many times as large, in the memory of one beside the
     * examples. A step then has so many times the batches.
     *
     * @throws IllegalArgumentException if the number of batches is below 1
     */
    public TrainerPlan accumulating(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("an update needs at least a batch: batches=" + batches);
        }
        return with(changed -> changed.accumulated = batches);
    }

    /**
     * Keeping an exponential moving average of what is learned, see {@link Trainer#averages}, over which evaluations are then made: after
     * n steps the mean of what each step i gave, with weights {@code decay^(n - i)}.
     *
     * @throws IllegalArgumentException if the decay is not in (0, 1)
     */
    public TrainerPlan averaging(double decay) {
        if (!(decay > 0 && decay < 1)) {
            throw new IllegalArgumentException("the decay of an average must be in (0, 1): decay=" + decay);
        }
        return with(changed -> changed.decay = decay);
    }

    /**
     * Keeping what some distributions learned elsewhere as it is, such as a teacher that a student is to resemble: it gets no updates, is saved
     * along, and begins as {@link Trainer#startFrom} says. A network that normalises by the batch still does.
     */
    public TrainerPlan keeping(Distribution... others) {
        return with(changed -> changed.still =
                Stream.concat(changed.still.stream(), Stream.of(others)).toList());
    }

    /** Ending before its time when this says so, with what was learned at the best. */
    public TrainerPlan stopping(EarlyStopping early) {
        return with(changed -> changed.stopping = early);
    }

    /**
     * Reading batches ahead on another thread while a step is computed; what is trained on stays the same, bit by bit.
     *
     * @param batches how many may wait, each in memory of its own
     * @throws IllegalArgumentException if there is none
     */
    public TrainerPlan prefetching(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("at least a batch must be read ahead: batches=" + batches);
        }
        return with(changed -> changed.ahead = batches);
    }

    /**
     * Writing the means of each epoch that {@link Trainer#fit} ends to a folder as {@link Curves}: lines of JSON, and scalars for
     * TensorBoard.
     */
    public TrainerPlan logging(Path folder) {
        return with(changed -> changed.curves = folder);
    }

    /**
     * Builds and compiles the training step.
     *
     * @throws IllegalArgumentException if the objective cannot be trained on this data, naming the term
     */
    public Trainer compile() {
        if (data == null && extras.stream == null) {
            throw new IllegalArgumentException("a training needs data: use on(...)");
        }
        if (extras.stopping != null && extras.stopping.objective() == null && phases.size() > 1) {
            throw new IllegalArgumentException(
                    "a training of several phases stops early by an objective of its own: use maximising(...): phases="
                            + phases);
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

    /** The direction of each objective, how often it has its turn, and what its weights are clipped to. */
    String turns() {
        return phases.stream()
                .map(phase -> (phase.maximises() ? "max" : "min") + " updates=" + phase.updates() + " every="
                        + phase.every() + " bound=" + phase.bound())
                .collect(Collectors.joining("; "));
    }

    /** The names of the optimisers. */
    String optimizers() {
        return phases.stream().map(phase -> phase.optimizer().name()).collect(Collectors.joining(", "));
    }

    DataSet data() {
        return data;
    }

    /** Where examples come from instead of a data set, or null. */
    ExampleStream stream() {
        return extras.stream;
    }

    long perEpoch() {
        return extras.perEpoch;
    }

    Map<String, Shape> variables() {
        return data == null ? extras.stream.variables() : data.variables();
    }

    int batch() {
        return batch;
    }

    Seed seed() {
        return seed;
    }

    CheckpointStore store() {
        return extras.store;
    }

    /** What no phase changes. */
    List<Distribution> still() {
        return extras.still;
    }

    int everyEpochs() {
        return extras.everyEpochs;
    }

    int accumulated() {
        return extras.accumulated;
    }

    double decay() {
        return extras.decay;
    }

    EarlyStopping stopping() {
        return extras.stopping;
    }

    int ahead() {
        return extras.ahead;
    }

    Path curves() {
        return extras.curves;
    }
}
