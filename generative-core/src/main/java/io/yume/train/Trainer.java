package io.yume.train;

import io.yume.data.DataSet;
import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Spec;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import io.yume.loss.PhaseGraph;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains an objective on a data set:
 *
 * <pre>{@code
 * try (Trainer trainer = Trainer.maximise(elbo.mean()).with(Adam.of(1e-3)).on(mnist.train(), 128).compile()) {
 *     trainer.fit(Length.epochs(10));
 * }
 * }</pre>
 *
 * The seed and the number of the step decide everything that is drawn, so a training that was restored from a {@link Checkpoint}
 * goes on with the same bits. Not thread-safe.
 */
public final class Trainer implements AutoCloseable {

    private final TrainerPlan plan;
    private final Turns turns;
    private final long stepsPerEpoch;
    private final Parameters parameters;
    private final List<Course> courses = new ArrayList<>();
    private final SavedTraining saved;
    private final EpochLog log;
    private MovingAverage average;
    private Best best;
    private BatchSource source;
    private long step;

    Trainer(TrainerPlan plan) {
        this.plan = plan;
        log = new EpochLog(plan.curves());
        PhaseGraph.Training training = PhaseGraph.of(plan.phases(), plan.still(), plan.batch(), plan.variables());
        turns = new Turns(plan.phases(), plan.accumulated());
        long perEpoch = batches().perEpoch();
        stepsPerEpoch = perEpoch / turns.batchesPerStep();
        if (stepsPerEpoch == 0) {
            throw new IllegalArgumentException("an epoch must have the batches of a step: batches of an epoch="
                    + perEpoch + ", of a step=" + turns.batchesPerStep());
        }
        parameters = new Parameters(training.specs(), plan.seed().split("parameters"));
        try {
            training.phases().forEach(phase -> courses.add(new Course(phase, plan, parameters)));
            List<Kept> kept = new ArrayList<>(courses);
            if (plan.decay() > 0) {
                average = new MovingAverage(plan.decay(), parameters);
                kept.add(average);
            }
            if (plan.stopping() != null) {
                best = best(plan.stopping());
                kept.add(best);
            }
            saved = new SavedTraining(plan, parameters, kept);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private BatchReader batches() {
        return plan.stream() == null
                ? new Batches(plan.data(), plan.batch(), plan.seed().split("data"))
                : new StreamedBatches(plan.stream(), plan.batch(), plan.perEpoch(), turns.batchesPerStep());
    }

    private Best best(EarlyStopping rule) {
        List<Parameters> learned = average == null ? List.of(parameters) : List.of(parameters, averages());
        return rule.objective() == null
                ? new Best(
                        rule,
                        plan.phases().get(0).objective(),
                        plan.phases().get(0).maximises(),
                        learned)
                : new Best(rule, rule.objective(), rule.grows(), learned);
    }

    /** Begins the training of an objective that is to grow. */
    public static TrainerPlan maximise(Objective objective) {
        return TrainerPlan.of(objective, true);
    }

    /** Begins the training of an objective that is to fall. */
    public static TrainerPlan minimise(Objective objective) {
        return TrainerPlan.of(objective, false);
    }

    /**
     * Begins a training of several objectives in turns, each of which learns tensors of its own: see {@link Phase}. Metrics then have the
     * name of the phase before each term, and the phase's total under its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TrainerPlan of(Phase... phases) {
        return TrainerPlan.of(List.of(phases));
    }

    /** What was learned; closed with this trainer. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * The moving average of what was learned, over which evaluations are made: memory of its own that each step changes, closed with this
     * trainer. Without {@link TrainerPlan#averaging}, what was learned itself.
     */
    public Parameters averages() {
        return average == null ? parameters : average.parameters();
    }

    /**
     * Starts from what another training learned, by name, such as {@link Checkpoint#parameters}; of that there may be more than is needed
     * here. Optimisers start anew.
     *
     * @param other stays the caller's
     * @param beginnings how the names of the tensors begin that are taken, such as {@code "x|z."}; all of this training without any
     * @throws IllegalStateException if a step was done
     * @throws IllegalArgumentException if no name begins so, or a tensor is missing or of another shape, naming it; nothing is changed then
     */
    public void startFrom(Parameters other, String... beginnings) {
        if (step > 0) {
            throw new IllegalStateException(
                    "a training can start from other weights before its first step: step=" + step);
        }
        Map<String, Spec> wanted = new LinkedHashMap<>();
        for (String beginning : beginnings.length == 0 ? new String[] {""} : beginnings) {
            int before = wanted.size();
            parameters.specs().forEach((name, spec) -> {
                if (name.startsWith(beginning)) {
                    wanted.put(name, spec);
                }
            });
            if (wanted.size() == before) {
                throw new IllegalArgumentException("weights to start from must be learned here: beginning=" + beginning
                        + ", learned=" + parameters.specs().keySet());
            }
        }
        wanted.forEach((name, spec) -> {
            Spec found = other.specs().get(name);
            if (found == null || !found.shape().equals(spec.shape())) {
                throw new IllegalArgumentException("weights to start from must have the tensor: name=" + name
                        + ", expected=" + spec.shape() + ", actual=" + (found == null ? "none" : found.shape()));
            }
        });
        wanted.keySet().forEach(name -> parameters.set(name, other.get(name)));
        if (average != null) {
            average.restart();
        }
        if (best != null) {
            best.take();
        }
    }

    /** Whether the training has ended before its time: {@link #fit} then does nothing. See {@link TrainerPlan#stopping}. */
    public boolean stopped() {
        return best != null && best.over();
    }

    /**
     * The step after which what was learned was best; what is there now is from then if the training has {@linkplain #stopped ended}.
     *
     * @throws IllegalStateException if it does not stop early
     */
    public long bestStep() {
        if (best == null) {
            throw new IllegalStateException("only a training that stops early looks for the best: use stopping(...)");
        }
        return best.step();
    }

    /**
     * Ends the training, and takes what was learned when it was best, as an early stop does: for one whose length ended first.
     *
     * @throws IllegalStateException if it does not stop early, or nothing was measured yet
     */
    public void takeBest() {
        if (bestStep() == 0) {
            throw new IllegalStateException("there is no best before an epoch has ended: step=" + step);
        }
        best.end();
    }

    /** Steps done; in each, every phase has its updates. */
    public long step() {
        return step;
    }

    /** Steps in one pass over the data. */
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /**
     * Trains up to a length, unless it stops before, and gives the means of each epoch; those over the examples of an early stop are called
     * {@code validation: ...}.
     *
     * @throws BatchException if examples cannot be read, naming the batch; nothing of the step that needs them is done then, and the next
     *     call begins with it
     * @throws UncheckedIOException if a checkpoint or the learning curves cannot be written
     * @throws ArithmeticException if a term or a gradient is not finite, naming it and its phase; what was learned is then that of the
     *     update before, and the last checkpoint stays
     */
    public List<Metrics> fit(Length length) {
        return fit(length, metrics -> {});
    }

    /** The same, telling the means of each epoch, or of the last part of one, as they come. */
    public List<Metrics> fit(Length length, Consumer<Metrics> listener) {
        long end = length.steps(stepsPerEpoch);
        List<Metrics> all = new ArrayList<>();
        Means means = new Means();
        log.begin(step);
        while (step < end && !stopped()) {
            means.add(update());
            boolean epochEnds = step % stepsPerEpoch == 0;
            if (epochEnds || step == end) {
                Metrics metrics = means.take(step, step / stepsPerEpoch);
                if (epochEnds && best != null) {
                    metrics = measured(metrics);
                }
                log.add(metrics);
                all.add(metrics);
                listener.accept(metrics);
                save(epochEnds && step != end && !stopped(), step / stepsPerEpoch);
            }
        }
        return all;
    }

    /** Takes in a validation after an epoch. */
    private Metrics measured(Metrics epoch) {
        Metrics validation = evaluate(best.objective(), best.rule().examples());
        best.measured(validation.objective(), step);
        Map<String, Double> terms = new LinkedHashMap<>(epoch.terms());
        validation.terms().forEach((name, value) -> terms.put(EpochLog.VALIDATION + name, value));
        return new Metrics(epoch.step(), epoch.epoch(), terms, epoch.gradientNorm());
    }

    private void save(boolean between, long epoch) {
        CheckpointStore store = plan.store();
        if (store == null || (between && epoch % plan.everyEpochs() != 0)) {
            return;
        }
        try {
            store.save(checkpoint());
        } catch (CheckpointException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One step; gives the terms of its last update.
     *
     * @throws BatchException if examples cannot be read, naming the batch; nothing is changed then
     */
    public Metrics update() {
        if (source == null) {
            List<Batches.Reads> reads = courses.stream().map(Course::reads).toList();
            long perEpoch = stepsPerEpoch * turns.batchesPerStep();
            source = plan.ahead() == 0
                    ? BatchSource.reading(turns, batches(), reads, perEpoch)
                    : new Prefetch(turns, batches(), reads, perEpoch, step, plan.ahead());
        }
        Map<String, Double> terms = new LinkedHashMap<>();
        double squares = 0;
        try {
            List<Map<String, float[]>> batches = source.next(step);
            int at = 0;
            for (Turns.Turn turn : turns.of(step)) {
                Course course = courses.get(turn.phase());
                terms.putAll(course.update(batches.subList(at, at + turn.batches()), step));
                at += turn.batches();
                squares += course.gradientNorm() * course.gradientNorm();
            }
        } catch (RuntimeException | Error e) {
            // Batches that were read ahead are no longer those of the next step.
            closeSource();
            throw e;
        }
        step++;
        if (average != null) {
            average.follow(step);
        }
        return new Metrics(step, step / stepsPerEpoch, terms, Math.sqrt(squares));
    }

    private void closeSource() {
        if (source != null) {
            source.close();
            source = null;
        }
    }

    /**
     * The terms over all examples of a data set, without an update: the mean over its batches, weighted by their sizes. What is drawn is
     * the same in every evaluation.
     *
     * <p>An objective of what the examples of a batch make together, such as a sum, a distance between samples or {@code infoNce}, is
     * another one for a smaller batch: it is evaluated on whole batches, with all its terms, and the examples that do not fill one are left
     * out. Fewer examples than a batch has are one batch.
     */
    public Metrics evaluate(DataSet examples) {
        Map<String, Double> terms = new LinkedHashMap<>();
        for (Phase phase : plan.phases()) {
            evaluate(phase.objective(), examples)
                    .terms()
                    .forEach((name, value) -> terms.put(Course.reported(phase, name), value));
        }
        return new Metrics(step, step / stepsPerEpoch, terms, 0);
    }

    /**
     * The same of another objective over what was learned, such as a tighter bound.
     *
     * @throws IllegalArgumentException if it needs tensors that were not learned here
     */
    public Metrics evaluate(Objective objective, DataSet examples) {
        return new Evaluation(objective, averages(), plan.batch(), plan.seed().split("evaluate"))
                .run(examples, step, step / stepsPerEpoch);
    }

    /** Everything that is needed to go on from here. */
    public Checkpoint checkpoint() {
        return saved.after(step);
    }

    /**
     * Goes back, or forward, to a checkpoint. Optimisers go on with what they kept, by the learning rates and other constants of this
     * training, which may be others than before.
     *
     * @throws IllegalArgumentException if it is of another objective or direction, other turns of the phases or bounds of their weights,
     *     another optimiser, seed or number of examples in a batch, or tensors of other names or shapes; nothing is changed then
     */
    public void restore(Checkpoint checkpoint) {
        saved.check(checkpoint);
        closeSource();
        step = saved.restore(checkpoint);
    }

    @Override
    public void close() {
        closeSource();
        try {
            log.close();
        } finally {
            if (average != null) {
                average.close();
            }
            courses.forEach(Course::close);
            parameters.close();
        }
    }
}
