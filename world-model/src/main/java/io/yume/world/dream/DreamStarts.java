package io.yume.world.dream;

import io.yume.graph.Seed;
import io.yume.world.memory.LatentEpisode;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The codes of recorded first frames, where dreams start, and how noisy codes are. Memory learns from draws of Vision's posterior and dreams
 * such draws, but in reality a controller sees posterior means: where a latent says nothing about the frame that is 0, and in the dream it
 * would be noise of variance 1.
 *
 * @param means {@code [count, latents]}
 * @param logVariances {@code [count, latents]}
 * @param noise variance of Vision's posterior {@code [latents]}, which controllers do not see in the dream either; all 0: they see draws
 * @param latents size of a code
 */
public record DreamStarts(float[] means, float[] logVariances, float[] noise, int latents) {

    /** @throws IllegalArgumentException if there is no start, or the lengths do not fit */
    public DreamStarts {
        if (noise.length != latents) {
            throw new IllegalArgumentException(
                    "noise must have a variance for each latent: noise=" + noise.length + ", latents=" + latents);
        }
        if (means.length == 0 || means.length % latents != 0 || means.length != logVariances.length) {
            throw new IllegalArgumentException("starts must be whole codes, at least one: means=" + means.length
                    + ", logVariances=" + logVariances.length + ", latents=" + latents);
        }
    }

    /** Starts of dreams that show draws. */
    public DreamStarts(float[] means, float[] logVariances, int latents) {
        this(means, logVariances, new float[latents], latents);
    }

    /** The first codes of some episodes, and the mean variance of the posterior over all their frames. */
    public static DreamStarts of(List<LatentEpisode> episodes) {
        DreamStarts draws = showingDraws(episodes);
        return new DreamStarts(draws.means, draws.logVariances, noise(episodes, draws.latents), draws.latents);
    }

    /** The first codes of some episodes, for dreams that show draws. */
    public static DreamStarts showingDraws(List<LatentEpisode> episodes) {
        int latents = episodes.isEmpty() ? 1 : episodes.get(0).latents();
        float[] means = new float[episodes.size() * latents];
        float[] logVariances = new float[means.length];
        for (int i = 0; i < episodes.size(); i++) {
            System.arraycopy(episodes.get(i).means(), 0, means, i * latents, latents);
            System.arraycopy(episodes.get(i).logVariances(), 0, logVariances, i * latents, latents);
        }
        return new DreamStarts(means, logVariances, latents);
    }

    private static float[] noise(List<LatentEpisode> episodes, int latents) {
        double[] sums = new double[latents];
        long frames = 0;
        for (LatentEpisode episode : episodes) {
            float[] values = episode.logVariances();
            for (int i = 0; i < values.length; i++) {
                sums[i % latents] += StrictMath.exp(values[i]);
            }
            frames += values.length / latents;
        }
        float[] noise = new float[latents];
        for (int i = 0; i < latents; i++) {
            noise[i] = (float) (sums[i] / Math.max(1, frames));
        }
        return noise;
    }

    /** Whether controllers see draws. */
    boolean showDraws() {
        for (float variance : noise) {
            if (variance != 0) {
                return false;
            }
        }
        return true;
    }

    /** Draws a first code for a row; its stream alone decides. */
    void draw(long stream, float[] into, int offset) {
        SplittableRandom random = generator(stream);
        int at = pick(random);
        for (int i = 0; i < latents; i++) {
            double sigma = StrictMath.exp(0.5 * logVariances[at + i]);
            into[offset + i] = (float) (means[at + i] + sigma * random.nextGaussian());
        }
    }

    /** The code that a row's draw is of, without noise. */
    void mean(long stream, float[] into, int offset) {
        System.arraycopy(means, pick(generator(stream)), into, offset, latents);
    }

    private static SplittableRandom generator(long stream) {
        return new Seed(stream).split("start").generator();
    }

    private int pick(SplittableRandom random) {
        return random.nextInt(means.length / latents) * latents;
    }
}
