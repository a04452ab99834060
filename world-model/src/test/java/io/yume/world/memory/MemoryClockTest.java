package io.yume.world.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A Memory that is told how late it is, in evaluations: against plain loops. */
final class MemoryClockTest {

    private static LatentEpisode walk(SplittableRandom random, int steps) {
        float[] codes = new float[steps + 1];
        float[] actions = new float[steps];
        for (int t = 0; t <= steps; t++) {
            codes[t] = (float) (2 * random.nextDouble() - 1);
            if (t < steps) {
                actions[t] = random.nextInt(2);
            }
        }
        float[] logVariances = new float[steps + 1];
        Arrays.fill(logVariances, -40);
        return new LatentEpisode(codes, logVariances, actions, new float[steps], false);
    }

    /** Hardly any spread, so that a sampled future is the mean one. */
    private static Memory sharp() {
        Memory memory = new Memory(new MemoryConfig(1, 1, 4, 1, false, false, true), Seed.root(3));
        PlainMemory.randomBiases(memory, new SplittableRandom(4));
        memory.parameters().set("mixture.logSigma.bias", new float[] {-1e6f});
        return memory;
    }

    @Test
    void evaluationsTellTheTimeOfEachStep() {
        SplittableRandom random = new SplittableRandom(1);
        List<LatentEpisode> episodes = List.of(walk(random, 9), walk(random, 170), walk(random, 40));
        try (Memory memory = sharp();
                MemoryEvaluation evaluation = new MemoryEvaluation(
                        memory, new MemoryEvaluationConfig(2, 3, 1, 150, List.of(1, 2), 1000, 1))) {
            MemoryReport report = evaluation.evaluate(episodes, episodes, Seed.root(5));
            double nll = 0;
            List<Double> once = new ArrayList<>();
            List<Double> twice = new ArrayList<>();
            for (LatentEpisode episode : episodes) {
                PlainMemory plain = new PlainMemory(memory, new double[4], new double[4]);
                for (int t = 0; t < episode.steps(); t++) {
                    PlainMemory ahead = new PlainMemory(memory, plain.h(), plain.c(), t);
                    plain.step(new double[] {episode.means()[t], episode.actions()[t]});
                    nll += plain.nll(new double[] {episode.means()[t + 1]})[0];
                    if (t < 150) {
                        continue;
                    }
                    once.add(plain.means()[0] - episode.means()[t + 1]);
                    if (t + 2 <= episode.steps()) {
                        ahead.step(new double[] {episode.means()[t], episode.actions()[t]});
                        ahead.step(new double[] {ahead.means()[0], episode.actions()[t + 1]});
                        twice.add(ahead.means()[0] - episode.means()[t + 2]);
                    }
                }
            }
            assertThat(report.nll()).isCloseTo(nll / (9 + 170 + 40), within(1e-3 * nll / 219));
            double deviation = Math.sqrt(CodeStatistics.of(episodes).variance(0));
            assertThat(report.openLoop().get(0).memory()).isCloseTo(rms(once) / deviation, within(5e-3));
            assertThat(report.openLoop().get(1).memory()).isCloseTo(rms(twice) / deviation, within(5e-3));
        }
    }

    private static double rms(List<Double> errors) {
        return Math.sqrt(
                errors.stream().mapToDouble(error -> error * error).average().orElseThrow());
    }
}
