package io.yume.world.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Adam;
import io.yume.graph.Seed;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Training and evaluation on autoregressions of unit variance whose likelihood, baselines, hazard and predictions are
 * known in closed form.
 */
final class MemoryTrainerTest {

    private static final double[] RHO = {0.9, 0.4};
    private static final double GAIN = 0.3;
    private static final double[] NOISE = {
        Math.sqrt(1 - 0.9 * 0.9 - GAIN * GAIN), Math.sqrt(1 - 0.4 * 0.4 - GAIN * GAIN)
    };
    private static final double HAZARD = 0.04;
    private static final double WEIGHT = 5;
    private static final MemoryConfig CONFIG = new MemoryConfig(2, 1, 16, 2, false, false);
    private static final MemoryTraining TRAINING = new MemoryTraining(32, 12, 0, WEIGHT);
    private static final MemoryTraining CARRIED = new MemoryTraining(32, 12, 0, true, WEIGHT);
    private static final List<LatentEpisode> EPISODES = Worlds.autoregressions(1, 400, 60, RHO, GAIN, NOISE, HAZARD);
    private static final List<LatentEpisode> HELD_OUT = Worlds.autoregressions(2, 300, 60, RHO, GAIN, NOISE, HAZARD);

    private static Memory trained;
    private static double firstNll;
    private static MemoryReport report;

    @BeforeAll
    static void train() {
        trained = new Memory(CONFIG, Seed.root(1));
        try (MemoryTrainer trainer = new MemoryTrainer(
                trained, TRAINING, Adam.of(1e-2).decaying(0.993, 2e-4).clipped(1), Seed.root(2))) {
            firstNll = trainer.step(EPISODES).nll();
            for (int step = 0; step < 600; step++) {
                trainer.step(EPISODES);
            }
        }
        report = evaluate(16, 300);
    }

    @AfterAll
    static void close() {
        trained.close();
    }

    private static MemoryReport evaluate(int rows, int episodes) {
        MemoryEvaluationConfig config =
                new MemoryEvaluationConfig(rows, episodes, WEIGHT, 2, List.of(1, 2, 4, 8), 300, 32);
        try (MemoryEvaluation evaluation = new MemoryEvaluation(trained, config)) {
            return evaluation.evaluate(EPISODES, HELD_OUT, Seed.root(3));
        }
    }

    private static double entropy(double variance) {
        return 0.5 * Math.log(2 * Math.PI * Math.E * variance);
    }

    @Test
    void trainingReachesTheEntropyOfTheWorld() {
        double entropy = (entropy(NOISE[0] * NOISE[0]) + entropy(NOISE[1] * NOISE[1])) / 2;
        assertThat(firstNll).isGreaterThan(entropy + 0.3);
        assertThat(report.nll()).isBetween(entropy - 0.02, entropy + 0.04);
    }

    @Test
    void baselinesAndFloorAreThoseOfTheWorld() {
        assertThat(report.floor()).isCloseTo(entropy(Math.exp(Worlds.SHARP)), within(1e-6));
        assertThat(report.staticGaussian()).isCloseTo(entropy(1), within(0.02));
        // E (z' - z)^2 = 2 (1 - rho) for unit variance.
        double persistence = (entropy(2 * (1 - RHO[0])) + entropy(2 * (1 - RHO[1]))) / 2;
        assertThat(report.persistence()).isCloseTo(persistence, within(0.02));
    }

    @Test
    void endsAreCalibratedAlthoughTheyWereWeighted() {
        long transitions = HELD_OUT.stream().mapToLong(LatentEpisode::steps).sum();
        long ends = HELD_OUT.stream().filter(LatentEpisode::terminated).count();
        assertThat(report.episodes()).isEqualTo(300);
        assertThat(report.transitions()).isEqualTo(transitions);
        assertThat(report.observedEnds()).isEqualTo(ends);
        assertThat(report.expectedEnds()).isCloseTo((double) ends, within(0.2 * ends));
        double entropy = -HAZARD * Math.log(HAZARD) - (1 - HAZARD) * Math.log(1 - HAZARD);
        assertThat(report.doneLoss()).isCloseTo(entropy, within(0.015));
        assertThat(report.doneBaseline()).isCloseTo(entropy, within(0.015));
        long count = 0;
        double predicted = 0;
        double observed = 0;
        for (MemoryReport.CalibrationBin bin : report.doneCalibration()) {
            assertThat(bin.predicted()).isBetween(bin.low(), bin.high());
            count += bin.count();
            predicted += bin.count() * bin.predicted();
            observed += bin.count() * bin.observed();
        }
        assertThat(count).isEqualTo(transitions);
        assertThat(predicted).isCloseTo(report.expectedEnds(), within(1e-9));
        assertThat(observed).isCloseTo((double) ends, within(1e-9));
    }

    @Test
    void predictionsDecayAsTheWorldForgets() {
        assertThat(report.openLoop())
                .extracting(MemoryReport.HorizonError::horizon)
                .containsExactly(1, 2, 4, 8);
        for (MemoryReport.HorizonError error : report.openLoop()) {
            int k = error.horizon();
            double persistence = 0;
            double best = 0;
            for (int d = 0; d < 2; d++) {
                persistence += (1 - Math.pow(RHO[d], k));
                // The actions are known; only the noise of k steps is not. Sampled means add its 32nd part.
                double unknown = NOISE[d] * NOISE[d] * (1 - Math.pow(RHO[d], 2 * k)) / (1 - RHO[d] * RHO[d]);
                best += unknown * (1 + 1.0 / 32) / 2;
            }
            assertThat(error.memory()).as("horizon %d", k).isCloseTo(Math.sqrt(best), within(0.1 * Math.sqrt(best)));
            assertThat(error.persistence()).isCloseTo(Math.sqrt(persistence), within(0.1));
            assertThat(error.constant()).isCloseTo(1, within(0.1));
        }
    }

    @Test
    void anEvaluationRepeatsAndDoesNotDependOnTheTile() {
        assertThat(evaluate(16, 300)).isEqualTo(report);
        MemoryReport other = evaluate(5, 300);
        assertThat(other.nll()).isCloseTo(report.nll(), within(1e-5));
        assertThat(other.doneLoss()).isCloseTo(report.doneLoss(), within(1e-5));
        assertThat(other.openLoop().get(3).memory())
                .isCloseTo(report.openLoop().get(3).memory(), within(1e-4));
        assertThat(evaluate(16, 7).episodes()).isEqualTo(7);
        assertThat(evaluate(16, 7).transitions())
                .isEqualTo(HELD_OUT.subList(0, 7).stream()
                        .mapToLong(LatentEpisode::steps)
                        .sum());
    }

    @Test
    void theSeedDecidesTraining() {
        float[] first = parametersAfter(3);
        assertThat(parametersAfter(3)).isEqualTo(first);
        assertThat(parametersAfter(4)).isNotEqualTo(first);
    }

    /** What is learned of a step depends on where the rows stand, so going on repeats the bits only with that. */
    @Test
    void goesOnWithTheSameBits() {
        try (Memory whole = new Memory(CONFIG, Seed.root(1));
                Memory resumed = new Memory(CONFIG, Seed.root(1));
                MemoryTrainer trainer = new MemoryTrainer(whole, CARRIED, Adam.of(1e-2), Seed.root(4))) {
            for (int step = 0; step < 3; step++) {
                trainer.step(EPISODES);
            }
            MemoryProgress progress = trainer.progress().orElseThrow();
            assertThat(progress.h()).as("a state is carried").isNotEqualTo(new float[progress.h().length]);
            try (MemoryTrainer other = new MemoryTrainer(resumed, CARRIED, Adam.of(1e-2), Seed.root(4))) {
                for (String name : whole.parameters().specs().keySet()) {
                    resumed.parameters().set(name, whole.parameters().get(name));
                    for (String slot : trainer.optimizer().optimizer().slots()) {
                        other.optimizer().set(slot, name, trainer.optimizer().get(slot, name));
                    }
                }
                other.optimizer().restore(3);
                other.restore(progress);
                for (int step = 0; step < 3; step++) {
                    assertThat(other.step(EPISODES)).isEqualTo(trainer.step(EPISODES));
                }
            }
            assertThat(resumed.parameters().get("lstm.hidden.weight"))
                    .isEqualTo(whole.parameters().get("lstm.hidden.weight"));
        }
    }

    @Test
    void sequencesFromAnywhereHaveNoProgress() {
        try (Memory memory = new Memory(CONFIG, Seed.root(1));
                MemoryTrainer trainer = new MemoryTrainer(memory, TRAINING, Adam.of(1e-2), Seed.root(4))) {
            assertThat(trainer.progress()).isEmpty();
            MemoryProgress other = new MemoryProgress(0, new int[32], new int[32], new float[512], new float[512]);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer.restore(other))
                    .withMessage("this training does not carry its state");
        }
    }

    private static float[] parametersAfter(long seed) {
        try (Memory memory = new Memory(CONFIG, Seed.root(1));
                MemoryTrainer trainer = new MemoryTrainer(memory, TRAINING, Adam.of(1e-2), Seed.root(seed))) {
            for (int step = 0; step < 3; step++) {
                trainer.step(EPISODES);
            }
            return memory.parameters().get("lstm.input.weight");
        }
    }

    @Test
    void aTermThatIsNoNumberIsNamedAndTheParametersStay() {
        try (Memory memory = new Memory(CONFIG, Seed.root(1));
                MemoryTrainer trainer = new MemoryTrainer(memory, TRAINING, Adam.of(1e-2), Seed.root(1))) {
            memory.parameters().set("done.bias", new float[] {Float.NaN});
            float[] before = memory.parameters().get("mixture.mean.weight");
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> trainer.step(EPISODES))
                    .withMessageContaining("term=doneLoss")
                    .withMessageContaining("step=1");
            assertThat(memory.parameters().get("mixture.mean.weight")).isEqualTo(before);
            assertThat(trainer.optimizer().step()).isZero();
            try (MemoryEvaluation evaluation = new MemoryEvaluation(memory, MemoryEvaluationConfig.of(1))) {
                assertThatExceptionOfType(ArithmeticException.class)
                        .isThrownBy(() -> evaluation.evaluate(EPISODES, HELD_OUT, Seed.root(1)))
                        .withMessageContaining("term=done");
            }
        }
    }

    @Test
    void anEvaluationNeedsEpisodesThatFit() {
        try (MemoryEvaluation evaluation = new MemoryEvaluation(trained, MemoryEvaluationConfig.of(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> evaluation.evaluate(EPISODES, List.of(), Seed.root(1)))
                    .withMessage("there must be an episode: heldOut is empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            evaluation.evaluate(EPISODES, List.of(Worlds.random(1, 3, 3, 1, false)), Seed.root(1)))
                    .withMessageContaining("actual latents=3");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryEvaluationConfig(2, 1, 1, 0, List.of(2, 2), 1, 1))
                .withMessageContaining("horizons must be >= 1 and increasing");
    }

    @Test
    void shortEpisodesLeaveOutHorizonsTheyDoNotReach() {
        List<LatentEpisode> few = List.of(Worlds.random(1, 5, 2, 1, true), Worlds.random(2, 3, 2, 1, false));
        MemoryEvaluationConfig config = new MemoryEvaluationConfig(2, 9, 1, 2, List.of(1, 3, 4), 10, 2);
        try (MemoryEvaluation evaluation = new MemoryEvaluation(trained, config)) {
            MemoryReport brief = evaluation.evaluate(few, few, Seed.root(1));
            // Starts: steps 2, 3 and 4 of the first episode, step 2 of the second.
            assertThat(brief.openLoop())
                    .extracting(MemoryReport.HorizonError::horizon)
                    .containsExactly(1, 3);
            assertThat(brief.openLoop())
                    .extracting(MemoryReport.HorizonError::starts)
                    .containsExactly(4, 1);
            assertThat(brief.observedEnds()).isEqualTo(1);
        }
    }
}
