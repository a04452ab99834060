package io.yume.train;

import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ExampleStream;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Adam;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExampleStreamTest {

    private static final Map<String, Shape> PARTS = Map.of("x", Shape.of(1), "y", Shape.of(2));
    private static final Factor X = learned("x", 1);
    private static final Factor Y = learned("y", 2);

    private static Factor learned(String variable, int size) {
        return Normal.of(variable, size)
                .with(Parameter.learned("loc", new Initial.Constant(0), size), Parameter.constant(1));
    }

    /** The parts x = n and y = (n, -n) of example n. */
    private static Map<String, float[]> numbered(long n) {
        return Map.of("x", new float[] {n}, "y", new float[] {n, -n});
    }

    private static ExampleStream inOrder(LongFunction<Map<String, float[]>> example, long count) {
        return ExampleStream.inOrder(
                PARTS, () -> LongStream.range(0, count).mapToObj(example).iterator());
    }

    private static ExampleStream drawn() {
        return ExampleStream.drawn(PARTS, Seed.root(5), (random, into) -> {
            float x = (float) (3 + 2 * random.nextDouble());
            into.get("x")[0] = x;
            into.get("y")[0] = x + 1;
            into.get("y")[1] = -x;
        });
    }

    /** Notes which examples are read, and how often it is opened and closed. */
    private static final class Watched implements ExampleStream {

        private final List<Long> read = new CopyOnWriteArrayList<>();
        private final List<Long> opened = new CopyOnWriteArrayList<>();
        private final List<Long> closed = new CopyOnWriteArrayList<>();

        @Override
        public Map<String, Shape> variables() {
            return PARTS;
        }

        @Override
        public Cursor from(long first) {
            opened.add(first);
            return new Cursor() {
                private long n = first;

                @Override
                public void next(Map<String, float[]> into) {
                    read.add(n);
                    numbered(n)
                            .forEach((name, values) -> System.arraycopy(values, 0, into.get(name), 0, values.length));
                    n++;
                }

                @Override
                public void close() {
                    closed.add(n);
                }
            };
        }
    }

    private static TrainerPlan plan(ExampleStream stream) {
        return Trainer.maximise(logProb(X).plus(logProb(Y)).mean())
                .with(Adam.of(0.1))
                .on(stream, 4, 20)
                .seed(1);
    }

    @Test
    void examplesComeInTheirOrderOnceEach() {
        Watched stream = new Watched();
        try (Trainer trainer = plan(stream).compile()) {
            assertThat(stream.opened).isEmpty();
            List<Metrics> epochs = trainer.fit(Length.updates(7));
            assertThat(epochs).extracting(Metrics::step).containsExactly(5L, 7L);
        }
        assertThat(stream.read)
                .containsExactlyElementsOf(LongStream.range(0, 28).boxed().toList());
        assertThat(stream.opened).containsExactly(0L);
        assertThat(stream.closed).containsExactly(28L);
    }

    /** -(x - 0)^2 / 2 and constants of the first four examples. */
    @Test
    void batchesHaveTheValuesOfTheirExamples() {
        try (Trainer trainer = plan(new Watched()).compile()) {
            double squares = (1 + 4 + 9) / 4.0;
            assertThat(trainer.update().objective())
                    .isCloseTo(-1.5 * squares - 1.5 * Math.log(2 * Math.PI), within(1e-4));
        }
    }

    @Test
    void phasesOfAStepSeeTheSameExamplesAndEachIsReadOnce() {
        Watched stream = new Watched();
        Phase first = Phase.maximise("first", logProb(X).mean()).learning(X).updates(3);
        Phase second = Phase.maximise("second", logProb(Y).mean()).learning(Y).updates(2);
        try (Trainer trainer = Trainer.of(first, second).on(stream, 2, 12).compile()) {
            trainer.fit(Length.updates(4));
        }
        assertThat(stream.read)
                .containsExactlyElementsOf(LongStream.range(0, 24).boxed().toList());
        assertThat(stream.opened).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void resumedTrainingHasTheSameBits(int ahead) {
        for (ExampleStream stream : List.of(drawn(), inOrder(ExampleStreamTest::numbered, 1000))) {
            TrainerPlan plan = ahead == 0 ? plan(stream) : plan(stream).prefetching(ahead);
            float[] undisturbed;
            Checkpoint middle;
            try (Trainer trainer = plan.compile()) {
                trainer.fit(Length.updates(3));
                middle = trainer.checkpoint();
                trainer.fit(Length.updates(8));
                undisturbed = trainer.parameters().get("y.loc");
            }
            try (Trainer trainer = plan.compile()) {
                trainer.restore(middle);
                trainer.fit(Length.updates(8));
                assertThat(trainer.parameters().get("y.loc")).containsExactly(undisturbed);
            }
        }
    }

    /** The mean of what is drawn; parts of one example belong together. */
    @Test
    void learnsFromWhatIsDrawn() {
        try (Trainer trainer =
                plan(drawn()).with(Adam.of(0.1).decaying(0.99, 1e-3)).compile()) {
            trainer.fit(Length.updates(600));
            assertThat(trainer.parameters().get("x.loc")[0]).isCloseTo(4, within(0.1f));
            assertThat(trainer.parameters().get("y.loc")[0]).isCloseTo(5, within(0.1f));
        }
        Map<String, float[]> example = Map.of("x", new float[1], "y", new float[2]);
        List<Float> seen = new ArrayList<>();
        try (ExampleStream.Cursor cursor = drawn().from(0)) {
            for (int i = 0; i < 5; i++) {
                cursor.next(example);
                assertThat(example.get("y")).containsExactly(example.get("x")[0] + 1, -example.get("x")[0]);
                seen.add(example.get("x")[0]);
            }
        }
        assertThat(seen).doesNotHaveDuplicates();
        try (ExampleStream.Cursor cursor = drawn().from(3)) {
            cursor.next(example);
            assertThat(example.get("x")[0]).isEqualTo(seen.get(3));
        }
    }

    @Test
    void streamThatEndsStopsTheTrainingAndKeepsWhatWasLearned() {
        try (Trainer trainer = plan(inOrder(ExampleStreamTest::numbered, 10)).compile()) {
            trainer.fit(Length.updates(2));
            float[] before = trainer.parameters().get("x.loc");
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(BatchException.class)
                    .hasMessageContaining("2")
                    .hasRootCauseInstanceOf(NoSuchElementException.class);
            assertThat(trainer.parameters().get("x.loc")).containsExactly(before);
            assertThat(trainer.step()).isEqualTo(2);
        }
    }

    @Test
    void wrongExamplesAndSizesAreNamed() {
        try (Trainer trainer = plan(inOrder(n -> Map.of("z", new float[1]), 10)).compile()) {
            assertThatThrownBy(trainer::update)
                    .hasRootCauseMessage(
                            "an example must have the parts of its stream: part=z, values=1, expected={x=[1], y=[2]},"
                                    + " example=0");
        }
        // A part that is not there is not that of the example before.
        try (Trainer trainer = plan(inOrder(
                        n -> {
                            Map<String, float[]> parts = new HashMap<>(numbered(n));
                            if (n == 6) {
                                parts.remove("y");
                            }
                            return parts;
                        },
                        20))
                .compile()) {
            trainer.update();
            assertThatThrownBy(trainer::update)
                    .hasRootCauseMessage("an example must have the parts of its stream: part=y, values=0,"
                            + " expected={x=[1], y=[2]}, example=6");
        }
        Factor coin = Bernoulli.of("x", 1).learned();
        try (Trainer trainer = Trainer.maximise(logProb(coin).mean())
                .on(inOrder(ExampleStreamTest::numbered, 10), 3, 9)
                .compile()) {
            assertThatThrownBy(trainer::update)
                    .hasRootCauseMessage("a variable must lie where its distribution does: variable=x, expected={0, 1},"
                            + " actual=2.0, example=2");
        }
        assertThatThrownBy(() -> Trainer.maximise(logProb(coin).mean())
                        .on(inOrder(ExampleStreamTest::numbered, 10), 4, 3)
                        .compile())
                .hasMessageContaining("batch=4, examples=3");
    }
}
