package io.yume.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.DataSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The moving average of what is learned. */
final class AveragingTest {

    private static final String TENSOR = "x|z.dense0.weight";

    private final SmallAutoencoder model = new SmallAutoencoder();

    @Test
    void isTheMeanOfAllStepsWithWeightsThatFade() {
        double decay = 0.8;
        try (Trainer trainer = model.plan().averaging(decay).compile()) {
            assertThat(trainer.averages().get(TENSOR))
                    .isEqualTo(trainer.parameters().get(TENSOR));
            List<float[]> values = new ArrayList<>();
            for (int step = 1; step <= 12; step++) {
                trainer.update();
                values.add(trainer.parameters().get(TENSOR));
            }
            float[] average = trainer.averages().get(TENSOR);
            for (int i = 0; i < average.length; i++) {
                double sum = 0;
                double weights = 0;
                for (int step = 0; step < values.size(); step++) {
                    double weight = Math.pow(decay, values.size() - 1 - step);
                    sum += weight * values.get(step)[i];
                    weights += weight;
                }
                assertThat((double) average[i]).isCloseTo(sum / weights, within(1e-6));
            }
            assertThat(average).isNotEqualTo(values.get(11));
        }
    }

    /** What evaluates is the average; what trains never sees it. */
    @Test
    void evaluatesTheAverageAndTrainsAsWithout() {
        DataSet examples = SmallAutoencoder.stripes(24, 9);
        try (Trainer averaging = model.plan().averaging(0.9).compile();
                Trainer plain = model.plan().compile()) {
            averaging.fit(Length.updates(20));
            plain.fit(Length.updates(20));
            assertThat(averaging.parameters().get(TENSOR))
                    .isEqualTo(plain.parameters().get(TENSOR));
            double ofPlain = plain.evaluate(examples).objective();
            double ofAverage = averaging.evaluate(examples).objective();
            assertThat(ofAverage).isNotEqualTo(ofPlain);
            averaging.parameters().specs().keySet().forEach(name -> plain.parameters()
                    .set(name, averaging.averages().get(name)));
            assertThat(plain.evaluate(examples).objective()).isEqualTo(ofAverage);
            assertThat(averaging.evaluate(model.bound, examples).objective()).isEqualTo(ofAverage);
            assertThat(plain.averages()).isSameAs(plain.parameters());
        }
    }

    @Test
    void goesOnFromACheckpointWithTheSameBits() {
        TrainerPlan plan = model.plan().averaging(0.99);
        try (Trainer whole = plan.compile();
                Trainer first = plan.compile();
                Trainer second = plan.compile()) {
            whole.fit(Length.updates(30));
            first.fit(Length.updates(13));
            second.restore(first.checkpoint());
            second.fit(Length.updates(30));
            assertThat(second.checkpoint()).isEqualTo(whole.checkpoint());
            assertThat(second.averages().get(TENSOR)).isEqualTo(whole.averages().get(TENSOR));
        }
    }

    @Test
    void refusesCheckpointsOfOtherAverages() {
        try (Trainer averaging = model.plan().averaging(0.9).compile();
                Trainer slower = model.plan().averaging(0.99).compile();
                Trainer plain = model.plan().compile()) {
            assertThatThrownBy(() -> averaging.restore(plain.checkpoint()))
                    .hasMessageContaining("same training: averaging: expected=0.9, actual=none");
            assertThatThrownBy(() -> plain.restore(averaging.checkpoint()))
                    .hasMessageContaining("same training: averaging: expected=none, actual=0.9");
            assertThatThrownBy(() -> slower.restore(averaging.checkpoint()))
                    .hasMessageContaining("same training: averaging: expected=0.99, actual=0.9");
        }
        assertThatThrownBy(() -> model.plan().averaging(1)).hasMessageContaining("must be in (0, 1): decay=1.0");
        assertThatThrownBy(() -> model.plan().averaging(Double.NaN)).hasMessageContaining("decay=NaN");
    }
}
