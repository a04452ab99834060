package io.yume.train;

import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches that are read ahead. */
@Timeout(60)
final class PrefetchTest {

    private final SmallAutoencoder model = new SmallAutoencoder();

    /** What another data set has, drawn anew at each reading, with a hook before. */
    private record Watched(DataSet data, Runnable before) implements DataSet {

        @Override
        public Map<String, Shape> variables() {
            return data.variables();
        }

        @Override
        public int size() {
            return data.size();
        }

        @Override
        public void read(String variable, int example, Seed draw, float[] into, int at) {
            before.run();
            data.read(variable, example, draw, into, at);
            int flipped = draw.generator().nextInt(16);
            into[at + flipped] = 1 - into[at + flipped];
        }
    }

    private static DataSet watched(Runnable before) {
        return new Watched(SmallAutoencoder.stripes(64, 3), before);
    }

    private static boolean loads() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("batches") && thread.isAlive());
    }

    private TrainerPlan plan(DataSet data) {
        return model.plan().on(data, 8);
    }

    /** Whatever is slower, reading or computing, and however many may wait. */
    @Test
    void givesTheBitsOfATrainingThatReadsItself() {
        try (Trainer plain = plan(watched(() -> {})).compile()) {
            plain.fit(Length.updates(20));
            for (int ahead : new int[] {1, 3, 100}) {
                AtomicInteger reads = new AtomicInteger();
                Runnable hesitating = () -> {
                    if (reads.incrementAndGet() % 37 == 0) {
                        LockSupport.parkNanos(2_000_000);
                    }
                };
                try (Trainer trainer =
                        plan(watched(hesitating)).prefetching(ahead).compile()) {
                    trainer.fit(Length.updates(20));
                    assertThat(trainer.checkpoint()).isEqualTo(plain.checkpoint());
                }
            }
        }
        assertThat(loads()).isFalse();
    }

    @Test
    void goesOnFromACheckpointWithTheSameBits() {
        TrainerPlan plan = plan(watched(() -> {})).prefetching(4).accumulating(2);
        try (Trainer whole = plan.compile();
                Trainer first = plan.compile();
                Trainer second = plan.compile()) {
            whole.fit(Length.updates(12));
            first.fit(Length.updates(5));
            second.fit(Length.updates(2));
            // What was read ahead for the third step is dropped.
            second.restore(first.checkpoint());
            second.fit(Length.updates(12));
            assertThat(second.checkpoint()).isEqualTo(whole.checkpoint());
        }
        assertThat(loads()).isFalse();
    }

    @Test
    void followsPhasesThatRestAndPhasesThatComeTwice() {
        Factor one = Bernoulli.of("x", 16).learned().named("one");
        Factor other = Bernoulli.of("x", 16).learned().named("other");
        TrainerPlan plan = Trainer.of(
                        Phase.maximise("often", logProb(one).mean())
                                .learning(one)
                                .updates(2),
                        Phase.maximise("seldom", logProb(other).mean())
                                .learning(other)
                                .every(3))
                .on(watched(() -> {}), 8);
        try (Trainer plain = plan.compile();
                Trainer trainer = plan.prefetching(3).compile()) {
            plain.fit(Length.updates(14));
            trainer.fit(Length.updates(14));
            assertThat(trainer.checkpoint()).isEqualTo(plain.checkpoint());
            assertThat(trainer.checkpoint().getLong("updates/often")).isEqualTo(28);
            assertThat(trainer.checkpoint().getLong("updates/seldom")).isEqualTo(5);
        }
    }

    /** At most as many as were asked for, and the one that is being read. */
    @Test
    void readsNoFurtherAheadThanAsked() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        try (Trainer trainer =
                plan(watched(reads::incrementAndGet)).prefetching(3).compile()) {
            assertThat(loads()).isFalse();
            trainer.update();
            // The first batch was taken, and three wait.
            while (reads.get() < 4 * 8) {
                Thread.sleep(1);
            }
            Thread.sleep(30);
            assertThat(reads.get()).isEqualTo(4 * 8);
            assertThat(loads()).isTrue();
        }
        assertThat(loads()).isFalse();
    }

    @Test
    void carriesAnErrorToTheCallerWithTheNameOfTheBatchAndGoesOnAfterwards() {
        AtomicInteger reads = new AtomicInteger();
        Runnable failing = () -> {
            // The third example of the third batch of the second epoch, for the first time.
            if (reads.incrementAndGet() == 64 + 2 * 8 + 3) {
                throw new UncheckedIOException(new IOException("disk is gone"));
            }
        };
        try (Trainer plain = plan(watched(() -> {})).compile();
                Trainer trainer = plan(watched(failing)).prefetching(2).compile()) {
            assertThatThrownBy(() -> trainer.fit(Length.updates(20)))
                    .isInstanceOf(BatchException.class)
                    .hasMessageContaining("a batch could not be read: epoch=1, batch=2")
                    .hasMessageContaining("disk is gone")
                    .hasRootCauseInstanceOf(IOException.class);
            assertThat(trainer.step()).isEqualTo(10);
            assertThat(loads()).isFalse();
            trainer.fit(Length.updates(20));
            plain.fit(Length.updates(20));
            assertThat(trainer.checkpoint()).isEqualTo(plain.checkpoint());
        }
    }

    /** In its third step, the second batch of the phase that comes twice cannot be read, for the first time. */
    @ParameterizedTest
    @CsvSource({"0, 1", "2, 1", "0, 2", "5, 2"})
    void aStepWhoseDataCannotBeReadChangesNothing(int ahead, int accumulated) {
        Factor one = Bernoulli.of("x", 16).learned().named("one");
        Factor other = Bernoulli.of("x", 16).learned().named("other");
        Phase often = Phase.maximise("often", logProb(one).mean()).learning(one).updates(2);
        Phase once = Phase.maximise("once", logProb(other).mean()).learning(other);
        AtomicInteger reads = new AtomicInteger();
        Runnable failing = () -> {
            if (reads.incrementAndGet() == accumulated * (2 * 3 + 1) * 8 + 3) {
                throw new UncheckedIOException(new IOException("disk is gone"));
            }
        };
        TrainerPlan plan = Trainer.of(often, once).on(watched(() -> {}), 8).accumulating(accumulated);
        TrainerPlan hindered = plan.on(watched(failing), 8);
        try (Trainer plain = plan.compile();
                Trainer trainer = (ahead == 0 ? hindered : hindered.prefetching(ahead)).compile()) {
            assertThatThrownBy(() -> trainer.fit(Length.updates(6))).isInstanceOf(BatchException.class);
            plain.fit(Length.updates(2));
            assertThat(trainer.checkpoint()).isEqualTo(plain.checkpoint());
            trainer.fit(Length.updates(6));
            plain.fit(Length.updates(6));
            assertThat(trainer.checkpoint()).isEqualTo(plain.checkpoint());
        }
    }

    @Test
    void carriesErrorsOfTheMachineToo() {
        Runnable failing = () -> {
            throw new StackOverflowError("deep");
        };
        try (Trainer trainer = plan(watched(failing)).prefetching(2).compile()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(trainer::update)
                        .isInstanceOf(BatchException.class)
                        .hasMessage("a batch could not be read: epoch=0, batch=0: deep")
                        .hasCauseInstanceOf(StackOverflowError.class);
            }
        }
    }

    @Test
    void namesTheExampleOutsideOfTheSupport() {
        DataSet grey = ArrayDataSet.of("x", new float[] {0, 1, 1, 0.5f}, 1);
        try (Trainer trainer = Trainer.maximise(
                        logProb(Bernoulli.of("x", 1).learned()).mean())
                .on(grey, 4)
                .prefetching(1)
                .compile()) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(BatchException.class)
                    .hasMessageContaining("variable=x, expected={0, 1}, actual=0.5, example=3");
        }
    }

    @Test
    void aTrainingThatIsNeverUsedStartsNoThread() {
        try (Trainer trainer = plan(watched(() -> {})).prefetching(2).compile()) {
            assertThat(trainer.evaluate(SmallAutoencoder.stripes(10, 1)).objective())
                    .isNegative();
            assertThat(loads()).isFalse();
        }
        assertThatThrownBy(() -> model.plan().prefetching(0)).hasMessageContaining("batches=0");
    }

    /** The seam itself: in the order of the training, and the same answer to whoever asks again after an error. */
    @Test
    void refusesToBeAskedOutOfOrder() {
        List<Integer> examples = Collections.synchronizedList(new ArrayList<>());
        Map<String, Shape> shapes = new LinkedHashMap<>(Map.of("x", Shape.of(16)));
        Batches.Reads reads = new Batches.Reads(shapes, Map.of());
        Turns turns = new Turns(List.of(Phase.maximise("", model.bound)), 1);
        Batches batches = new Batches(watched(() -> examples.add(1)), 8, Seed.root(1));
        try (Prefetch prefetch = new Prefetch(turns, batches, List.of(reads), 8, 5, 2)) {
            assertThat(prefetch.next(5)).hasSize(1).allSatisfy(batch -> assertThat(batch)
                    .containsOnlyKeys("x"));
            assertThatThrownBy(() -> prefetch.next(7)).hasMessageContaining("expected=6 of phase 0, actual=7");
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(8);
    }
}
