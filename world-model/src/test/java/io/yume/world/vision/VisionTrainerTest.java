package io.yume.world.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.yume.graph.Adam;
import io.yume.graph.Graph;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The loss against plain loops, its free bits, its guard, and the evaluation over all frames. */
final class VisionTrainerTest {

    private static final Seed SEED = Seed.root(4);
    private static final int LATENTS = 3;

    private static Vision vision(double freeBits, int tile) {
        Vision vision = new Vision(TinyVision.config(LATENTS, freeBits), Seed.root(11), tile);
        // Away from the zero biases of the start, so that every term shows.
        vision.parameters().set("encoder.mean.bias", new float[] {0.7f, -0.4f, 0.1f});
        vision.parameters().set("encoder.logVariance.bias", new float[] {-1.5f, 0.3f, -0.6f});
        vision.parameters().set("decoder.conv3.bias", new float[] {-1.2f, 0.4f, -0.7f});
        return vision;
    }

    private static float[] noise(int batch, Noise noise) {
        Graph graph = new Graph();
        try (Program program = Program.of(Map.of("noise", graph.normal("vision.z", batch, LATENTS)), null)) {
            program.run(noise);
            return program.get("noise");
        }
    }

    @Test
    void termsEqualThoseOfPlainLoops() {
        int batch = 4;
        byte[] pixels = TinyVision.pixels(batch, 1);
        float[] noise = noise(batch, Noise.of(SEED, batch, 0));
        try (Vision vision = vision(0.2, 2);
                VisionTrainer trainer = new VisionTrainer(vision, batch, Adam.of(1e-4), SEED)) {
            PlainVision plain = new PlainVision(vision);
            double squaredError = 0;
            double kl = 0;
            double floored = 0;
            double onFloor = 0;
            double floor = 0.2 * LATENTS;
            for (int frame = 0; frame < batch; frame++) {
                squaredError += plain.squaredError(pixels, frame, noise) / batch;
                double divergence = plain.divergence(pixels, frame);
                kl += divergence / batch;
                floored += Math.max(floor, divergence) / batch;
                onFloor += divergence <= floor ? 1.0 / batch : 0;
            }
            VisionTrainer.Metrics metrics = trainer.step(pixels);
            assertThat(metrics.squaredError()).isCloseTo(squaredError, withPercentage(1e-3));
            assertThat(metrics.kl()).isCloseTo(kl, withPercentage(1e-3));
            assertThat(metrics.flooredKl()).isCloseTo(floored, withPercentage(1e-3));
            assertThat(metrics.floorShare()).isEqualTo(onFloor);
            assertThat(metrics.loss()).isCloseTo(squaredError + floored, withPercentage(1e-3));
        }
    }

    @Test
    void aDivergenceBelowTheFloorCostsAConstantAndGivesNoGradient() {
        byte[] pixels = TinyVision.pixels(4, 2);
        try (Vision vision = vision(100, 2);
                Vision without = vision(0, 2);
                VisionTrainer trainer = new VisionTrainer(vision, 4, Adam.of(1e-4), SEED);
                VisionTrainer free = new VisionTrainer(without, 4, Adam.of(1e-4), SEED)) {
            double[] mean = new double[LATENTS];
            PlainVision plain = new PlainVision(without);
            for (int frame = 0; frame < 4; frame++) {
                double[] one = plain.mean(pixels, frame);
                Arrays.setAll(mean, d -> mean[d] + one[d] / 4);
            }
            VisionTrainer.Metrics metrics = trainer.step(pixels);
            assertThat(metrics.flooredKl()).isEqualTo(300);
            assertThat(metrics.floorShare()).isEqualTo(1);
            assertThat(metrics.loss()).isCloseTo(metrics.squaredError() + 300, withPercentage(1e-4));
            VisionTrainer.Metrics unfloored = free.step(pixels);
            assertThat(unfloored.flooredKl()).isEqualTo(unfloored.kl());
            assertThat(unfloored.floorShare()).isZero();
            // The gradient of the raw divergence with respect to the bias of the mean is the mean itself.
            float[] floored = trainer.optimizer().gradient("encoder.mean.bias");
            float[] raw = free.optimizer().gradient("encoder.mean.bias");
            for (int d = 0; d < LATENTS; d++) {
                assertThat(raw[d] - floored[d]).isCloseTo((float) mean[d], within(2e-3f));
            }
        }
    }

    @Test
    void trainingLowersTheError() {
        byte[] pixels = TinyVision.pixels(8, 3);
        try (Vision vision = TinyVision.of(LATENTS, 2);
                VisionTrainer trainer = new VisionTrainer(vision, 8, Adam.of(3e-3), SEED)) {
            double before = trainer.step(pixels).squaredError();
            for (int step = 0; step < 60; step++) {
                trainer.step(pixels);
            }
            assertThat(trainer.step(pixels).squaredError()).isLessThan(0.5 * before);
        }
    }

    @Test
    void anEvaluationChangesNothingAndRepeats() {
        byte[] pixels = TinyVision.pixels(4, 3);
        try (Vision vision = TinyVision.of(LATENTS, 2);
                VisionTrainer trainer = new VisionTrainer(vision, 4, Adam.of(1e-3), SEED)) {
            float[] before = vision.parameters().get("decoder.dense.weight");
            VisionTrainer.Metrics first = trainer.evaluate(pixels, 5);
            assertThat(trainer.evaluate(pixels, 5)).isEqualTo(first);
            assertThat(trainer.evaluate(pixels, 6)).isNotEqualTo(first);
            assertThat(vision.parameters().get("decoder.dense.weight")).isEqualTo(before);
            assertThat(trainer.optimizer().step()).isZero();
        }
    }

    @Test
    void aTermThatIsNoNumberIsNamedAndTheParametersStay() {
        try (Vision vision = TinyVision.of(LATENTS, 2);
                VisionTrainer trainer = new VisionTrainer(vision, 4, Adam.of(1e-3), SEED)) {
            vision.parameters().set("encoder.logVariance.bias", new float[] {0, 200, 0});
            float[] before = vision.parameters().get("decoder.dense.weight");
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> trainer.step(TinyVision.pixels(4, 3)))
                    .withMessageContaining("term=");
            assertThat(vision.parameters().get("decoder.dense.weight")).isEqualTo(before);
            assertThat(trainer.optimizer().step()).isZero();
        }
    }

    @Test
    void rejectsABatchOfAnotherSize() {
        try (Vision vision = TinyVision.of(LATENTS, 2);
                VisionTrainer trainer = new VisionTrainer(vision, 4, Adam.of(1e-3), SEED)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainer.step(TinyVision.pixels(5, 3)))
                    .withMessageContaining("expected=[4, 64, 64, 3]");
        }
    }

    @Test
    void theEvaluationEqualsPlainLoopsOverAllFrames() {
        int count = 7;
        byte[] pixels = TinyVision.pixels(count, 5);
        long[] streams = new long[count];
        Arrays.setAll(streams, frame -> SEED.split("frame", frame).value());
        float[] noise = noise(count, new Noise(streams, 0));
        try (Vision vision = vision(0.2, 3);
                VisionEvaluation evaluation = new VisionEvaluation(vision)) {
            PlainVision plain = new PlainVision(vision);
            double squaredError = 0;
            double kl = 0;
            double floored = 0;
            for (int frame = 0; frame < count; frame++) {
                squaredError += plain.squaredError(pixels, frame, noise) / count;
                kl += plain.divergence(pixels, frame) / count;
                floored += Math.max(0.2 * LATENTS, plain.divergence(pixels, frame)) / count;
            }
            VisionReport report = evaluation.evaluate(pixels, count, SEED);
            assertThat(report.frames()).isEqualTo(count);
            assertThat(report.squaredError()).isCloseTo(squaredError, withPercentage(1e-3));
            assertThat(report.kl()).isCloseTo(kl, withPercentage(1e-3));
            assertThat(report.flooredKl()).isCloseTo(floored, withPercentage(1e-3));
            assertThat(evaluation.evaluate(pixels, count, SEED)).isEqualTo(report);
        }
    }

    @Test
    void activeUnitsVaryOverAllFramesAndNotWithinATile() {
        // Each tile holds one frame twice: within a tile nothing varies, over all of them everything does.
        byte[] distinct = TinyVision.pixels(4, 5);
        byte[] doubled = new byte[2 * distinct.length];
        for (int frame = 0; frame < 8; frame++) {
            System.arraycopy(
                    distinct,
                    frame / 2 * VisionConfig.PIXELS,
                    doubled,
                    frame * VisionConfig.PIXELS,
                    VisionConfig.PIXELS);
        }
        try (Vision vision = vision(0.2, 2);
                VisionEvaluation evaluation = new VisionEvaluation(vision)) {
            float[] weight = vision.parameters().get("encoder.mean.weight");
            for (int i = 0; i < weight.length; i++) {
                // One unit sees nothing, two see much.
                weight[i] *= i % LATENTS == 1 ? 0 : 30;
            }
            vision.parameters().set("encoder.mean.weight", weight);
            assertThat(evaluation.evaluate(doubled, 2, SEED).activeUnits()).isZero();
            assertThat(evaluation.evaluate(doubled, 8, SEED).activeUnits()).isEqualTo(2);
        }
    }

    @Test
    void anEvaluationNeedsItsFrames() {
        try (Vision vision = TinyVision.of(LATENTS, 2);
                VisionEvaluation evaluation = new VisionEvaluation(vision)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> evaluation.evaluate(TinyVision.pixels(2, 1), 3, SEED))
                    .withMessageContaining("count=3");
            assertThatIllegalArgumentException().isThrownBy(() -> evaluation.evaluate(new byte[0], 0, SEED));
        }
    }
}
