package io.yume.train;

import io.yume.graph.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A training as its checkpoints have it: what it is of, which must be the same again, and all that goes on from there. */
final class SavedTraining {

    /** What the names of learned tensors begin with in checkpoints. */
    static final String PARAMETER = "parameter/";
    /** A key that is absent in old checkpoints. */
    static final String TURNS = "turns";

    private static final String OBJECTIVE = "objective";
    private static final String SEED = "seed";
    private static final String OPTIMIZER = "optimizer";
    private static final String BATCH = "batch";
    private static final String STEP = "step";
    private static final String ACCUMULATED = "accumulated";
    private static final String AVERAGING = "averaging";
    private static final String STOPPING = "stopping";
    private static final String NONE = "none";

    private final TrainerPlan plan;
    private final Parameters parameters;
    private final Saved learned;
    private final List<Kept> kept;

    /** @param kept what else there is beside the parameters */
    SavedTraining(TrainerPlan plan, Parameters parameters, List<Kept> kept) {
        this.plan = plan;
        this.parameters = parameters;
        this.learned = new Saved(PARAMETER, parameters.specs());
        this.kept = List.copyOf(kept);
    }

    /** The checkpoint after a step. */
    Checkpoint after(long step) {
        Checkpoint.Builder builder = Checkpoint.builder()
                .put(OBJECTIVE, plan.objectives())
                .put(TURNS, plan.turns())
                .put(SEED, plan.seed().value())
                .put(OPTIMIZER, plan.optimizers())
                .put(BATCH, plan.batch())
                .put(STEP, step);
        options().forEach(builder::put);
        learned.save(builder, parameters::get);
        kept.forEach(part -> part.save(builder));
        return builder.build();
    }

    /** @throws IllegalArgumentException if it is of another training, or has not what this one keeps */
    void check(Checkpoint checkpoint) {
        Saved.requireSame(OBJECTIVE, plan.objectives(), checkpoint.getString(OBJECTIVE));
        Saved.requireSame(TURNS, plan.turns(), checkpoint.metadata().getOrDefault(TURNS, plan.turns()));
        Saved.requireSame(OPTIMIZER, plan.optimizers(), checkpoint.getString(OPTIMIZER));
        Saved.requireSame(SEED, String.valueOf(plan.seed().value()), checkpoint.getString(SEED));
        for (String option : List.of(ACCUMULATED, AVERAGING, STOPPING)) {
            String other = checkpoint.metadata().getOrDefault(option, NONE);
            Saved.requireSame(option, options().getOrDefault(option, NONE), other);
        }
        // The place in the data is counted in batches; checkpoints did not always say of how many examples.
        String batch = String.valueOf(plan.batch());
        Saved.requireSame(BATCH, batch, checkpoint.metadata().getOrDefault(BATCH, batch));
        learned.check(checkpoint);
        learned.requireNoOther(checkpoint);
        kept.forEach(part -> part.check(checkpoint));
    }

    /**
     * Takes everything back from a checkpoint that was {@linkplain #check checked}.
     *
     * @return the step after which it is
     */
    long restore(Checkpoint checkpoint) {
        learned.values(checkpoint).forEach(parameters::set);
        kept.forEach(part -> part.restore(checkpoint));
        return checkpoint.getLong(STEP);
    }

    /** What a training need not do, and this one does. */
    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        if (plan.accumulated() > 1) {
            options.put(ACCUMULATED, String.valueOf(plan.accumulated()));
        }
        if (plan.decay() > 0) {
            options.put(AVERAGING, String.valueOf(plan.decay()));
        }
        if (plan.stopping() != null) {
            options.put(STOPPING, plan.stopping().toString());
        }
        return options;
    }
}
