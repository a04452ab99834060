package io.yume.train;

import static io.yume.loss.Objectives.infoNce;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.mmd;
import static io.yume.loss.Objectives.momentMatching;
import static io.yume.loss.Objectives.number;
import static io.yume.loss.Objectives.observed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.loss.Kernel;
import io.yume.loss.Objective;
import io.yume.loss.Samples;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What evaluations do with examples that do not fill a batch: nine of them in batches of four. */
final class EvaluationTest {

    private static final float[] X = {1, -2, 3, 0.5f, 2, 2, -1, 4, 7};
    private static final float[] Y = {0, 1, 1, -3, 2, 0.5f, 1, 1, -5};

    private final ArrayDataSet data = ArrayDataSet.of("x", X, 1).and("y", Y, 1);
    private final Factor learner = Normal.of("x", 1).learned();
    private final Trainer trainer =
            Trainer.maximise(logProb(learner).mean()).on(data, 4).compile();

    @AfterEach
    void close() {
        trainer.close();
    }

    private double value(Objective objective) {
        return trainer.evaluate(objective, data).objective();
    }

    private static double mean(float[] values, int begin, int count) {
        double sum = 0;
        for (int i = begin; i < begin + count; i++) {
            sum += values[i] / count;
        }
        return sum;
    }

    @Test
    void meansOverExamplesAreOverAllOfThem() {
        double all = mean(X, 0, 9);
        assertThat(value(observed("x").mean())).isCloseTo(all, within(1e-6));
        assertThat(value(observed("x"))).isCloseTo(all, within(1e-6));
        assertThat(value(observed("x").mean().times(number(3).exp()).neg().plus(1)))
                .isCloseTo(1 - Math.exp(3) * all, within(1e-4));
        assertThat(value(observed("x").mean().plus(observed("y").square().mean().dividedBy(2))))
                .isCloseTo(all + (1 + 1 + 9 + 4 + 0.25 + 1 + 1 + 25) / 18, within(1e-5));
    }

    @Test
    void whatExamplesMakeTogetherIsOverWholeBatches() {
        double first = mean(X, 0, 4);
        double second = mean(X, 4, 4);
        assertThat(value(observed("x").sum())).isCloseTo(2 * (first + second), within(1e-5));
        assertThat(value(observed("x").mean().square())).isCloseTo((first * first + second * second) / 2, within(1e-5));
        assertThat(value(observed("x").mean().max(2)))
                .isCloseTo((Math.max(first, 2) + Math.max(second, 2)) / 2, within(1e-5));
        double gap = first - mean(Y, 0, 4);
        double other = second - mean(Y, 4, 4);
        Objective moments = momentMatching(Samples.data("x"), Samples.data("y"), 1);
        assertThat(value(moments)).isCloseTo((gap * gap + other * other) / 2, within(1e-5));
        // All terms are over the same examples, so that they add up.
        Metrics both = trainer.evaluate(
                logProb(learner).mean().minus(moments.named("moments")).minus(1), data);
        assertThat(both.objective()).isCloseTo(both.term("log p(x)") - both.term("moments") - 1, within(1e-4));
    }

    @Test
    void examplesAreComparedWithThoseOfTheirBatch() {
        // A score of 0 says nothing: log(exp 0 / mean exp 0).
        assertThat(value(infoNce(observed("x").times(observed("y")).times(0), "y")
                        .mean()))
                .isCloseTo(0, within(1e-6));
        Objective score = infoNce(observed("x").times(observed("y")), "y").mean();
        double bound = 0;
        for (int i = 0; i < 8; i++) {
            double others = 0;
            for (int j = i / 4 * 4; j < i / 4 * 4 + 4; j++) {
                others += Math.exp(X[i] * Y[j]) / 4;
            }
            bound += (X[i] * Y[i] - Math.log(others)) / 8;
        }
        assertThat(value(score)).isCloseTo(bound, within(1e-4));
    }

    @Test
    void lessThanABatchIsOne() {
        assertThat(trainer.evaluate(observed("x").sum(), data.range(0, 3)).objective())
                .isCloseTo(2, within(1e-6));
    }

    @Test
    void anEarlyStopNeedsNoWholeNumberOfBatches() {
        Objective distance = mmd(Samples.of(learner, "x"), Samples.data("y"), Kernel.gaussian(1));
        try (Trainer stopping = Trainer.minimise(distance)
                .on(data, 4)
                .stopping(EarlyStopping.after(3, data))
                .compile()) {
            List<Metrics> epochs = stopping.fit(Length.epochs(2));
            assertThat(epochs).hasSize(2);
            Metrics best = epochs.stream()
                    .min(Comparator.comparingDouble(epoch -> epoch.term("validation: objective")))
                    .orElseThrow();
            assertThat(stopping.bestStep()).isEqualTo(best.step());
            assertThat(epochs.get(0).term("validation: objective"))
                    .isNotEqualTo(epochs.get(1).term("validation: objective"));
        }
    }
}
