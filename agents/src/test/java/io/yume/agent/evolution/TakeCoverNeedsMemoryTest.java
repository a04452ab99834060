package io.yume.agent.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.TimeStep;
import io.yume.env.pixel.TakeCover;
import io.yume.env.pixel.TakeCoverState;
import io.yume.env.pixel.TakeCoverState.Fireball;
import io.yume.graph.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * A linear controller that sees where everything is plays far worse than one that also sees how everything moves; what
 * moves how is not in a frame, so that an agent has to remember.
 */
class TakeCoverNeedsMemoryTest {

    private static final int POPULATION = 24;
    private static final int GENERATIONS = 40;
    private static final int EPISODES = 8;
    private static final int HELD_OUT_EPISODES = 100;

    private final TakeCover game = new TakeCover();

    @Test
    void positionsWithoutVelocitiesReachAtMostSevenTenths() {
        double without = evolve(new Sight(false));
        double with = evolve(new Sight(true));
        double random = random();

        assertThat(without / with).as("%s against %s", without, with).isLessThanOrEqualTo(0.7);
        assertThat(with / random).as("%s against %s", with, random).isGreaterThan(5);
        assertThat(without / random).as("%s against %s", without, random).isGreaterThan(1.6);
    }

    /** Scores the final mean of the search on episodes that it never saw. */
    private double evolve(Sight sight) {
        CmaConfig config = CmaConfig.of(sight.size(), 0.3).withPopulation(POPULATION);
        CmaEs search = CmaEs.start(config, Seed.root(1));
        for (int generation = 0; generation < GENERATIONS; generation++) {
            double[][] candidates = search.ask();
            double[] losses = new double[candidates.length];
            for (int k = 0; k < candidates.length; k++) {
                losses[k] = -score(sight, candidates[k], 10_000 + (long) generation * EPISODES, EPISODES);
            }
            search.tell(losses);
        }
        return score(sight, search.mean(), 1_000_000, HELD_OUT_EPISODES);
    }

    private double score(Sight sight, double[] weights, long firstSeed, int episodes) {
        double sum = 0;
        float[] action = new float[1];
        for (int episode = 0; episode < episodes; episode++) {
            game.reset(firstSeed + episode);
            TimeStep step;
            do {
                double output = sight.dot(game.state(), weights);
                action[0] = output < -1.0 / 3 ? 0 : output > 1.0 / 3 ? 2 : 1;
                step = game.step(action);
                sum += step.reward();
            } while (!step.last());
        }
        return sum / episodes;
    }

    private double random() {
        double sum = 0;
        float[] action = new float[1];
        for (int episode = 0; episode < HELD_OUT_EPISODES; episode++) {
            game.reset(1_000_000L + episode);
            OpenLoopPolicy.Run run = OpenLoopPolicies.random().start(game.actionSpace(), episode);
            TimeStep step;
            do {
                run.next(action);
                step = game.step(action);
                sum += step.reward();
            } while (!step.last());
        }
        return sum / HELD_OUT_EPISODES;
    }

    /**
     * The true state as a fixed number of features: a constant, the player's place, and a map of the fireballs with 11
     * lanes beside each other, relative to the player, and 3 rows of distance. With velocities: also the player's
     * velocity, and a second map in which every fireball stands where it will land relative to where the player will be
     * after braking. A fireball is shared out among the cells around it by linear interpolation.
     */
    private static final class Sight {

        private static final int LANES = 11;
        private static final int ROWS = 3;
        private static final int MAP = LANES * ROWS;
        private static final double LANE_WIDTH = 2.5;
        private static final double BRAKING_STEPS = 4;

        private final boolean velocities;
        private final double[] features;

        Sight(boolean velocities) {
            this.velocities = velocities;
            this.features = new double[2 + MAP + (velocities ? 1 + MAP : 0)];
        }

        int size() {
            return features.length;
        }

        double dot(TakeCoverState state, double[] weights) {
            Arrays.fill(features, 0);
            features[0] = 1;
            features[1] = state.playerX() / TakeCover.ROOM_HALF_WIDTH;
            for (Fireball fireball : state.fireballs()) {
                mark(2, fireball.distance(), fireball.x() - state.playerX());
                if (velocities) {
                    double steps = Math.max(0, fireball.distance() / fireball.approachSpeed());
                    double stop = state.playerX() + state.playerVelocity() * Math.min(steps, BRAKING_STEPS);
                    mark(3 + MAP, fireball.distance(), fireball.x() + fireball.lateralVelocity() * steps - stop);
                }
            }
            if (velocities) {
                features[2 + MAP] = state.playerVelocity();
            }
            double sum = 0;
            for (int i = 0; i < features.length; i++) {
                sum += weights[i] * features[i];
            }
            return sum;
        }

        private void mark(int map, double distance, double side) {
            double row = distance / TakeCover.THROW_DISTANCE * ROWS - 0.5;
            row = Math.max(0, Math.min(ROWS - 1, row));
            double lane = side / LANE_WIDTH + (LANES - 1) / 2.0;
            for (int r = 0; r < ROWS; r++) {
                double inRow = Math.max(0, 1 - Math.abs(row - r));
                for (int l = 0; l < LANES; l++) {
                    features[map + r * LANES + l] += inRow * Math.max(0, 1 - Math.abs(lane - l));
                }
            }
        }
    }
}
