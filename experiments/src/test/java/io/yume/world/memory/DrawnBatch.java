package io.yume.world.memory;

import io.yume.graph.Seed;
import java.util.List;

/** What a training step of Memory sees, for comparisons with other implementations. Time comes first. */
public final class DrawnBatch {

    private final SequenceBatch batch;

    private DrawnBatch(SequenceBatch batch) {
        this.batch = batch;
    }

    /** The batch of the step of a number. */
    public static DrawnBatch of(
            MemoryConfig config, MemoryTraining training, List<LatentEpisode> episodes, Seed seed, long number) {
        SequenceBatch batch = new SequenceBatch(config, training);
        batch.draw(episodes, seed.split("batch", number).generator());
        return new DrawnBatch(batch);
    }

    /** {@code [steps + 1, rows, latents]}. */
    public float[] means() {
        return batch.means;
    }

    /** {@code [steps + 1, rows, latents]}. */
    public float[] logVariances() {
        return batch.logVariances;
    }

    /** {@code [steps, rows, actions]}. */
    public float[] actions() {
        return batch.actions;
    }

    /** {@code [steps, rows]}. */
    public float[] mask() {
        return batch.mask;
    }

    /** {@code [steps, rows]}. */
    public float[] done() {
        return batch.done;
    }
}
