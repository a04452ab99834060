package io.yume.world.memory;

import io.yume.graph.Seed;
import java.util.Arrays;
import java.util.List;

/**
 * Where each row of a batch stands: it goes through an episode sequence by sequence and then takes the next one, with a state of
 * zeros. Episodes are handed out in an order that is shuffled anew each time through, so that every transition is seen as
 * often as every other.
 */
final class SequenceStreams {

    private final MemoryTraining training;
    private final int hidden;
    private final Seed seed;
    private final int[] episodes;
    private final int[] steps;
    private final float[] h;
    private final float[] c;
    private long taken;
    private long round = -1;
    private int[] order = {};

    /** Before the first sequence. */
    SequenceStreams(MemoryConfig config, MemoryTraining training, Seed seed) {
        this.training = training;
        this.seed = seed;
        hidden = config.hidden();
        episodes = new int[training.batch()];
        steps = new int[training.batch()];
        h = new float[training.batch() * hidden];
        c = new float[training.batch() * hidden];
        Arrays.fill(episodes, -1);
    }

    /** What the cells showed after the sequences before, {@code [batch, hidden]}. */
    float[] h() {
        return h;
    }

    /** What the cells kept, {@code [batch, hidden]}. */
    float[] c() {
        return c;
    }

    /** Fills a batch with the next sequence of each row; a row whose episode is over begins one. */
    void fill(SequenceBatch batch, List<LatentEpisode> all) {
        for (int row = 0; row < episodes.length; row++) {
            if (episodes[row] < 0
                    || episodes[row] >= all.size()
                    || steps[row] >= all.get(episodes[row]).steps()) {
                episodes[row] = take(all.size());
                steps[row] = 0;
                Arrays.fill(h, row * hidden, (row + 1) * hidden, 0);
                Arrays.fill(c, row * hidden, (row + 1) * hidden, 0);
            }
            batch.fill(row, all.get(episodes[row]), steps[row]);
        }
    }

    /** All rows move on by a sequence, once {@link #h} and {@link #c} are those after it. */
    void advance() {
        for (int row = 0; row < steps.length; row++) {
            steps[row] += training.sequence();
        }
    }

    private int take(int count) {
        long now = taken / count;
        if (order.length != count || round != now) {
            order = seed.split("order", now).shuffled(count);
            round = now;
        }
        return order[(int) (taken++ % count)];
    }

    /** All of it, to go on from later. */
    MemoryProgress progress() {
        return new MemoryProgress(taken, episodes.clone(), steps.clone(), h.clone(), c.clone());
    }

    /**
     * Goes on from there.
     *
     * @throws IllegalArgumentException if it is of other sizes
     */
    void restore(MemoryProgress progress) {
        if (progress.episodes().length != episodes.length || progress.h().length != h.length) {
            throw new IllegalArgumentException("progress must be of the sizes of the training: expected batch="
                    + episodes.length + ", hidden=" + hidden + ", actual batch=" + progress.episodes().length
                    + ", h=" + progress.h().length);
        }
        taken = progress.taken();
        System.arraycopy(progress.episodes(), 0, episodes, 0, episodes.length);
        System.arraycopy(progress.steps(), 0, steps, 0, steps.length);
        System.arraycopy(progress.h(), 0, h, 0, h.length);
        System.arraycopy(progress.c(), 0, c, 0, c.length);
    }
}
