package io.yume.loss;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Deterministic;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Shape;
import io.yume.nn.GruCell;
import io.yume.nn.LstmCell;
import io.yume.nn.RecurrentCell;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences in pieces, each from the state that the one before ended in, against whole ones. */
final class CarriedStateTest {

    private static final int BATCH = 2;
    private static final int HIDDEN = 3;

    private static double[] numbers(int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.sin(1.3 * i + 0.2))
                .toArray();
    }

    /** The steps {@code from .. to} of sequences of four numbers. */
    private static double[] piece(double[] sequences, int from, int to) {
        return IntStream.range(0, BATCH)
                .mapToObj(row -> Arrays.stream(sequences, 4 * row + from, 4 * row + to))
                .flatMapToDouble(steps -> steps)
                .toArray();
    }

    private static Objective along(RecurrentCell cell, boolean stepByStep, String... start) {
        Factor next = Normal.of("x").given("before", "h").by(mlp(2 * HIDDEN, 2));
        Scan scan = Scan.over("x").state("before", "h", cell, "x");
        scan = start.length == 0 ? scan : scan.from("h", start);
        // An idle draw in each step makes it go step by step.
        return (stepByStep ? scan.draw(Normal.standard("idle", 1)) : scan)
                .sum(logProb(next))
                .mean();
    }

    private static Lowered lowered(Objective objective, int steps, List<String> start) {
        Map<String, Shape> data = new HashMap<>(Map.of("x", Shape.of(steps, 1)));
        start.forEach(name -> data.put(name, Shape.of(HIDDEN)));
        return Lowered.of(objective, BATCH, data);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void piecesAreTheWhole(boolean stepByStep) {
        for (RecurrentCell cell : List.of(LstmCell.of(1, HIDDEN), GruCell.of(1, HIDDEN))) {
            List<String> start = cell.hasMemory() ? List.of("h_0", "c_0") : List.of("h_0");
            double[] x = numbers(BATCH * 4);
            double whole =
                    lowered(along(cell, stepByStep), 4, List.of()).set("x", x).value()[0];
            Lowered half = lowered(along(cell, stepByStep, start.toArray(String[]::new)), 2, start);
            start.forEach(name -> half.set(name, new double[BATCH * HIDDEN]));
            double first = half.set("x", piece(x, 0, 2)).value()[0];
            Map<String, double[]> after = new HashMap<>();
            half.graph().carried().forEach((name, node) -> after.put(name, half.evaluate(node, 0)));
            assertThat(after).containsOnlyKeys(start);
            after.forEach(half::set);
            double second = half.set("x", piece(x, 2, 4)).value()[0];
            assertThat(first + second).isCloseTo(whole, within(1e-12));
            FiniteDifferences.check(half, 1e-7);
        }
    }

    /** The same as one that the data says, with slopes as differences have them. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStartMayBeLearned(boolean stepByStep) {
        RecurrentCell cell = GruCell.of(1, HIDDEN);
        double[] x = numbers(BATCH * 4);
        double[] h = numbers(HIDDEN);
        Objective along = along(cell, stepByStep, "h_0");
        Lowered fed = lowered(along, 4, List.of("h_0")).set("x", x).rows("h_0", h);
        Factor start = Deterministic.of("h_0", HIDDEN).learned();
        Factor next = Normal.of("x").given("before", "h").by(mlp(2 * HIDDEN, 2));
        Scan scan = Scan.over("x").state("before", "h", cell, "x").from("h", "h_0");
        Objective sum = (stepByStep ? scan.draw(Normal.standard("idle", 1)) : scan).sum(logProb(next));
        Lowered learned = lowered(expectation(start, sum).mean(), 4, List.of())
                .set("x", x)
                .set("h_0.free", h);
        assertThat(learned.value()[0]).isCloseTo(fed.value()[0], within(1e-12));
        assertThat(learned.graph().carried()).isEmpty();
        double[] slope = learned.gradients(0).get("h_0.free");
        for (int i = 0; i < HIDDEN; i++) {
            double[] moved = h.clone();
            moved[i] += 1e-5;
            double up = learned.set("h_0.free", moved).value()[0];
            moved[i] -= 2e-5;
            double down = learned.set("h_0.free", moved).value()[0];
            assertThat(slope[i]).isCloseTo((up - down) / 2e-5, within(1e-8));
            learned.set("h_0.free", h);
        }
    }

    @Test
    void networksCarryTheirStateToo() {
        Objective both = Scan.over("x")
                .state("h", "after", 1, mlp(2, 1), "x", "h")
                .from("after", "h_0")
                .sum(observed("h").plus(observed("after")));
        Lowered lowered = Lowered.of(both, 1, Map.of("x", Shape.of(3, 1), "h_0", Shape.of(1)))
                .set("after|x,h.dense0.weight", 1, 2)
                .set("after|x,h.dense0.bias", 0)
                .set("x", 1, 2, 3)
                .set("h_0", 5);
        // 5, 1 + 10, 2 + 22, 3 + 48: all but the ends count twice.
        assertThat(lowered.value()[0]).isCloseTo(5 + 2 * 11 + 2 * 24 + 51, within(1e-12));
        assertThat(lowered.evaluate(lowered.graph().carried().get("h_0"), 0)).containsExactly(51);
    }

    @Test
    void statesThatStartAtZeroCarryNothing() {
        Lowered lowered = lowered(along(LstmCell.of(1, HIDDEN), false), 2, List.of());
        assertThat(lowered.graph().carried()).isEmpty();
    }

    @Test
    void rejectsAStartThatDoesNotFit() {
        Scan scan = Scan.over("x").state("before", "h", LstmCell.of(1, HIDDEN), "x");
        assertThatThrownBy(() -> scan.from("g", "h_0")).hasMessage("there is no such state: after=g, states=[h]");
        assertThatThrownBy(() -> lowered(along(LstmCell.of(1, HIDDEN), false, "h_0"), 2, List.of("h_0")))
                .hasMessageContaining("as many variables as it has tensors: state=h, start=[h_0], expected=2");
        assertThatThrownBy(() -> Lowered.of(
                        along(GruCell.of(1, HIDDEN), false, "h_0"),
                        BATCH,
                        Map.of("x", Shape.of(2, 1), "h_0", Shape.of(HIDDEN, 1))))
                .hasMessageContaining("placeholder 'h_0' [2, 3, 1]");
        assertThatThrownBy(() -> lowered(along(GruCell.of(1, HIDDEN), false, "h_0"), 2, List.of()))
                .hasMessageContaining("variable=h_0");
    }

    @Test
    void rejectsMoreRowsThanExamples() {
        Factor q = Normal.standard("u", 1);
        Objective step = Scan.over("x")
                .state("before", "h", GruCell.of(2, HIDDEN), "x", "u")
                .from("h", "h_0")
                .sum(observed("h"));
        assertThatThrownBy(() -> lowered(Objectives.expectation(q, step).samples(3), 2, List.of("h_0")))
                .hasMessageContaining("has a row for each example: state=h, start=[h_0], expected=2, actual=6");
    }
}
