package io.yume.train;

import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Tensors of a training as they are saved in checkpoints.
 *
 * @param prefix of their names there
 * @param specs by name
 */
record Saved(String prefix, Map<String, Spec> specs) {

    void save(Checkpoint.Builder builder, Function<String, float[]> values) {
        specs.forEach((name, spec) ->
                builder.tensor(prefix + name, new FloatTensor(spec.shape().dims(), values.apply(name))));
    }

    /** @throws IllegalArgumentException if one is missing or of another shape */
    void check(Checkpoint checkpoint) {
        specs.forEach((name, spec) -> {
            if (!isOlder(name, checkpoint)) {
                int size = checkpoint.floats(prefix + name).length;
                int[] shape = checkpoint.tensor(prefix + name).shape();
                // Single numbers without axes were once saved with one axis.
                Shape saved = spec.shape().rank() == 0 && size == 1 ? Shape.SCALAR : Shape.of(shape);
                requireSame(prefix + name, spec.shape(), saved);
            }
        });
    }

    /** @throws IllegalArgumentException if a checkpoint has further tensors with the prefix */
    void requireNoOther(Checkpoint checkpoint) {
        for (String name : checkpoint.tensors().keySet()) {
            if (name.startsWith(prefix) && !specs.containsKey(name.substring(prefix.length()))) {
                requireSame(name, "none", checkpoint.tensor(name));
            }
        }
    }

    /** Their values in a checkpoint; only constant tensors may be missing. */
    Map<String, float[]> values(Checkpoint checkpoint) {
        Map<String, float[]> values = new LinkedHashMap<>();
        specs.keySet().forEach(name -> {
            if (!isOlder(name, checkpoint)) {
                values.put(name, checkpoint.floats(prefix + name));
            }
        });
        return values;
    }

    /** Whether an old checkpoint lacks this constant tensor, so that the training's own is used. */
    private boolean isOlder(String name, Checkpoint checkpoint) {
        return specs.get(name).isFixed()
                && !checkpoint.metadata().containsKey(SavedTraining.TURNS)
                && !checkpoint.tensors().containsKey(prefix + name);
    }

    /** @throws IllegalArgumentException if a checkpoint has another value, naming it */
    static void requireSame(String what, Object own, Object other) {
        if (!own.equals(other)) {
            throw new IllegalArgumentException(
                    "a checkpoint must be of the same training: " + what + ": expected=" + own + ", actual=" + other);
        }
    }
}
