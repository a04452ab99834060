package io.yume.world.dream;

import io.yume.graph.Seed;
import io.yume.world.memory.LatentEpisode;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The codes of recorded first frames, where dreams start.
 *
 * @param means {@code [count, latents]}
 * @param logVariances {@code [count, latents]}
 * @param latents size of a code
 */
public record DreamStarts(float[] means, float[] logVariances, int latents) {

    /** @throws IllegalArgumentException if there is no start, or the lengths do not fit */
    public DreamStarts {
        if (means.length == 0 || means.length % latents != 0 || means.length != logVariances.length) {
            throw new IllegalArgumentException("starts must be whole codes, at least one: means=" + means.length
                    + ", logVariances=" + logVariances.length + ", latents=" + latents);
        }
    }

    /** The first codes of some episodes. */
    public static DreamStarts of(List<LatentEpisode> episodes) {
        int latents = episodes.isEmpty() ? 1 : episodes.get(0).latents();
        float[] means = new float[episodes.size() * latents];
        float[] logVariances = new float[means.length];
        for (int i = 0; i < episodes.size(); i++) {
            System.arraycopy(episodes.get(i).means(), 0, means, i * latents, latents);
            System.arraycopy(episodes.get(i).logVariances(), 0, logVariances, i * latents, latents);
        }
        return new DreamStarts(means, logVariances, latents);
    }

    /** Draws a first code for a row; its stream alone decides. */
    void draw(long stream, float[] into, int offset) {
        SplittableRandom random = new Seed(stream).split("start").generator();
        int at = random.nextInt(means.length / latents) * latents;
        for (int i = 0; i < latents; i++) {
            double sigma = StrictMath.exp(0.5 * logVariances[at + i]);
            into[offset + i] = (float) (means[at + i] + sigma * random.nextGaussian());
        }
    }
}
