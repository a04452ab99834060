package io.yume.world.dream;

import io.yume.world.memory.LatentEpisode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A known world of independent coordinates under random actions: an autoregression that the action pushes, a chain of two
 * states that the action makes restless, and an alternating autoregression. The chain's state decides how dangerous a step
 * is.
 */
final class MarkovWorld {

    static final int LIMIT = 40;
    static final int ACTIONS = 2;

    private static final double EMISSION = 0.2;
    private static final double[] FLIP = {0.1, 0.35};
    private static final double SAFE = 0.02;
    private static final double DANGEROUS = 0.12;

    private MarkovWorld() {}

    static List<LatentEpisode> episodes(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LatentEpisode> episodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            episodes.add(episode(random));
        }
        return episodes;
    }

    private static LatentEpisode episode(SplittableRandom random) {
        float[] means = new float[(LIMIT + 1) * 3];
        float[] actions = new float[LIMIT * ACTIONS];
        double pushed = random.nextGaussian();
        int state = random.nextInt(2) * 2 - 1;
        double alternating = random.nextGaussian();
        int steps = 0;
        boolean ended = false;
        while (true) {
            means[3 * steps] = (float) pushed;
            means[3 * steps + 1] = (float) (state + EMISSION * random.nextGaussian());
            means[3 * steps + 2] = (float) alternating;
            if (ended || steps == LIMIT) {
                break;
            }
            int action = random.nextInt(2);
            actions[ACTIONS * steps + action] = 1;
            ended = random.nextDouble() < (state > 0 ? SAFE : DANGEROUS);
            pushed = 0.8 * pushed + 0.3 * (2 * action - 1) + 0.4 * random.nextGaussian();
            state = random.nextDouble() < FLIP[action] ? -state : state;
            alternating = 0.3 - 0.6 * alternating + 0.6 * random.nextGaussian();
            steps++;
        }
        float[] logVariances = new float[(steps + 1) * 3];
        Arrays.fill(logVariances, -16);
        return new LatentEpisode(
                Arrays.copyOf(means, (steps + 1) * 3),
                logVariances,
                Arrays.copyOf(actions, steps * ACTIONS),
                new float[steps],
                ended);
    }
}
