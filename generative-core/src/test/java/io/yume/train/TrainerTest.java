package io.yume.train;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.loss.Objectives.parameter;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.yume.data.ArrayDataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.graph.Adam;
import io.yume.loss.Annealing;
import io.yume.loss.Baseline;
import io.yume.loss.Estimator;
import io.yume.loss.Objective;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TrainerTest {

    private final Factor prior = Normal.standard("z", 4);
    private final Factor decoder = Bernoulli.of("x").given("z").by(mlp(4, 32, 16));
    private final Factor encoder = Normal.of("z").given("x").by(mlp(16, 32, 8));
    private final Objective bound = elbo(decoder, prior, encoder);

    /** Rows of an image of 4x4 that are all on or all off. */
    private static ArrayDataSet stripes(int examples) {
        SplittableRandom random = new SplittableRandom(3);
        float[] pixels = new float[examples * 16];
        for (int row = 0; row < examples * 4; row++) {
            Arrays.fill(pixels, row * 4, row * 4 + 4, random.nextInt(2));
        }
        return ArrayDataSet.of("x", pixels, 16);
    }

    @Test
    void trainsAnAutoencoderTowardsTheEntropyOfItsData() {
        ArrayDataSet data = stripes(512);
        try (Trainer trainer = Trainer.maximise(bound.mean())
                .with(Adam.of(1e-2))
                .on(data, 32)
                .seed(1)
                .compile()) {
            List<Metrics> epochs = trainer.fit(Length.epochs(40));

            assertThat(epochs).hasSize(40);
            assertThat(epochs.get(0).objective()).isLessThan(-9);
            Metrics metrics = trainer.evaluate(data);
            // Four fair coins: no model is better than 4 log 2 nats on average.
            assertThat(metrics.objective()).isBetween(-5.2, -4 * Math.log(2) + 0.1);
            assertThat(metrics.objective())
                    .isCloseTo(metrics.term("E_q(z|x)[log p(x|z)]") - metrics.term("KL[q(z|x) || p(z)]"), within(1e-3));
            assertThat(trainer.evaluate(iwae(decoder.times(prior), encoder, 20).mean(), data)
                            .objective())
                    .isBetween(metrics.objective(), -4 * Math.log(2) + 0.1);
        }
    }

    @Test
    void evaluatesEveryExampleOnce() {
        // 10 examples in batches of 4: two whole batches and a smaller one.
        float[] values = new float[10];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        ArrayDataSet data = ArrayDataSet.of("x", values, 1);
        Objective objective = logProb(Normal.of("x", 1).learned()).mean();
        try (Trainer trainer = Trainer.maximise(objective).on(data, 4).compile()) {
            double scale = Math.log(2) + 1e-6;
            double expected = 0;
            for (int i = 0; i < 10; i++) {
                expected += (-0.5 * i * i / (scale * scale) - Math.log(scale) - 0.5 * Math.log(2 * Math.PI)) / 10;
            }
            assertThat(trainer.evaluate(data).objective()).isCloseTo(expected, within(1e-4));
            assertThat(trainer.evaluate(data.range(9, 1)).term("log p(x)")).isLessThan(expected);
        }
    }

    /** A training that stops and goes on from its checkpoint has the bits of one that never stopped. */
    @Test
    void goesOnFromACheckpointWithTheSameBits() {
        Factor coins = Bernoulli.of("b").given("x").by(mlp(16, 3)).as("q");
        Factor shown = Bernoulli.of("x").given("b").by(mlp(3, 16));
        Objective objective = expectation(
                        coins,
                        logProb(shown)
                                .plus(logProb(Bernoulli.of("b", 3).learned()))
                                .minus(logProb(coins)))
                .estimating("b", Estimator.scoreFunction(Baseline.movingAverage(0.9)))
                .times(parameter("beta", Annealing.linear(0.5, 1, 20)))
                .mean();
        TrainerPlan plan = Trainer.maximise(objective)
                .with(Adam.of(1e-2))
                .on(stripes(64), 8)
                .seed(5);
        try (Trainer whole = plan.compile();
                Trainer first = plan.compile();
                Trainer second = plan.compile()) {
            whole.fit(Length.updates(30));
            first.fit(Length.updates(13));
            second.restore(first.checkpoint());
            assertThat(second.step()).isEqualTo(13);
            second.fit(Length.updates(30));

            assertThat(second.checkpoint()).isEqualTo(whole.checkpoint());
            assertThat(second.checkpoint()).isNotEqualTo(first.checkpoint());
        }
    }

    @Test
    void savesCheckpointsThatRestoreAndRefusesOthers() throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            CheckpointStore store = new CheckpointStore(files.getPath("/run"), "vae");
            TrainerPlan plan =
                    Trainer.maximise(bound.mean()).on(stripes(64), 16).seed(2);
            try (Trainer trainer = plan.saving(store, 2).compile()) {
                List<Long> saved = new ArrayList<>();
                trainer.fit(Length.epochs(3), metrics -> saved.add(metrics.step()));
                assertThat(saved).containsExactly(4L, 8L, 12L);
                assertThat(store.load().orElseThrow()).isEqualTo(trainer.checkpoint());
            }
            Checkpoint checkpoint = store.load().orElseThrow();
            try (Trainer other = plan.seed(3).compile()) {
                assertThatThrownBy(() -> other.restore(checkpoint)).hasMessageContaining("same training: seed");
            }
            try (Trainer other = Trainer.maximise(bound.minus(1).mean())
                    .on(stripes(64), 16)
                    .seed(2)
                    .compile()) {
                assertThatThrownBy(() -> other.restore(checkpoint)).hasMessageContaining("same training: objective");
            }
            try (Trainer other = plan.on(stripes(64), 32).compile()) {
                assertThatThrownBy(() -> other.restore(checkpoint))
                        .hasMessageContaining("same training: batch: expected=32, actual=16");
                assertThat(other.step()).isZero();
                // From before checkpoints said so.
                Map<String, String> less = new HashMap<>(checkpoint.metadata());
                less.remove("batch");
                other.restore(new Checkpoint(checkpoint.tensors(), less));
                assertThat(other.step()).isEqualTo(12);
            }
            // A rate is no part of what was trained so far.
            try (Trainer other = plan.with(Adam.of(1e-5)).compile()) {
                other.restore(checkpoint);
                assertThat(other.checkpoint()).isEqualTo(checkpoint);
            }
        }
    }

    @Test
    void refusesCheckpointsOfTheOtherDirectionAndOfOtherShapes() {
        try (Trainer up = Trainer.maximise(bound.mean()).on(stripes(64), 16).compile();
                Trainer down =
                        Trainer.minimise(bound.mean()).on(stripes(64), 16).compile()) {
            up.fit(Length.updates(2));
            Checkpoint checkpoint = up.checkpoint();
            assertThatThrownBy(() -> down.restore(checkpoint))
                    .hasMessageContaining("same training: turns: expected=min updates=1")
                    .hasMessageContaining("actual=max updates=1");
            assertThat(down.step()).isZero();

            // From before checkpoints said so.
            Map<String, String> less = new HashMap<>(checkpoint.metadata());
            less.remove("turns");
            up.fit(Length.updates(3));
            up.restore(new Checkpoint(checkpoint.tensors(), less));
            assertThat(up.checkpoint()).isEqualTo(checkpoint);

            Map<String, Tensor> turned = new HashMap<>(checkpoint.tensors());
            for (String name : List.of("parameter/x|z.dense0.weight", "adam/first/x|z.dense0.weight")) {
                float[] values = checkpoint.floats(name);
                Tensor before = turned.put(name, Tensor.of(values, 32, 4));
                assertThatThrownBy(() -> up.restore(new Checkpoint(turned, checkpoint.metadata())))
                        .hasMessageContaining("same training: " + name + ": expected=[4, 32], actual=[32, 4]");
                turned.put(name, before);
            }
            turned.put("parameter/more", Tensor.of(new float[3]));
            assertThatThrownBy(() -> up.restore(new Checkpoint(turned, checkpoint.metadata())))
                    .hasMessageContaining("parameter/more: expected=none, actual=FloatTensor[3]");
        }
    }

    @Test
    void stopsAtATermThatIsNotFiniteAndKeepsTheLastCheckpoint() throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            CheckpointStore store = new CheckpointStore(files.getPath("/run"), "vae");
            Annealing bursts = step -> step < 6 ? 1 : Double.NaN;
            Objective objective = expectation(encoder, logProb(decoder))
                    .minus(kl(encoder, prior).times(parameter("beta", bursts)).named("weighted divergence"));
            try (Trainer trainer = Trainer.maximise(objective.mean())
                    .on(stripes(64), 16)
                    .saving(store, 1)
                    .compile()) {
                assertThatThrownBy(() -> trainer.fit(Length.epochs(3)))
                        .isInstanceOf(ArithmeticException.class)
                        .hasMessageContaining("term=weighted divergence")
                        .hasMessageContaining("step=7");
                assertThat(trainer.step()).isEqualTo(6);
                assertThat(trainer.parameters().get("x|z.dense0.weight")).doesNotContain(Float.NaN);
                assertThat(store.load().orElseThrow().getLong("step")).isEqualTo(4);
            }
        }
    }

    @Test
    void rejectsDataOutsideOfTheSupport() {
        ArrayDataSet grey = ArrayDataSet.of("x", new float[] {0, 1, 1, 0.5f}, 1);
        Objective coins = logProb(Bernoulli.of("x", 1).learned()).mean();
        try (Trainer trainer = Trainer.maximise(coins).on(grey, 4).compile()) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("variable=x, expected={0, 1}, actual=0.5, example=3");
        }
        try (Trainer trainer = Trainer.maximise(
                        logProb(Bernoulli.grey("x", 1).learned()).mean())
                .on(grey, 4)
                .compile()) {
            assertThat(trainer.update().objective()).isNegative();
        }
    }

    @Test
    void rejectsVectorsThatAreNotOneHot() {
        ArrayDataSet classes = ArrayDataSet.of("y", new float[] {0, 1, 0, 0, 1, 0}, 2);
        Objective objective = logProb(OneHotCategorical.of("y", 2).learned()).mean();
        try (Trainer trainer = Trainer.maximise(objective).on(classes, 3).compile()) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("variable=y, expected=2 of {0, 1} with the sum 1, actual sum=0.0, example=1");
        }
    }

    @Test
    void minimises() {
        Objective loss = logProb(Normal.of("x", 1).learned()).neg().mean();
        ArrayDataSet data = ArrayDataSet.of("x", new float[] {1, 3}, 1);
        try (Trainer trainer =
                Trainer.minimise(loss).with(Adam.of(0.05)).on(data, 2).compile()) {
            trainer.fit(Length.updates(800));
            assertThat((double) trainer.parameters().get("x.free")[0]).isCloseTo(2, within(1e-2));
            assertThat(Math.log1p(Math.exp(trainer.parameters().get("x.free")[1])))
                    .isCloseTo(1, within(1e-2));
        }
    }

    /** What is folded away is not fed. */
    @Test
    void needsNoDataForATermOfNoWeight() {
        ArrayDataSet data = ArrayDataSet.of("x", new float[] {1, 3}, 1).and("w", new float[] {5, 5}, 1);
        Objective objective = logProb(Normal.of("x", 1).learned())
                .plus(observed("w")
                        .times(parameter("beta", Annealing.constant(1)))
                        .times(0));
        try (Trainer trainer = Trainer.maximise(objective.mean()).on(data, 2).compile()) {
            Metrics metrics = trainer.update();
            assertThat(metrics.objective()).isEqualTo(metrics.term("log p(x)"));
            assertThat(trainer.evaluate(data).objective()).isNegative();
        }
    }

    @Test
    void rejectsPlansThatCannotBe() {
        assertThatThrownBy(() -> Trainer.maximise(bound.mean()).compile()).hasMessageContaining("use on(...)");
        assertThatThrownBy(
                        () -> Trainer.maximise(bound.mean()).on(stripes(4), 5).compile())
                .hasMessageContaining("batch=5, examples=4");
        assertThatThrownBy(() -> Length.epochs(-1)).hasMessageContaining("count=-1");
    }
}
