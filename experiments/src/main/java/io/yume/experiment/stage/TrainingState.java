package io.yume.experiment.stage;

import io.yume.graph.AdamState;
import io.yume.graph.Parameters;
import io.yume.train.Checkpoint;

/** Moves learned tensors and optimiser state into and out of checkpoints. */
final class TrainingState {

    private static final String STEP = "step";
    private static final String FIRST = "adam.first.";
    private static final String SECOND = "adam.second.";

    private TrainingState() {}

    /** Parameters by their names, and Adam's moments and step beside them. */
    static Checkpoint of(AdamState adam) {
        Parameters parameters = adam.parameters();
        Checkpoint.Builder builder = Checkpoint.builder();
        parameters.specs().forEach((name, spec) -> {
            int[] dims = spec.shape().dims();
            builder.tensor(name, parameters.get(name), dims);
            builder.tensor(FIRST + name, adam.moment(name, false), dims);
            builder.tensor(SECOND + name, adam.moment(name, true), dims);
        });
        return builder.put(STEP, adam.step()).build();
    }

    /** Restores the parameters alone. */
    static void restore(Checkpoint checkpoint, Parameters parameters) {
        for (String name : parameters.specs().keySet()) {
            parameters.set(name, checkpoint.floats(name));
        }
    }

    /** Restores parameters, moments and step. */
    static void restore(Checkpoint checkpoint, AdamState adam) {
        restore(checkpoint, adam.parameters());
        for (String name : adam.parameters().specs().keySet()) {
            adam.restore(name, checkpoint.floats(FIRST + name), checkpoint.floats(SECOND + name));
        }
        adam.restore(checkpoint.getLong(STEP));
    }
}
