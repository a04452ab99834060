package io.yume.env.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.TimeStep;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What makes the game worth playing, over 1,000 episodes: luck and habit do not win it, looking ahead does. */
class TakeCoverFactsTest {

    private static final int EPISODES = 1000;
    private static final int CHOICE_EPISODES = 300;
    private static final long CHOICE_SEEDS = 0;
    private static final long HELD_OUT_SEEDS = 1_000_000;

    private final TakeCover game = new TakeCover();

    @Test
    void randomPlayLasts150To300StepsAndStandingStillIsNoBetter() {
        double random = mean(OpenLoopPolicies.random(), HELD_OUT_SEEDS, EPISODES);
        double still = mean(new OpenLoopPolicy.Constant(0.5), HELD_OUT_SEEDS, EPISODES);

        assertThat(random).isBetween(150.0, 300.0);
        assertThat(still).isLessThanOrEqualTo(random);
    }

    @Test
    void noPolicyWithoutEyesBeatsRandomPlayByMuch() {
        OpenLoopPolicy best = null;
        double bestMean = 0;
        for (OpenLoopPolicy policy : OpenLoopPolicies.candidates(game.actionSpace())) {
            double mean = mean(policy, CHOICE_SEEDS, CHOICE_EPISODES);
            if (mean > bestMean) {
                bestMean = mean;
                best = policy;
            }
        }

        double random = mean(OpenLoopPolicies.random(), HELD_OUT_SEEDS, EPISODES);
        double held = mean(best, HELD_OUT_SEEDS, EPISODES);
        assertThat(held / random)
                .as("%s: %s against %s", best.name(), held, random)
                .isBetween(0.9, 1.6);
    }

    @Test
    void scriptedDodgerThatSeesTheStateNearlyAlwaysReachesTheEnd() {
        double sum = 0;
        for (int episode = 0; episode < EPISODES; episode++) {
            game.reset(HELD_OUT_SEEDS + episode);
            sum += play(() -> ScriptedDodger.choose(game.state()));
        }
        assertThat(sum / EPISODES).isGreaterThan(1500);
    }

    private double mean(OpenLoopPolicy policy, long firstSeed, int episodes) {
        float[] action = new float[1];
        double sum = 0;
        for (int episode = 0; episode < episodes; episode++) {
            game.reset(firstSeed + episode);
            OpenLoopPolicy.Run run = policy.start(game.actionSpace(), firstSeed + episode);
            sum += play(() -> {
                run.next(action);
                return (int) action[0];
            });
        }
        return sum / episodes;
    }

    private double play(Supplier<Integer> policy) {
        float[] action = new float[1];
        double sum = 0;
        TimeStep step;
        do {
            action[0] = policy.get();
            step = game.step(action);
            sum += step.reward();
        } while (!step.last());
        return sum;
    }
}
