package io.yume.train;

import io.yume.data.DataSet;
import io.yume.graph.Parameters;
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

    private static final String PARAMETER = "parameter/";

    private final TrainerPlan plan;
    private final Batches batches;
    private final int batchesPerStep;
    private final Parameters parameters;
    private final List<Course> courses = new ArrayList<>();
    private long step;

    Trainer(TrainerPlan plan) {
        this.plan = plan;
        PhaseGraph.Training training =
                PhaseGraph.of(plan.phases(), plan.batch(), plan.data().variables());
        batchesPerStep = plan.phases().stream().mapToInt(Phase::updates).max().orElseThrow();
        batches = new Batches(plan.data(), plan.batch(), plan.seed().split("data"));
        if (batches.perEpoch() < batchesPerStep) {
            throw new IllegalArgumentException("an epoch must have the batches of a step: batches of an epoch="
                    + batches.perEpoch() + ", of a step=" + batchesPerStep);
        }
        parameters = new Parameters(training.specs(), plan.seed().split("parameters"));
        try {
            training.phases().forEach(phase -> courses.add(new Course(phase, plan, parameters)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
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
     */
    public static TrainerPlan of(Phase... phases) {
        return TrainerPlan.of(List.of(phases));
    }

    /** What was learned; closed with this trainer. */
    public Parameters parameters() {
        return parameters;
    }

    /** Steps done; in each, every phase has its updates. */
    public long step() {
        return step;
    }

    /** Steps in one pass over the data. */
    public long stepsPerEpoch() {
        return batches.perEpoch() / batchesPerStep;
    }

    /**
     * Trains up to a length and gives the means of each epoch.
     *
     * @throws ArithmeticException if a term is not finite, naming it; what was learned is then that of the update before, and
     *     the last checkpoint stays
     */
    public List<Metrics> fit(Length length) {
        return fit(length, metrics -> {});
    }

    /** The same, telling the means of each epoch, or of the last part of one, as they come. */
    public List<Metrics> fit(Length length, Consumer<Metrics> listener) {
        long end = length.steps(stepsPerEpoch());
        List<Metrics> all = new ArrayList<>();
        Means means = new Means();
        while (step() < end) {
            means.add(update());
            boolean epochEnds = step() % stepsPerEpoch() == 0;
            if (epochEnds || step() == end) {
                Metrics metrics = means.take(step(), step() / stepsPerEpoch());
                all.add(metrics);
                listener.accept(metrics);
                save(epochEnds && step() != end, step() / stepsPerEpoch());
            }
        }
        return all;
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

    /** One step; gives the terms of its last batch. */
    public Metrics update() {
        Map<String, Double> terms = new LinkedHashMap<>();
        double squares = 0;
        for (Course course : courses) {
            if (step % course.phase().every() != 0) {
                continue;
            }
            for (int i = 0; i < course.phase().updates(); i++) {
                terms.putAll(course.update(batches, stepsPerEpoch() * batchesPerStep, step * batchesPerStep + i, step));
                squares += course.gradientNorm() * course.gradientNorm();
            }
        }
        step++;
        return new Metrics(step, step / stepsPerEpoch(), terms, Math.sqrt(squares));
    }

    /**
     * The terms over all examples of a data set, without an update: the mean over its batches, weighted by their sizes. What is drawn is
     * the same in every evaluation.
     */
    public Metrics evaluate(DataSet examples) {
        Map<String, Double> terms = new LinkedHashMap<>();
        for (Phase phase : plan.phases()) {
            evaluate(phase.objective(), examples)
                    .terms()
                    .forEach((name, value) -> terms.put(Course.reported(phase, name), value));
        }
        return new Metrics(step, step / stepsPerEpoch(), terms, 0);
    }

    /**
     * The same of another objective over what was learned, such as a tighter bound.
     *
     * @throws IllegalArgumentException if it needs tensors that were not learned here
     */
    public Metrics evaluate(Objective objective, DataSet examples) {
        return new Evaluation(objective, parameters, plan.batch(), plan.seed().split("evaluate"))
                .run(examples, step(), step() / stepsPerEpoch());
    }

    /** Everything that is needed to go on from here. */
    public Checkpoint checkpoint() {
        Checkpoint.Builder builder = Checkpoint.builder()
                .put("objective", plan.objectives())
                .put("seed", plan.seed().value())
                .put("optimizer", plan.optimizers())
                .put("step", step);
        parameters
                .specs()
                .forEach((name, spec) -> builder.tensor(
                        PARAMETER + name, parameters.get(name), spec.shape().dims()));
        courses.forEach(course -> course.save(builder));
        return builder.build();
    }

    /**
     * Goes back, or forward, to a checkpoint.
     *
     * @throws IllegalArgumentException if it is of another objective or seed, or lacks something; nothing is changed then
     */
    public void restore(Checkpoint checkpoint) {
        requireSame("objective", plan.objectives(), checkpoint.getString("objective"));
        requireSame("optimizer", plan.optimizers(), checkpoint.getString("optimizer"));
        requireSame("seed", String.valueOf(plan.seed().value()), checkpoint.getString("seed"));
        parameters
                .specs()
                .forEach((name, spec) ->
                        requireSame(PARAMETER + name, spec.shape().size(), checkpoint.floats(PARAMETER + name).length));
        courses.forEach(course -> course.check(checkpoint));
        parameters.specs().keySet().forEach(name -> parameters.set(name, checkpoint.floats(PARAMETER + name)));
        courses.forEach(course -> course.restore(checkpoint));
        step = checkpoint.getLong("step");
    }

    static void requireSame(String what, Object own, Object other) {
        if (!own.equals(other)) {
            throw new IllegalArgumentException(
                    "a checkpoint must be of the same training: " + what + ": expected=" + own + ", actual=" + other);
        }
    }

    @Override
    public void close() {
        courses.forEach(Course::close);
        parameters.close();
    }

    /** Means over the steps of an epoch. */
    private static final class Means {

        private final Map<String, Double> sums = new LinkedHashMap<>();
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private double norm;
        private long steps;

        void add(Metrics metrics) {
            metrics.terms().forEach((name, value) -> {
                sums.merge(name, value, Double::sum);
                counts.merge(name, 1, Integer::sum);
            });
            norm += metrics.gradientNorm();
            steps++;
        }

        Metrics take(long step, long epoch) {
            Map<String, Double> means = new LinkedHashMap<>();
            // A phase need not come in every step.
            sums.forEach((name, sum) -> means.put(name, sum / counts.get(name)));
            Metrics metrics = new Metrics(step, epoch, means, norm / steps);
            sums.clear();
            counts.clear();
            norm = 0;
            steps = 0;
            return metrics;
        }
    }
}
