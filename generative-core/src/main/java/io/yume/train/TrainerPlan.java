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

/** The settings of a {@link Trainer}. Immutable. */
public final class TrainerPlan {

    private final List<Phase> phases;
    private final DataSet data;
    private final int batch;
    private final Seed seed;
    private final Extras extras;

    /** Optional settings; only a copy is ever changed. */
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

    /** On the examples of a data set, in shuffled batches. */
    public TrainerPlan on(DataSet examples, int examplesPerBatch) {
        TrainerPlan plan = new TrainerPlan(phases, examples, examplesPerBatch, seed, extras);
        return plan.with(changed -> changed.stream = null);
    }

    /**
     * On the examples of a stream, in its order, each in one step.
     *
     * @param examplesPerEpoch how many examples are called an epoch, after which reports, checkpoints and validations
     *     follow
     */
    public TrainerPlan on(ExampleStream examples, int examplesPerBatch, long examplesPerEpoch) {
        TrainerPlan plan = new TrainerPlan(phases, null, examplesPerBatch, seed, extras);
        return plan.with(changed -> {
            changed.stream = examples;
            changed.perEpoch = examplesPerEpoch;
        });
    }

    /** With the seed of everything that is drawn; the default is 0. */
    public TrainerPlan seed(long root) {
        return new TrainerPlan(phases, data, batch, Seed.root(root), extras);
    }

    /**
     * Saves checkpoints every so many epochs, and at the end.
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
     * Each update uses the mean gradient over several batches: the gradient of a batch that many times as large, in
     * the memory of one (beside the examples). A step then reads that many times the batches.
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
     * Keeps an exponential moving average of the learned tensors, see {@link Trainer#averages}, which evaluations then
     * use: after n steps, the mean of the values after each step i with weights proportional to {@code decay^(n - i)}.
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
     * Does not change the learned tensors of some distributions, such as a teacher that a student imitates: they get
     * no updates, are saved with the others, and start as {@link Trainer#startFrom} says. Batch normalisation inside
     * them still uses the batch's moments.
     */
    public TrainerPlan keeping(Distribution... others) {
        return with(changed -> changed.still =
                Stream.concat(changed.still.stream(), Stream.of(others)).toList());
    }

    /** Ends early when the rule says so, with the tensors of the best value. */
    public TrainerPlan stopping(EarlyStopping early) {
        return with(changed -> changed.stopping = early);
    }

    /**
     * Reads batches ahead in another thread while a step is computed; the training stays the same, bit by bit.
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
     * Writes the metrics of each epoch that {@link Trainer#fit} ends to a folder as {@link Curves}: lines of JSON, and
     * scalars for TensorBoard.
     */
    public TrainerPlan logging(Path folder) {
        return with(changed -> changed.curves = folder);
    }

    /**
     * Builds and compiles the training step.
     *
     * @throws IllegalArgumentException if the objective cannot be trained on this data; the message names the term
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

    /** The objectives as text. */
    String objectives() {
        return phases.stream().map(Phase::toString).collect(Collectors.joining("; "));
    }

    /** The direction of each objective, how often it is updated, and the bound of its weights, as text. */
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

    /** The stream of examples, or null if they come from a data set. */
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

    /** The distributions whose tensors no phase changes. */
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
