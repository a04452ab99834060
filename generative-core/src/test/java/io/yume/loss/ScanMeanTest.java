package io.yume.loss;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Factor;
import io.yume.distribution.Mixture;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Positive;
import io.yume.distribution.Template;
import io.yume.graph.Shape;
import io.yume.nn.LstmCell;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Means over the steps of all sequences, their masks, and sequences that are drawn. */
final class ScanMeanTest {

    private static final int STEPS = 4;
    private static final Map<String, Shape> DATA = Map.of(
            "x", Shape.of(STEPS, 2),
            "m", Shape.of(STEPS),
            "mu", Shape.of(STEPS + 1, 2),
            "v", Shape.of(STEPS + 1, 2),
            "a", Shape.of(STEPS, 1));

    private static double[] numbers(int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.sin(1.3 * i + 0.2))
                .toArray();
    }

    private static Lowered lowered(Objective objective, int batch) {
        Lowered lowered = Lowered.of(objective, batch, DATA);
        DATA.forEach((name, shape) -> {
            if (lowered.graph().observed().containsKey(name)) {
                lowered.set(name, numbers(batch * shape.size()));
            }
        });
        return lowered;
    }

    @Test
    void isOverAllStepsOfAllSequences() {
        Objective mean = Scan.over("x").mean(observed("x"));
        Lowered lowered = Lowered.of(mean, 2, DATA)
                .set("x", IntStream.range(0, 16).asDoubleStream().toArray());
        assertThat(lowered.value()).containsExactly(15);
        assertThat(mean).hasToString("mean_t x");
        assertThat(lowered(Scan.over("x").mean(logProb(Normal.standard("u", 1), 0)), 2)
                        .value()[0])
                .as("what is the same in every step")
                .isCloseTo(-0.5 * Math.log(2 * Math.PI), within(1e-12));
    }

    @Test
    void countsStepsAsTheMaskSays() {
        Objective mean = Scan.over("x").masked("m").mean(observed("x").minus(1));
        Lowered lowered = Lowered.of(mean, 2, DATA)
                .set("x", IntStream.range(0, 16).asDoubleStream().toArray())
                .set("m", 1, 1, 0, 0, 1, 1, 0.5, 0);
        assertThat(lowered.value()[0]).isCloseTo((1 + 5 + 17 + 21 + 0.5 * 25) / 4.5 - 1, within(1e-12));
        assertThat(lowered.set("m", new double[8]).value()).containsExactly(0);
        assertThat(mean).hasToString("mean_t~m (x - 1)");
        assertThat(mean.latex()).isEqualTo("\\operatorname{mean}_{t \\sim m} (x - 1)");
        assertThat(Scan.over("x").masked("m").sum(observed("x")).latex()).isEqualTo("\\sum_t m \\cdot x");
    }

    @Test
    void whatIsReportedWithinAreMeansToo() {
        Objective mean = Scan.over("x")
                .masked("m")
                .mean(observed("x").square().named("square").plus(logProb(Normal.standard("x", 2))));
        Lowered lowered = lowered(mean, 2).set("m", 1, 0, 1, 0, 1, 0, 0, 0);
        assertThat(lowered.term("square") + lowered.term("mean_t~m log p(x)"))
                .isCloseTo(lowered.term("objective"), within(1e-12));
    }

    @Test
    void isTheSameStepByStep() {
        LstmCell cell = LstmCell.of(1, 3);
        Factor next = Normal.of("x").given("h").by(mlp(3, 4));
        Scan scan = Scan.over("x", "a")
                .state("before", "h", cell, "a")
                .named("h", "memory")
                .masked("m");
        Lowered parallel = lowered(scan.mean(logProb(next)), 3);
        assertThat(parallel.graph().specs().keySet()).contains("memory.input.weight", "x|h.dense0.weight");
        Lowered sequential = lowered(scan.draw(Normal.standard("idle", 1)).mean(logProb(next)), 3);
        assertThat(parallel.value()[0]).isCloseTo(sequential.value()[0], within(1e-12));
        Map<String, double[]> slopes = sequential.gradients(0);
        parallel.gradients(0)
                .forEach((name, gradient) ->
                        assertThat(gradient).as(name).containsExactly(slopes.get(name), within(1e-12)));
        FiniteDifferences.check(parallel, 1e-7);
    }

    /** Burn-in is a mask: what counts nothing still moves the state. */
    @Test
    void aStepThatCountsNothingBuildsUpTheState() {
        Scan scan = Scan.over("a").state("before", "h", LstmCell.of(1, 3), "a").masked("m");
        Lowered lowered = lowered(scan.mean(observed("h")), 1).set("m", 0, 0, 0, 1);
        double before = lowered.value()[0];
        assertThat(lowered.set("a", 5, 0.2, 0.3, 0.4).value()[0]).isNotEqualTo(before);
    }

    /** A mixture density network over codes that are drawn once for each sequence: one draw is both input and target. */
    @ParameterizedTest
    @EnumSource(names = {"ELEMENT", "ELEMENT_SHARED_WEIGHTS"})
    void stepsAlongASequenceThatIsDrawn(Mixture.Mixing mixing) {
        Factor q = Normal.ofLogVariance("z")
                .with(Parameter.variable("mu"), Parameter.variable("v"))
                .as("q");
        int free = mixing == Mixture.Mixing.ELEMENT ? 18 : 15;
        Factor next = new Template(Mixture.family(Normal.family(Positive.expWithin(-5, 3)), 3, mixing), "z_next")
                .given("h")
                .by(mlp(4, free))
                .named("mixture");
        Objective steps = Scan.over("z", "a")
                .slice("z_next", "z", 1)
                .state("before", "h", LstmCell.of(3, 4), "z", "a")
                .masked("m")
                .mean(logProb(next));
        Objective loss = expectation(q, steps.neg());
        assertThat(loss.latex())
                .isEqualTo("\\mathbb{E}_{q(z|\\mu,v)}[-\\operatorname{mean}_{t \\sim m} \\log p(z_{next}|h)]");
        Lowered drawn = lowered(loss, 2);
        assertThat(drawn.graph().value().shape().rank()).as("one number").isZero();
        FiniteDifferences.check(drawn, 1e-7);
        // Draws of no variance are data.
        double[] codes = numbers(2 * (STEPS + 1) * 2);
        double[] small = new double[codes.length];
        Arrays.fill(small, -80);
        Lowered fed = Lowered.of(
                        steps.neg(),
                        2,
                        Map.of("z", Shape.of(STEPS + 1, 2), "a", Shape.of(STEPS, 1), "m", Shape.of(STEPS)))
                .set("z", codes)
                .set("a", numbers(8))
                .set("m", numbers(8));
        assertThat(drawn.set("mu", codes).set("v", small).value()[0]).isCloseTo(fed.value()[0], within(1e-9));
    }

    @Test
    void rejectsWhatHasNoMeanOverTheBatch() {
        Objective mean = Scan.over("x").mean(observed("x"));
        Factor q = Normal.standard("u", 1);
        assertThatThrownBy(() -> lowered(expectation(q, mean).samples(2), 2))
                .hasMessageContaining("stands outside of several samples")
                .hasMessageContaining("mean_t x");
        assertThatThrownBy(() -> Scan.over("x").slice("x", "a", 1)).hasMessageContaining("slices and states=[x, x]");
        assertThatThrownBy(() -> Scan.over("x").named("h", "memory"))
                .hasMessageContaining("there is no such state: after=h, states=[]");
        assertThatThrownBy(() -> Positive.expWithin(1, 1)).hasMessageContaining("lowest=1.0, highest=1.0");
    }
}
