package io.yume.train;

import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.sleep;
import static io.yume.loss.Objectives.wake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.yume.data.ArrayDataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Sgd;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import io.yume.nn.Dense;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A training that ends when other examples no longer gain from it. */
final class EarlyStoppingTest {

    /** The mean goes from 0 to 4, and is right for the other examples, which lie at 1, on its way. */
    private final Objective likelihood = logProb(
                    Normal.of("x", 1).with(Parameter.learned("mean", Initial.zeros(), 1), Parameter.constant(1)))
            .mean();

    private final ArrayDataSet train = ArrayDataSet.of("x", new float[] {4, 4, 4, 4}, 1);
    private final ArrayDataSet others = ArrayDataSet.of("x", new float[] {1, 1, 1}, 1);

    private TrainerPlan plan() {
        return Trainer.maximise(likelihood).with(Sgd.of(0.05)).on(train, 4);
    }

    private static float[] mean(Trainer trainer) {
        return trainer.parameters()
                .get(trainer.parameters().specs().keySet().iterator().next());
    }

    @Test
    void endsAfterItsPatienceWithWhatWasBest() {
        try (Trainer trainer = plan().stopping(EarlyStopping.after(4, others)).compile();
                Trainer plain = plan().compile()) {
            List<Metrics> epochs = trainer.fit(Length.epochs(100));

            // The mean after n epochs is 4 - 4 * 0.95^n: next to 1 after 6 (1.06), before after 5 (0.90).
            assertThat(trainer.stopped()).isTrue();
            assertThat(trainer.bestStep()).isEqualTo(6);
            assertThat(epochs).hasSize(10);
            assertThat(trainer.step()).isEqualTo(10);
            double best = epochs.get(5).term("validation: objective");
            assertThat(epochs).allSatisfy(epoch -> assertThat(epoch.term("validation: objective"))
                    .isLessThanOrEqualTo(best));
            assertThat(trainer.evaluate(others).objective()).isEqualTo(best);
            plain.fit(Length.epochs(6));
            assertThat(mean(trainer)).isEqualTo(mean(plain));

            assertThat(trainer.fit(Length.epochs(200))).isEmpty();
            assertThat(trainer.step()).isEqualTo(10);
        }
    }

    @Test
    void aSmallGainIsNone() {
        // From the second epoch on, the gain is below 1.
        try (Trainer trainer =
                plan().stopping(EarlyStopping.after(3, others).leastGain(1)).compile()) {
            assertThat(trainer.fit(Length.epochs(100))).hasSize(4);
            assertThat(trainer.bestStep()).isEqualTo(1);
        }
    }

    @Test
    void measuresAnotherObjectiveInItsOwnDirection() {
        Objective distance = logProb(Normal.of("x", 1).with(Parameter.constant(0), Parameter.constant(1)))
                .neg()
                .mean();
        // It does not depend on what is learned, so nothing is ever gained after the first epoch.
        try (Trainer trainer = plan().stopping(EarlyStopping.after(2, others).minimising(distance))
                .compile()) {
            assertThat(trainer.fit(Length.epochs(100))).hasSize(3);
            assertThat(trainer.bestStep()).isEqualTo(1);
        }
        try (Trainer trainer = plan().stopping(EarlyStopping.after(4, others).minimising(likelihood.neg()))
                .compile()) {
            assertThat(trainer.fit(Length.epochs(100))).hasSize(10);
            assertThat(trainer.bestStep()).isEqualTo(6);
        }
    }

    /** The best is taken only where the training ends, so one in two parts is one in one. */
    @Test
    void goesOnFromACheckpointWithTheSameBits() throws IOException {
        TrainerPlan plan = plan().averaging(0.5).stopping(EarlyStopping.after(4, others));
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix());
                Trainer whole = plan.compile();
                Trainer again = plan.compile();
                Trainer over = plan.compile()) {
            CheckpointStore store = new CheckpointStore(files.getPath("/run"), "model");
            whole.fit(Length.epochs(100));
            assertThat(whole.stopped()).isTrue();
            try (Trainer killed = plan.saving(store, 1).compile()) {
                assertThatThrownBy(() -> killed.fit(Length.epochs(100), metrics -> {
                            if (metrics.epoch() == 9) {
                                throw new IllegalStateException("killed");
                            }
                        }))
                        .hasMessage("killed");
            }
            Checkpoint left = store.load().orElseThrow();
            assertThat(left.getLong("step")).isEqualTo(8);
            again.restore(left);
            assertThat(again.stopped()).isFalse();
            again.fit(Length.epochs(100));
            assertThat(again.checkpoint()).isEqualTo(whole.checkpoint());

            over.restore(whole.checkpoint());
            assertThat(over.stopped()).isTrue();
            assertThat(over.fit(Length.epochs(200))).isEmpty();
            assertThat(over.bestStep()).isEqualTo(whole.bestStep());
        }
    }

    @Test
    void takesTheBestWhereTheLengthEndsFirst() {
        try (Trainer trainer = plan().stopping(EarlyStopping.after(50, others)).compile();
                Trainer plain = plan().compile()) {
            assertThatThrownBy(trainer::takeBest).hasMessageContaining("before an epoch has ended: step=0");
            assertThat(trainer.fit(Length.epochs(9))).hasSize(9);
            plain.fit(Length.epochs(9));
            assertThat(mean(trainer)).isEqualTo(mean(plain));
            assertThat(trainer.bestStep()).isEqualTo(6);
            trainer.takeBest();
            assertThat(trainer.stopped()).isTrue();
            try (Trainer six = plan().compile()) {
                six.fit(Length.epochs(6));
                assertThat(mean(trainer)).isEqualTo(mean(six));
            }
            assertThatThrownBy(plain::bestStep).hasMessageContaining("use stopping(...)");
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> EarlyStopping.after(0, others)).hasMessageContaining("patience=0");
        assertThatThrownBy(() -> EarlyStopping.after(1, null)).hasMessageContaining("examples=null");
        assertThatThrownBy(() -> EarlyStopping.after(1, others).leastGain(-1)).hasMessageContaining("leastGain=-1.0");
        Factor hidden = Bernoulli.of("h", 2).learned();
        Factor shown = Bernoulli.of("x").given("h").by(Dense.of(2, 16));
        Factor guess = Bernoulli.of("h").given("x").by(Dense.of(16, 2)).as("q");
        TrainerPlan phases = Trainer.of(
                        Phase.maximise("wake", wake(shown.times(hidden), guess).mean())
                                .learning(shown.times(hidden)),
                        Phase.maximise(
                                        "sleep",
                                        sleep(shown.times(hidden), guess).mean())
                                .learning(guess))
                .on(SmallAutoencoder.stripes(16, 1), 4)
                .stopping(EarlyStopping.after(1, SmallAutoencoder.stripes(8, 2)));
        assertThatThrownBy(phases::compile).hasMessageContaining("by an objective of its own");
        try (Trainer stopping = plan().stopping(EarlyStopping.after(4, others)).compile();
                Trainer plain = plan().compile()) {
            assertThatThrownBy(() -> plain.restore(stopping.checkpoint()))
                    .hasMessageContaining(
                            "same training: stopping: expected=none, actual=after 4 epochs without a gain of 0.0");
        }
    }

    @Test
    void whatIsNotFiniteIsNoGain() {
        EarlyStopping rule = EarlyStopping.after(3, others);
        Best best = new Best(rule, likelihood, true, List.of());
        best.measured(Double.POSITIVE_INFINITY, 1);
        assertThat(best.step()).isZero();
        best.measured(-2, 2);
        best.measured(Double.POSITIVE_INFINITY, 3);
        best.measured(Double.NaN, 4);
        assertThat(best.step()).isEqualTo(2);
        best.measured(-1, 5);
        assertThat(best.step()).isEqualTo(5);
        assertThat(best.over()).isFalse();
    }
}
