package io.yume.experiment.stage;

import io.yume.graph.OptimizerState;
import io.yume.graph.Parameters;
import io.yume.train.Checkpoint;

/** Moves learned tensors and optimizer state into and out of checkpoints. */
final class TrainingState {

    private static final String STEP = "step";

    private TrainingState() {}

    /** Parameters by their names, and beside them the optimizer's slots and step. */
    static Checkpoint of(OptimizerState state) {
        return builder(state).build();
    }

    /** The same, to be added to. */
    static Checkpoint.Builder builder(OptimizerState state) {
        Parameters parameters = state.parameters();
        Checkpoint.Builder builder = Checkpoint.builder();
        parameters.specs().forEach((name, spec) -> {
            int[] dims = spec.shape().dims();
            builder.tensor(name, parameters.get(name), dims);
            for (String slot : state.optimizer().slots()) {
                builder.tensor(tensor(state, slot, name), state.get(slot, name), dims);
            }
        });
        return builder.put(STEP, state.step());
    }

    /** Restores the parameters alone. */
    static void restore(Checkpoint checkpoint, Parameters parameters) {
        for (String name : parameters.specs().keySet()) {
            parameters.set(name, checkpoint.floats(name));
        }
    }

    /** Restores parameters, slots and step. */
    static void restore(Checkpoint checkpoint, OptimizerState state) {
        restore(checkpoint, state.parameters());
        for (String name : state.parameters().specs().keySet()) {
            for (String slot : state.optimizer().slots()) {
                state.set(slot, name, checkpoint.floats(tensor(state, slot, name)));
            }
        }
        state.restore(checkpoint.getLong(STEP));
    }

    /** Such as "adam.first.encoder.bias". */
    private static String tensor(OptimizerState state, String slot, String parameter) {
        return state.optimizer().name() + "." + slot + "." + parameter;
    }
}
