package io.yume.train;

import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Normal;
import io.yume.graph.Seed;
import io.yume.graph.Sgd;
import io.yume.graph.Shape;
import io.yume.loss.Objective;
import io.yume.nn.Activation;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Updates by the mean gradient over several batches. */
final class AccumulationTest {

    private final Objective fit =
            logProb(Normal.of("y").given("x").by(mlp(Activation.TANH, 3, 5, 4))).mean();
    private final SmallAutoencoder model = new SmallAutoencoder();

    private static ArrayDataSet pairs() {
        SplittableRandom random = new SplittableRandom(8);
        float[] x = new float[64 * 3];
        float[] y = new float[64 * 2];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble();
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) (x[i / 2 * 3] - random.nextDouble());
        }
        return ArrayDataSet.of("x", x, 3).and("y", y, 2);
    }

    /** Without draws, several small batches are one large one, but for rounding. */
    @Test
    void isTheUpdateOfALargeBatch() {
        TrainerPlan plan = Trainer.maximise(fit)
                .with(Sgd.of(0.1).nesterov(0.9).clippedByNorm(0.5))
                .seed(3);
        try (Trainer large = plan.on(pairs(), 32).compile();
                Trainer small = plan.on(pairs(), 8).accumulating(4).compile();
                Trainer plain = plan.on(pairs(), 8).compile()) {
            assertThat(small.stepsPerEpoch()).isEqualTo(2);
            for (int step = 0; step < 10; step++) {
                Metrics expected = large.update();
                Metrics actual = small.update();
                plain.update();
                assertThat(actual.objective()).isCloseTo(expected.objective(), within(1e-5));
                assertThat(actual.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
            }
            assertThat(small.step()).isEqualTo(10);
            for (String name : large.parameters().specs().keySet()) {
                float[] expected = large.parameters().get(name);
                assertThat(small.parameters().get(name))
                        .hasSameSizeAs(expected)
                        .isNotEqualTo(plain.parameters().get(name));
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) small.parameters().get(name)[i]).isCloseTo(expected[i], within(1e-5));
                }
            }
        }
    }

    /** What is drawn differs from batch to batch of one update. */
    @Test
    void drawsAnewForEachBatch() {
        float[] same = new float[16 * 16];
        DataSet data = ArrayDataSet.of("x", same, 16);
        TrainerPlan plan = model.plan().on(data, 8);
        try (Trainer one = plan.compile();
                Trainer two = plan.accumulating(2).compile()) {
            // With the same draws for the second batch, the mean over both would be that of the first.
            assertThat(two.update().objective()).isNotEqualTo(one.update().objective());
        }
    }

    @Test
    void goesOnFromACheckpointWithTheSameBits() {
        TrainerPlan plan = model.plan().accumulating(3);
        try (Trainer whole = plan.compile();
                Trainer first = plan.compile();
                Trainer second = plan.compile();
                Trainer plain = model.plan().compile()) {
            whole.fit(Length.updates(9));
            first.fit(Length.updates(4));
            second.restore(first.checkpoint());
            second.fit(Length.updates(9));
            assertThat(second.checkpoint()).isEqualTo(whole.checkpoint());
            assertThatThrownBy(() -> plain.restore(whole.checkpoint()))
                    .hasMessageContaining("same training: accumulated: expected=none, actual=3");
        }
    }

    /** A step that failed half way is done again from its beginning. */
    @Test
    void forgetsTheGradientsOfAStepThatFailed() {
        boolean[] fails = {true};
        DataSet stripes = SmallAutoencoder.stripes(64, 3);
        DataSet data = new DataSet() {
            private int reads;

            @Override
            public Map<String, Shape> variables() {
                return stripes.variables();
            }

            @Override
            public int size() {
                return stripes.size();
            }

            @Override
            public void read(String variable, int example, Seed draw, float[] into, int at) {
                if (fails[0] && reads++ == 20) {
                    throw new IllegalStateException("not now");
                }
                stripes.read(variable, example, draw, into, at);
            }
        };
        try (Trainer trainer = model.plan().on(data, 8).accumulating(4).compile();
                Trainer plain = model.plan().accumulating(4).compile()) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(BatchException.class)
                    .hasMessageContaining("batch=2");
            assertThat(trainer.step()).isZero();
            fails[0] = false;
            trainer.update();
            plain.update();
            assertThat(trainer.checkpoint()).isEqualTo(plain.checkpoint());
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> model.plan().accumulating(0)).hasMessageContaining("batches=0");
        assertThatThrownBy(() -> model.plan().accumulating(9).compile())
                .hasMessageContaining("batches of an epoch=8, of a step=9");
    }
}
