package io.yume.train;

import io.yume.data.DataSet;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.OptimizerState;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.loss.Objective;
import io.yume.loss.ObjectiveGraph;
import io.yume.loss.ObjectiveGraph.RunningMean;
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
    private static final String RUNNING = "running/";

    private final TrainerPlan plan;
    private final ObjectiveGraph graph;
    private final Batches batches;
    private final Parameters parameters;
    private final OptimizerState state;
    private final Program program;
    private final Map<String, Node> terms;
    private final Map<RunningMean, Float> running = new LinkedHashMap<>();

    Trainer(TrainerPlan plan) {
        this.plan = plan;
        graph = ObjectiveGraph.training(
                plan.objective(), plan.batch(), plan.data().variables());
        Node loss = graph.loss(plan.maximise());
        batches = new Batches(plan.data(), plan.batch(), plan.seed().split("data"), graph.observed(), graph.supports());
        graph.runningMeans().forEach(mean -> running.put(mean, 0f));
        terms = graph.terms();
        parameters = new Parameters(graph.specs(), plan.seed().split("parameters"));
        OptimizerState begun = null;
        try {
            begun = new OptimizerState(plan.optimizer(), parameters);
            program = Program.training(terms, loss, begun);
        } catch (RuntimeException e) {
            if (begun != null) {
                begun.close();
            }
            parameters.close();
            throw e;
        }
        state = begun;
        batches.only(program.placeholders());
    }

    /** Begins the training of an objective that is to grow. */
    public static TrainerPlan maximise(Objective objective) {
        return TrainerPlan.of(objective, true);
    }

    /** Begins the training of an objective that is to fall. */
    public static TrainerPlan minimise(Objective objective) {
        return TrainerPlan.of(objective, false);
    }

    /** What was learned; closed with this trainer. */
    public Parameters parameters() {
        return parameters;
    }

    /** Updates done. */
    public long step() {
        return state.step();
    }

    /** Updates in one pass over the data. */
    public long stepsPerEpoch() {
        return batches.perEpoch();
    }

    /**
     * Trains up to a length and gives the means of each epoch.
     *
     * @throws ArithmeticException if a term is not finite, naming it; what was learned is then that of the step before, and the
     *     last checkpoint stays
     */
    public List<Metrics> fit(Length length) {
        return fit(length, metrics -> {});
    }

    /** The same, telling the means of each epoch, or of the last part of one, as they come. */
    public List<Metrics> fit(Length length, Consumer<Metrics> listener) {
        long end = length.steps(batches.perEpoch());
        List<Metrics> all = new ArrayList<>();
        Means means = new Means();
        while (step() < end) {
            means.add(update());
            boolean epochEnds = step() % batches.perEpoch() == 0;
            if (epochEnds || step() == end) {
                Metrics metrics = means.take(step(), step() / batches.perEpoch());
                all.add(metrics);
                listener.accept(metrics);
                save(epochEnds && step() != end, step() / batches.perEpoch());
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

    /** One update; gives the terms of its batch. */
    public Metrics update() {
        long step = step();
        batches.feed(program, step);
        graph.schedules().forEach((name, schedule) -> Scalars.feed(program, name, schedule.at(step)));
        running.forEach((mean, value) -> Scalars.feed(program, mean.placeholder(), value));
        program.run(Noise.of(plan.seed().split("noise"), plan.batch(), step));
        running.replaceAll(
                (mean, value) -> (float) (mean.decay() * value + (1 - mean.decay()) * program.scalar(mean.term())));
        return new Metrics(step(), step() / batches.perEpoch(), read(program), program.gradientNorm());
    }

    private Map<String, Double> read(Program from) {
        Map<String, Double> values = new LinkedHashMap<>();
        terms.keySet().forEach(name -> values.put(name, (double) from.scalar(name)));
        return values;
    }

    /**
     * The terms over all examples of a data set, without an update: the mean over its batches, weighted by their sizes. What is drawn is
     * the same in every evaluation.
     */
    public Metrics evaluate(DataSet examples) {
        return evaluate(plan.objective(), examples);
    }

    /**
     * The same of another objective over what was learned, such as a tighter bound.
     *
     * @throws IllegalArgumentException if it needs tensors that were not learned here
     */
    public Metrics evaluate(Objective objective, DataSet examples) {
        return new Evaluation(objective, parameters, plan.batch(), plan.seed().split("evaluate"))
                .run(examples, step(), step() / batches.perEpoch());
    }

    /** Everything that is needed to go on from here. */
    public Checkpoint checkpoint() {
        Checkpoint.Builder builder = Checkpoint.builder()
                .put("objective", plan.objective().toString())
                .put("seed", plan.seed().value())
                .put("optimizer", plan.optimizer().name())
                .put("step", step());
        parameters.specs().forEach((name, spec) -> {
            int[] shape = spec.shape().dims();
            builder.tensor(PARAMETER + name, parameters.get(name), shape);
            for (String slot : plan.optimizer().slots()) {
                builder.tensor(slot(slot) + name, state.get(slot, name), shape);
            }
        });
        running.forEach((mean, value) -> builder.put(RUNNING + mean.placeholder(), value));
        return builder.build();
    }

    /**
     * Goes back, or forward, to a checkpoint.
     *
     * @throws IllegalArgumentException if it is of another objective or seed, or lacks something; nothing is changed then
     */
    public void restore(Checkpoint checkpoint) {
        requireSame("objective", plan.objective().toString(), checkpoint.getString("objective"));
        requireSame("optimizer", plan.optimizer().name(), checkpoint.getString("optimizer"));
        requireSame("seed", String.valueOf(plan.seed().value()), checkpoint.getString("seed"));
        Map<RunningMean, Float> means = new LinkedHashMap<>();
        running.keySet().forEach(mean -> means.put(mean, (float) checkpoint.getDouble(RUNNING + mean.placeholder())));
        parameters.specs().forEach((name, spec) -> {
            requireSame(PARAMETER + name, spec.shape().size(), checkpoint.floats(PARAMETER + name).length);
            for (String slot : plan.optimizer().slots()) {
                requireSame(slot(slot) + name, spec.shape().size(), checkpoint.floats(slot(slot) + name).length);
            }
        });
        parameters.specs().keySet().forEach(name -> {
            parameters.set(name, checkpoint.floats(PARAMETER + name));
            plan.optimizer().slots().forEach(slot -> state.set(slot, name, checkpoint.floats(slot(slot) + name)));
        });
        running.putAll(means);
        state.restore(checkpoint.getLong("step"));
    }

    private String slot(String slot) {
        return plan.optimizer().name() + "/" + slot + "/";
    }

    private static void requireSame(String what, Object own, Object other) {
        if (!own.equals(other)) {
            throw new IllegalArgumentException(
                    "a checkpoint must be of the same training: " + what + ": expected=" + own + ", actual=" + other);
        }
    }

    @Override
    public void close() {
        program.close();
        state.close();
        parameters.close();
    }

    /** Means over the steps of an epoch. */
    private static final class Means {

        private final Map<String, Double> sums = new LinkedHashMap<>();
        private double norm;
        private long count;

        void add(Metrics metrics) {
            metrics.terms().forEach((name, value) -> sums.merge(name, value, Double::sum));
            norm += metrics.gradientNorm();
            count++;
        }

        Metrics take(long step, long epoch) {
            Map<String, Double> means = new LinkedHashMap<>();
            sums.forEach((name, sum) -> means.put(name, sum / count));
            Metrics metrics = new Metrics(step, epoch, means, norm / count);
            sums.clear();
            norm = 0;
            count = 0;
            return metrics;
        }
    }
}
