package io.yume.world.memory;

import io.yume.graph.Seed;
import java.util.List;

/** What a training step of Memory sees, for comparisons with other implementations. Time comes first. */
public final class DrawnBatch {

    private final SequenceBatch batch;
    private final MemoryTraining training;

    private DrawnBatch(SequenceBatch batch, MemoryTraining training) {
        this.batch = batch;
        this.training = training;
    }

    /** The batch of the step of a number. */
    public static DrawnBatch of(
            MemoryConfig config, MemoryTraining training, List<LatentEpisode> episodes, Seed seed, long number) {
        SequenceBatch batch = new SequenceBatch(config, training);
        batch.draw(episodes, seed.split("batch", number).generator());
        return new DrawnBatch(batch, training);
    }

    /** {@code [steps + 1, rows, latents]}. */
    public float[] means() {
        return timeFirst(batch.means, training.sequence() + 1);
    }

    /** {@code [steps + 1, rows, latents]}. */
    public float[] logVariances() {
        return timeFirst(batch.logVariances, training.sequence() + 1);
    }

    /** {@code [steps, rows, actions]}. */
    public float[] actions() {
        return timeFirst(batch.actions, training.sequence());
    }

    /** {@code [steps, rows]}. */
    public float[] mask() {
        return timeFirst(batch.mask, training.sequence());
    }

    /** {@code [steps, rows]}. */
    public float[] done() {
        return timeFirst(batch.done, training.sequence());
    }

    /** From one sequence after the other. */
    private float[] timeFirst(float[] sequences, int steps) {
        int rows = training.batch();
        int width = sequences.length / rows / steps;
        float[] moved = new float[sequences.length];
        for (int row = 0; row < rows; row++) {
            for (int t = 0; t < steps; t++) {
                System.arraycopy(sequences, (row * steps + t) * width, moved, (t * rows + row) * width, width);
            }
        }
        return moved;
    }
}
