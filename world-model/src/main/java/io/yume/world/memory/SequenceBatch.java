package io.yume.world.memory;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A batch of sequences cut from episodes, one after the other; what lies outside an episode is masked. Every transition of every
 * episode is equally likely to be scored, the last one included, so that ends are neither over- nor under-represented.
 */
final class SequenceBatch {

    final float[] means;
    final float[] logVariances;
    final float[] actions;
    final float[] mask;
    final float[] done;
    final float[] rewards;
    final float[] clock;
    private final MemoryConfig config;
    private final MemoryTraining training;

    SequenceBatch(MemoryConfig config, MemoryTraining training) {
        this.config = config;
        this.training = training;
        int codes = (training.sequence() + 1) * training.batch() * config.latents();
        int steps = training.sequence() * training.batch();
        means = new float[codes];
        logVariances = new float[codes];
        actions = new float[steps * config.actions()];
        mask = new float[steps];
        done = new float[steps];
        rewards = new float[steps];
        clock = new float[steps];
    }

    /** Total number of first positions over all episodes: what {@link #draw} chooses from. */
    long positions(List<LatentEpisode> episodes) {
        return episodes.stream().mapToLong(this::positions).sum();
    }

    private int positions(LatentEpisode episode) {
        return episode.steps() + training.sequence() - training.burnIn() - 1;
    }

    /** Fills the batch with sequences drawn by {@code random}. */
    void draw(List<LatentEpisode> episodes, SplittableRandom random) {
        long total = positions(episodes);
        for (int row = 0; row < training.batch(); row++) {
            long at = random.nextLong(total);
            int index = 0;
            while (at >= positions(episodes.get(index))) {
                at -= positions(episodes.get(index++));
            }
            // The first scored transition is start + burnIn; it runs from before the episode to its last transition.
            int start = (int) at - (training.sequence() - 1);
            fill(row, episodes.get(index), start);
        }
    }

    /** Puts the transitions {@code start .. start+sequence-1} of an episode into a row. */
    void fill(int row, LatentEpisode episode, int start) {
        episode.requireFits(config);
        int latents = config.latents();
        int begin = Math.max(0, start);
        for (int t = 0; t <= training.sequence(); t++) {
            int at = begin + t;
            int code = (row * (training.sequence() + 1) + t) * latents;
            if (at <= episode.steps()) {
                System.arraycopy(episode.means(), at * latents, means, code, latents);
                System.arraycopy(episode.logVariances(), at * latents, logVariances, code, latents);
            } else {
                Arrays.fill(means, code, code + latents, 0);
                Arrays.fill(logVariances, code, code + latents, 0);
            }
            if (t == training.sequence()) {
                break;
            }
            int step = row * training.sequence() + t;
            boolean inside = at < episode.steps() && at < start + training.sequence();
            mask[step] = inside && at >= start + training.burnIn() ? 1 : 0;
            done[step] = inside && episode.terminated() && at == episode.steps() - 1 ? 1 : 0;
            rewards[step] = inside ? episode.rewards()[at] : 0;
            clock[step] = MemoryConfig.clock(at);
            int width = config.actions();
            if (inside) {
                System.arraycopy(episode.actions(), at * width, actions, step * width, width);
            } else {
                Arrays.fill(actions, step * width, (step + 1) * width, 0);
            }
        }
    }
}
