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
     * Begins a training of several objectives in turns, each of which learns its own tensors: see {@link Phase}. In metrics, each
     * term is then prefixed with the name of its phase, and the total of a phase is under that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TrainerPlan of(Phase... phases) {
        return TrainerPlan.of(List.of(phases));
    }

    /** The learned tensors, which are closed with this trainer. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * The moving average of the learned tensors, which evaluations use: a copy that each step updates and that is closed with this
     * trainer. Without {@link TrainerPlan#averaging}, the learned tensors themselves.
     */
    public Parameters averages() {
        return average == null ? parameters : average.parameters();
    }

    /**
     * Starts from the tensors of another training, such as {@link Checkpoint#parameters}, matched by name; it may have more than
     * are needed here. Optimisers start anew.
     *
     * @param other stays the caller's
     * @param beginnings prefixes of the names of the tensors to take, such as {@code "x|z."}; without any, all tensors of this
     *     training are taken
     * @throws IllegalStateException if a step was done
     * @throws IllegalArgumentException if no name has a prefix, or a tensor is missing or of another shape, naming it; nothing is
     *     changed then
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

    /** Whether the training has stopped early: {@link #fit} then does nothing. See {@link TrainerPlan#stopping}. */
    public boolean stopped() {
        return best != null && best.over();
    }

    /**
     * The step with the best validation so far. Once the training has {@linkplain #stopped stopped}, its tensors are those of that
     * step.
     *
     * @throws IllegalStateException if the training was not told to stop early
     */
    public long bestStep() {
        if (best == null) {
            throw new IllegalStateException("only a training that stops early looks for the best: use stopping(...)");
        }
        return best.step();
    }

    /**
     * Ends the training and goes back to the tensors of the best step, as an early stop does; for a training whose length ended
     * first.
     *
     * @throws IllegalStateException if the training was not told to stop early, or nothing was measured yet
     */
    public void takeBest() {
        if (bestStep() == 0) {
            throw new IllegalStateException("there is no best before an epoch has ended: step=" + step);
        }
        best.end();
    }

    /** Steps done. In each, every phase makes its updates. */
    public long step() {
        return step;
    }

    /** Steps in one pass over the data. */
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /**
     * Trains up to a length, unless it stops early, and returns the mean terms of each epoch; those on the validation data of early
     * stopping are called {@code validation: ...}.
     *
     * @throws BatchException if examples cannot be read, naming the batch; nothing of that step is done then, and the next call
     *     begins with it
     * @throws UncheckedIOException if a checkpoint or the learning curves cannot be written
     * @throws ArithmeticException if a term or a gradient is not finite, naming it and its phase; the learned tensors are then those
     *     of the update before, and the last checkpoint stays
     */
    public List<Metrics> fit(Length length) {
        return fit(length, metrics -> {});
    }

    /** The same, and gives the means of each epoch, or of the part of the last one, to a listener at once. */
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
     * Makes one step and returns the terms of its last update.
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
     * The terms on a data set, without an update: their mean over its batches, weighted by the batches' sizes. Random draws are the
     * same in every evaluation.
     *
     * <p>The value of an objective that joins the examples of a batch, such as a sum, a distance between samples or {@code infoNce},
     * depends on the size of the batch: all its terms are evaluated on whole batches, and examples that do not fill one are left
     * out. Fewer examples than a batch has are one batch.
     *
     * <p>A term that is not finite is reported as it is: unlike a step, an evaluation has nothing to protect.
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
     * The same for another objective of the same learned tensors, such as a tighter bound.
     *
     * @throws IllegalArgumentException if it needs tensors that were not learned here
     */
    public Metrics evaluate(Objective objective, DataSet examples) {
        return new Evaluation(objective, averages(), plan.batch(), plan.seed().split("evaluate"))
                .run(examples, step, step / stepsPerEpoch);
    }

    /** All that is needed to go on from here. */
    public Checkpoint checkpoint() {
        return saved.after(step);
    }

    /**
     * Goes back, or forward, to a checkpoint. Optimisers go on with their saved state; learning rates and other constants are those
     * of this training, which may differ.
     *
     * @throws IllegalArgumentException if the checkpoint has another objective or direction, other turns of phases or weight bounds,
     *     another optimiser, seed or batch size, or tensors of other names or shapes; nothing is changed then
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
