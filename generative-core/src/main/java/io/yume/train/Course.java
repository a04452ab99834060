package io.yume.train;

import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.OptimizerState;
import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.loss.ObjectiveGraph;
import io.yume.loss.ObjectiveGraph.RunningMean;
import io.yume.loss.Phase;
import io.yume.loss.PhaseGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A phase during its training: its compiled update and the state that this keeps. */
final class Course implements Kept, AutoCloseable {

    private static final String RUNNING = "running/";
    private static final String UPDATES = "updates/";
    private static final String STATISTIC = "statistic/";

    private final PhaseGraph phase;
    private final Parameters parameters;
    private final OptimizerState state;
    private final Program program;
    private final Map<String, Node> terms;
    private final int batch;
    private final Seed noise;
    private final Batches.Reads reads;
    private final Map<RunningMean, Float> running = new LinkedHashMap<>();

    Course(PhaseGraph phase, TrainerPlan plan, Parameters parameters) {
        this.phase = phase;
        this.parameters = parameters;
        batch = plan.batch();
        Seed all = plan.seed().split("noise");
        noise = phase.phase().name().isEmpty() ? all : all.split(phase.phase().name());
        phase.graph().runningMeans().forEach(mean -> running.put(mean, 0f));
        terms = phase.graph().terms();
        state = new OptimizerState(phase.phase().optimizer(), parameters, phase.group());
        Map<String, Node> outputs = new LinkedHashMap<>(terms);
        phase.graph().statistics().forEach((name, statistic) -> outputs.put(STATISTIC + name, statistic.mean()));
        try {
            program = Program.training(outputs, phase.loss(), state);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
        reads = Batches.Reads.of(program, phase.graph());
    }

    Phase phase() {
        return phase.phase();
    }

    /** The variables that its batches must have. */
    Batches.Reads reads() {
        return reads;
    }

    /** The name of a phase's term in metrics. */
    static String reported(Phase phase, String term) {
        if (phase.name().isEmpty()) {
            return term;
        }
        return term.equals(ObjectiveGraph.TOTAL) ? phase.name() : phase.name() + ": " + term;
    }

    /**
     * One update by the mean gradient over the batches of a turn.
     *
     * @param step of the training
     * @return the means of the terms over these batches, by their names in metrics
     */
    Map<String, Double> update(List<Map<String, float[]>> batches, long step) {
        state.forget();
        phase.graph().schedules().forEach((name, schedule) -> program.offer(name, (float) schedule.at(step)));
        Map<String, Double> means = new LinkedHashMap<>();
        for (int i = 0; i < batches.size(); i++) {
            Map<String, float[]> examples = batches.get(i);
            examples.forEach(program::feed);
            running.forEach((mean, value) -> program.offer(mean.placeholder(), value));
            Noise draws = Noise.of(noise, batch, state.step() * batches.size() + i);
            try {
                run(draws, i + 1 == batches.size());
            } catch (ArithmeticException e) {
                throw explained(e, examples, draws, step);
            }
            phase.graph().statistics().forEach(this::follow);
            running.replaceAll(
                    (mean, value) -> (float) (mean.decay() * value + (1 - mean.decay()) * program.scalar(mean.term())));
            terms.keySet()
                    .forEach(name -> means.merge(
                            reported(phase(), name), (double) program.scalar(name) / batches.size(), Double::sum));
        }
        return means;
    }

    /** Computes the gradients for one batch and, after the last batch of the turn, the update. */
    private void run(Noise draws, boolean last) {
        if (!last) {
            program.accumulate(draws);
            return;
        }
        program.run(draws);
        clip();
    }

    /** With the phase, and the first sum, product or function of terms that is not finite. */
    private ArithmeticException explained(
            ArithmeticException error, Map<String, float[]> examples, Noise draws, long step) {
        StringBuilder message = new StringBuilder(error.getMessage());
        Throwable hindrance = null;
        try {
            culprit(examples, draws, step)
                    .ifPresent(term -> message.append(", first=").append(term));
        } catch (RuntimeException | OutOfMemoryError e) {
            // What was not finite matters more than what hinders the search for its origin.
            hindrance = e;
        }
        if (!phase().name().isEmpty()) {
            message.append(", phase=").append(phase().name());
        }
        ArithmeticException explained = new ArithmeticException(message.toString());
        explained.initCause(error);
        if (hindrance != null) {
            explained.addSuppressed(hindrance);
        }
        return explained;
    }

    /** Computes the step again, whose update was not done, with all that is made of terms: these are not among its outputs. */
    private Optional<String> culprit(Map<String, float[]> examples, Noise draws, long step) {
        List<ObjectiveGraph.Computed> computed = phase.graph().computed();
        if (computed.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Node> outputs = new LinkedHashMap<>();
        for (int i = 0; i < computed.size(); i++) {
            outputs.put(String.valueOf(i), computed.get(i).value());
        }
        try (Program again = Program.of(outputs, parameters)) {
            examples.forEach(again::offer);
            phase.graph().schedules().forEach((name, schedule) -> again.offer(name, (float) schedule.at(step)));
            running.forEach((mean, value) -> again.offer(mean.placeholder(), value));
            again.run(draws);
            for (int i = 0; i < computed.size(); i++) {
                for (float value : again.get(String.valueOf(i))) {
                    if (!Float.isFinite(value)) {
                        return Optional.of(computed.get(i).term().get());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Moves a tensor towards a statistic of this step. */
    private void follow(String name, ObjectiveGraph.Statistic statistic) {
        float[] values = parameters.get(name);
        float[] now = program.get(STATISTIC + name);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (statistic.keep() * values[i] + (1 - statistic.keep()) * now[i]);
        }
        parameters.set(name, values);
    }

    private void clip() {
        float bound = (float) phase().bound();
        if (bound == Float.POSITIVE_INFINITY) {
            return;
        }
        for (String name : phase.group()) {
            float[] values = parameters.get(name);
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.max(-bound, Math.min(bound, values[i]));
            }
            parameters.set(name, values);
        }
    }

    double gradientNorm() {
        return program.gradientNorm();
    }

    @Override
    public void save(Checkpoint.Builder builder) {
        for (String slot : phase().optimizer().slots()) {
            saved(slot).save(builder, name -> state.get(slot, name));
        }
        if (!phase().name().isEmpty()) {
            builder.put(UPDATES + phase().name(), state.step());
        }
        running.forEach((mean, value) -> builder.put(running(mean), value));
    }

    @Override
    public void check(Checkpoint checkpoint) {
        for (String slot : phase().optimizer().slots()) {
            saved(slot).check(checkpoint);
        }
        checkpoint.getLong(updates());
        running.keySet().forEach(mean -> checkpoint.getDouble(running(mean)));
    }

    @Override
    public void restore(Checkpoint checkpoint) {
        for (String slot : phase().optimizer().slots()) {
            saved(slot).values(checkpoint).forEach((name, values) -> state.set(slot, name, values));
        }
        running.replaceAll((mean, value) -> (float) checkpoint.getDouble(running(mean)));
        state.restore(checkpoint.getLong(updates()));
    }

    private Saved saved(String slot) {
        Map<String, Spec> group = new LinkedHashMap<>();
        phase.group().forEach(name -> group.put(name, parameters.specs().get(name)));
        return new Saved(phase().optimizer().name() + "/" + slot + "/", group);
    }

    /** A text about its number of updates; empty for a single phase, which has one in each step. */
    private String updates() {
        return phase().name().isEmpty() ? "step" : UPDATES + phase().name();
    }

    private String running(RunningMean mean) {
        String own = phase().name().isEmpty() ? "" : phase().name() + "/";
        return RUNNING + own + mean.placeholder();
    }

    @Override
    public void close() {
        program.close();
        state.close();
    }
}
