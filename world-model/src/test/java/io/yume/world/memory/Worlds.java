package io.yume.world.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Episodes to test with. */
final class Worlds {

    /** Small enough that a posterior's draw is its mean. */
    static final float SHARP = -20;

    private Worlds() {}

    /** An episode of random numbers. */
    static LatentEpisode random(long seed, int steps, int latents, int actions, boolean terminated) {
        SplittableRandom random = new SplittableRandom(seed);
        return new LatentEpisode(
                gaussians(random, (steps + 1) * latents, 1, 0),
                gaussians(random, (steps + 1) * latents, 0.5, -1),
                gaussians(random, steps * actions, 1, 0),
                gaussians(random, steps, 1, 0),
                terminated);
    }

    static float[] gaussians(SplittableRandom random, int count, double scale, double shift) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * scale + shift);
        }
        return values;
    }

    /**
     * Independent stationary autoregressions of unit variance, {@code z' = rho z + gain a + noise}, with actions of random
     * sign; a world ends with probability {@code hazard} after each step, or is cut after {@code limit}.
     *
     * @param noise standard deviation of the noise of each step
     */
    static List<LatentEpisode> autoregressions(
            long seed, int episodes, int limit, double[] rho, double gain, double[] noise, double hazard) {
        SplittableRandom random = new SplittableRandom(seed);
        int latents = rho.length;
        List<LatentEpisode> made = new ArrayList<>();
        for (int episode = 0; episode < episodes; episode++) {
            int steps = 1;
            while (steps < limit && random.nextDouble() >= hazard) {
                steps++;
            }
            boolean terminated = steps < limit;
            float[] means = new float[(steps + 1) * latents];
            float[] logVariances = new float[means.length];
            Arrays.fill(logVariances, SHARP);
            float[] actions = new float[steps];
            for (int t = 0; t <= steps; t++) {
                int action = random.nextInt(2) * 2 - 1;
                if (t < steps) {
                    actions[t] = action;
                }
                for (int d = 0; d < latents; d++) {
                    double next = t == 0
                            ? random.nextGaussian()
                            : rho[d] * means[(t - 1) * latents + d]
                                    + gain * actions[t - 1]
                                    + noise[d] * random.nextGaussian();
                    means[t * latents + d] = (float) next;
                }
            }
            made.add(new LatentEpisode(means, logVariances, actions, new float[steps], terminated));
        }
        return made;
    }
}
