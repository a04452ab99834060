package io.yume.agent.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.agent.rollout.JobRunner;
import io.yume.agent.rollout.PoolConfig;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.TimeStep;
import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A linear policy without bias on CartPole-v1; rollout seeds are shared by the candidates of a generation. */
class CartPoleEvolutionTest {

    private static final int POPULATION = 16;
    private static final int ROLLOUTS = 4;

    @Test
    void meanBalancesForeverAfterTenGenerationsForNearlyEverySeed() throws InterruptedException {
        int solved = 0;
        try (WorkerPool<Episode, Double> pool = pool(2)) {
            for (int seed = 1; seed <= 20; seed++) {
                float[] mean =
                        LinearPolicy.toFloats(evolve(pool, Seed.root(seed), 10).mean());
                List<Episode> fresh = new ArrayList<>();
                for (int episode = 0; episode < 100; episode++) {
                    fresh.add(new Episode(
                            mean, Seed.root(seed).split("held-out", episode).environmentSeed()));
                }
                double[] sum = new double[1];
                pool.run(fresh, (id, episode, score) -> sum[0] += score);
                solved += sum[0] == 100 * 500 ? 1 : 0;
            }
        }
        assertThat(solved).isGreaterThanOrEqualTo(19);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void numberOfWorkersDoesNotChangeABit(int workers) throws InterruptedException {
        try (WorkerPool<Episode, Double> one = pool(1);
                WorkerPool<Episode, Double> several = pool(workers)) {
            assertThat(evolve(several, Seed.root(3), 4).state())
                    .isEqualTo(evolve(one, Seed.root(3), 4).state());
        }
    }

    private record Episode(float[] parameters, long seed) {}

    /** Plays whole episodes in an environment of its own. */
    private static final class Player implements JobRunner<Episode, Double> {

        private final Environment environment = Environments.make("CartPole-v1");
        private final LinearPolicy policy = policy();

        @Override
        public Double run(Episode episode) {
            float[] observation = new float[4];
            float[] action = new float[1];
            environment.reset(episode.seed());
            double score = 0;
            TimeStep step;
            do {
                environment.observe(observation);
                policy.action(episode.parameters(), observation, action);
                step = environment.step(action);
                score += step.reward();
            } while (!step.last());
            return score;
        }

        @Override
        public void close() {
            environment.close();
        }
    }

    private static LinearPolicy policy() {
        try (Environment environment = Environments.make("CartPole-v1")) {
            return new LinearPolicy(4, environment.actionSpace(), false, false);
        }
    }

    private static WorkerPool<Episode, Double> pool(int workers) {
        return WorkerPool.start("cart-pole-" + workers, workers, Player::new, PoolConfig.forWorkers(workers));
    }

    private static CmaEs evolve(WorkerPool<Episode, Double> pool, Seed seed, int generations)
            throws InterruptedException {
        CmaConfig config = CmaConfig.of(policy().parameterCount(), 0.5).withPopulation(POPULATION);
        CmaEs search = CmaEs.start(config, seed.split("search"));
        for (int generation = 0; generation < generations; generation++) {
            List<Episode> episodes = new ArrayList<>();
            for (double[] candidate : search.ask()) {
                float[] parameters = LinearPolicy.toFloats(candidate);
                for (int rollout = 0; rollout < ROLLOUTS; rollout++) {
                    episodes.add(new Episode(
                            parameters,
                            seed.split("generation", generation)
                                    .split("rollout", rollout)
                                    .environmentSeed()));
                }
            }
            double[] losses = new double[POPULATION];
            pool.run(episodes, (id, episode, score) -> losses[(int) id / ROLLOUTS] -= score / ROLLOUTS);
            search.tell(losses);
        }
        return search;
    }
}
