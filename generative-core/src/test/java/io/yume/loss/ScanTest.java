package io.yume.loss;

import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Dirichlet;
import io.yume.distribution.Factor;
import io.yume.distribution.Mixture;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.Support;
import io.yume.graph.MatMul;
import io.yume.graph.Shape;
import io.yume.nn.Fixed;
import io.yume.nn.GruCell;
import io.yume.nn.LstmCell;
import io.yume.nn.Network;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScanTest {

    private static final int STEPS = 4;
    private static final Map<String, Shape> DATA = Map.of(
            "x", Shape.of(STEPS, 2), "mask", Shape.of(STEPS), "codes", Shape.of(STEPS + 1, 2), "a", Shape.of(STEPS, 1));

    private static final String BASELINE = "baseline of b.dense0.";

    private static double[] numbers(int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.sin(1.3 * i + 0.2))
                .toArray();
    }

    private static double[] bits(int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> i * 7 % 3 == 0 ? 1 : 0)
                .toArray();
    }

    private static Lowered lowered(Objective objective, int batch) {
        Lowered lowered = Lowered.of(objective, batch, DATA);
        DATA.forEach((name, shape) -> {
            if (lowered.graph().observed().containsKey(name)) {
                lowered.set(name, name.equals("x") ? bits(batch * shape.size()) : numbers(batch * shape.size()));
            }
        });
        return lowered;
    }

    @Test
    void stepsAlongASequence() {
        Objective sum = Scan.over("x").sum(observed("x").square());
        Lowered lowered = Lowered.of(sum, 2, DATA)
                .set("x", IntStream.range(0, 16).asDoubleStream().toArray());
        // Rows are sequences of two numbers per step.
        double first = 1 + 25 + 81 + 169;
        double second = 17 * 17 + 21 * 21 + 25 * 25 + 29 * 29;
        assertThat(lowered.value()).containsExactly(first, second);
        assertThat(sum).hasToString("sum_t (x)^2");
    }

    @Test
    void masksSteps() {
        Objective sum = Scan.over("x").masked("mask").sum(observed("x"));
        Lowered lowered = Lowered.of(sum, 2, DATA)
                .set("x", IntStream.range(0, 16).asDoubleStream().toArray())
                .set("mask", 1, 1, 0, 0, 1, 1, 1, 0);
        assertThat(lowered.value()).containsExactly(1 + 5, 17 + 21 + 25);
    }

    /** Steps that a mask leaves out are padded with zeros, which no one-hot vector is. */
    @Test
    void stepsOfClassesMayBePaddedOnlyBehindAMask() {
        Map<String, Shape> data = Map.of("y", Shape.of(4, 3), "mask", Shape.of(4));
        Objective step = logProb(OneHotCategorical.of("y", 3).with(Parameter.constant(0)));
        for (Scan scan : List.of(Scan.over("y"), Scan.over("y").masked("mask"))) {
            boolean masked = scan.mask() != null;
            Support support =
                    Lowered.of(scan.sum(step), 2, data).graph().supports().get("y");
            assertThat(support).isEqualTo(masked ? Support.oneHot(3).orZeros() : Support.oneHot(3));
        }
    }

    @Test
    void looksAhead() {
        Objective sum = Scan.over("codes", "a")
                .slice("next", "codes", 1)
                .sum(observed("next").minus(observed("codes")));
        Lowered lowered = lowered(sum, 1);
        double[] codes = numbers(10);
        assertThat(lowered.value()[0]).isCloseTo(codes[8] + codes[9] - codes[0] - codes[1], within(1e-12));
    }

    /** The states of a cell, and what is predicted of them, against the same written step by step. */
    @Test
    void memoryPredictsMixturesAllStepsAtOnce() {
        LstmCell cell = LstmCell.of(3, 5);
        Factor next = Mixture.ofElements(Normal.family(), 3, "next").given("h").by(mlp(5, 18));
        Scan scan = Scan.over("codes", "a").slice("next", "codes", 1).state("before", "h", cell, "codes", "a");
        Lowered parallel = lowered(scan.sum(logProb(next)), 3);
        long products = parallel.graph().graph().nodes().stream()
                .filter(node -> node.primitive() instanceof MatMul)
                .count();
        assertThat(products).isEqualTo(STEPS + 1);
        // An idle draw in each step makes it go step by step.
        Lowered sequential = lowered(scan.draw(Normal.standard("idle", 1)).sum(logProb(next)), 3);
        assertThat(parallel.graph().specs().keySet())
                .isEqualTo(sequential.graph().specs().keySet());
        double[] expected = sequential.value();
        double[] actual = parallel.value();
        for (int row = 0; row < 3; row++) {
            assertThat(actual[row]).isCloseTo(expected[row], within(1e-10));
        }
        Map<String, double[]> slopes = sequential.gradients(0);
        parallel.gradients(0).forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).as(name).isCloseTo(slopes.get(name)[i], within(1e-10));
            }
        });
    }

    @Test
    void statesMayBeNetworks() {
        Objective both = Scan.over("a")
                .state("h", "after", 2, mlp(3, 2), "a", "h")
                .sum(observed("h").plus(observed("after")));
        Lowered lowered = lowered(both, 2)
                .set("after|a,h.dense0.weight", 1, 0, 0, 1, 1, 0)
                .set("after|a,h.dense0.bias", 0, 0.5)
                .set("a", 1, 2, 3, 4, 5, 6, 7, 8);
        double expected = 0;
        double[] h = {0, 0};
        for (double a : new double[] {1, 2, 3, 4}) {
            expected += h[0] + h[1];
            h = new double[] {a + h[1], h[0] + 0.5};
            expected += h[0] + h[1];
        }
        assertThat(lowered.value()[0]).isCloseTo(expected, within(1e-12));
    }

    /** A chain of coins, each given the one before through the state: the scan against all paths. */
    @Test
    void scoreFunctionsReachBackThroughTime() {
        Factor q = Bernoulli.of("b").given("before", "x").by(mlp(3, 1)).as("q");
        Factor p = Bernoulli.of("x").given("b", "before").by(mlp(2, 2));
        Factor prior = Bernoulli.of("b").given("before").by(mlp(1, 1));
        Objective step = logProb(p).plus(logProb(prior)).minus(logProb(q));
        Map<String, Shape> data = Map.of("x", Shape.of(2, 2));
        // The state is the coin itself.
        Scan scan = Scan.over("x").draw(q).state("before", "after", 1, identity(), "b");
        double[] x = {1, 0, 1, 1};

        Factor q1 = q.rename("b", "b1").rename("x", "x1").condition("before", 0);
        Factor q2 = q.rename("b", "b2").rename("x", "x2").rename("before", "b1");
        Objective first = logProb(p.rename("b", "b1").rename("x", "x1").condition("before", 0))
                .plus(logProb(prior.rename("b", "b1").condition("before", 0)))
                .minus(logProb(q1));
        Objective second = logProb(p.rename("b", "b2").rename("x", "x2").rename("before", "b1"))
                .plus(logProb(prior.rename("b", "b2").rename("before", "b1")))
                .minus(logProb(q2));
        Lowered exact = Lowered.of(
                        expectation(joint(q1, q2), first.plus(second))
                                .estimating("b1", enumeration())
                                .estimating("b2", enumeration()),
                        1,
                        Map.of("x1", Shape.of(2), "x2", Shape.of(2)))
                .rows("x1", 1, 0)
                .rows("x2", 1, 1);

        for (Scan choice : new Scan[] {
            scan.estimating("b", Estimator.scoreFunction()),
            scan.estimating("b", Estimator.scoreFunction(Baseline.movingAverage(0.9))),
            scan.samples(4).estimating("b", Estimator.scoreFunction(Baseline.leaveOneOut())),
            scan.estimating("b", Estimator.scoreFunction(Baseline.learned(mlp(1, 1), "before"))),
            scan.samples(2).estimating("b", Estimator.scoreFunction(Baseline.nvil(0.9, mlp(1, 1), "before")))
        }) {
            Lowered estimated = Lowered.of(choice.sum(step), 64, data).rows("x", x);
            // NVIL divides by no less than 1.
            estimated.graph().runningMeans().forEach(mean -> estimated.set(mean.placeholder(), -1));
            if (estimated.graph().specs().containsKey(BASELINE + "weight")) {
                // A prediction that hangs on the draw before, whose score it must not be subtracted for.
                estimated.set(BASELINE + "weight", 3).set(BASELINE + "bias", -4);
            }
            Lowered.Statistics statistics = estimated.statistics(400);
            assertThat(statistics.means().get("value")[0])
                    .isCloseTo(
                            exact.value()[0],
                            within(EstimatorTest.ERRORS * statistics.errors().get("value")[0]));
            exact.gradients(0).forEach((name, gradient) -> {
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(statistics.means().get(name)[i])
                            .as(name)
                            .isCloseTo(
                                    gradient[i],
                                    within(EstimatorTest.ERRORS
                                                    * statistics.errors().get(name)[i]
                                            + 1e-6));
                }
            });
        }
    }

    /** At every step the baselines of all draws so far learn the objective, as much as the step counts: by the slope of their constant. */
    @Test
    void baselinesOfAllDrawsLearnTheObjective() {
        Factor q = Bernoulli.of("b").given("before").by(mlp(1, 1)).as("q");
        Scan scan = Scan.over("a")
                .draw(q)
                .state("before", "after", 1, identity(), "b")
                .masked("m");
        Objective step = observed("b").times(2).plus(observed("a"));
        for (Baseline baseline :
                new Baseline[] {Baseline.learned(mlp(1, 1), "before"), Baseline.nvil(0.9, mlp(1, 1), "before")}) {
            Objective sum = scan.estimating("b", Estimator.scoreFunction(baseline))
                    .sum(step)
                    .mean();
            Lowered lowered = Lowered.of(sum, 1, Map.of("a", Shape.of(3, 1), "m", Shape.of(3)))
                    .set("a", 0.5, -1, 2)
                    .set(BASELINE + "weight", 0)
                    .set(BASELINE + "bias", 0.7);
            lowered.graph().runningMeans().forEach(mean -> lowered.set(mean.placeholder(), 0.25));
            double wanted = 0;
            double[] counts = {1, 0.5, 2};
            for (int t = 0; t < 3; t++) {
                double[] alone = new double[3];
                alone[t] = 1;
                double left = lowered.set("m", alone).value()[0] - (baseline instanceof Baseline.Nvil ? 0.25 : 0);
                wanted += counts[t] * (t + 1) * 2 * (0.7 - left);
            }
            assertThat(lowered.set("m", counts).lossGradients(0).get(BASELINE + "bias")[0])
                    .isCloseTo(wanted, within(1e-9));
        }
    }

    /** A term that stands twice in a step is reported once, as in a scan without draws; two terms of one name are refused. */
    @Test
    void reportsATermOfAStepOnce() {
        Factor prior = Normal.standard("u", 1);
        Factor encoder = Normal.of("u").given("x").by(mlp(2, 2));
        Objective kl = kl(encoder, prior);
        Objective step = observed("x").minus(kl).minus(kl.max(1)).plus(kl.named("rate"));
        Lowered parallel = lowered(Scan.over("x").sum(step), 2);
        Lowered sequential =
                lowered(Scan.over("x").draw(Normal.standard("idle", 1)).sum(step), 2);
        for (String name : List.of("sum_t KL[q(u|x) || p(u)]", "rate")) {
            assertThat(sequential.term(name)).as(name).isCloseTo(parallel.term(name), within(1e-10));
        }
        Objective twice = observed("x").named("n").plus(observed("x").square().named("n"));
        for (Scan scan : new Scan[] {Scan.over("x"), Scan.over("x").draw(Normal.standard("idle", 1))}) {
            assertThatThrownBy(() -> lowered(scan.sum(twice), 1)).hasMessageContaining("must be used once: term=n");
        }
    }

    /** Two states of which each sees the other, against a loop by hand; an idle draw changes nothing. */
    @Test
    void statesMaySeeEachOther() {
        Scan scan =
                Scan.over("a").state("h", "h1", 1, mlp(3, 1), "a", "h", "g").state("g", "g1", 1, mlp(2, 1), "h1", "g");
        Objective both =
                observed("h1").minus(observed("g1").times(3)).plus(observed("g").times(observed("h")));
        double[] a = {1, -2, 0.5, 3};
        double expected = 0;
        double h = 0;
        double g = 0;
        for (double now : a) {
            double h1 = 0.5 * now - h + 2 * g + 0.1;
            double g1 = 0.3 * h1 - 0.7 * g - 0.2;
            expected += h1 - 3 * g1 + g * h;
            h = h1;
            g = g1;
        }
        for (Scan each : new Scan[] {scan, scan.draw(Normal.standard("idle", 1))}) {
            Lowered lowered = Lowered.of(each.sum(both), 1, Map.of("a", Shape.of(4, 1)))
                    .set("a", a)
                    .set("h1|a,h,g.dense0.weight", 0.5, -1, 2)
                    .set("h1|a,h,g.dense0.bias", 0.1)
                    .set("g1|h1,g.dense0.weight", 0.3, -0.7)
                    .set("g1|h1,g.dense0.bias", -0.2);
            assertThat(lowered.value()[0]).isCloseTo(expected, within(1e-12));
        }
        Lowered trained = lowered(
                Scan.over("a")
                        .state("h", "h1", GruCell.of(3, 2), "a", "g")
                        .state("g", "g1", LstmCell.of(2, 2), "h1")
                        .mean(observed("h1").minus(observed("g1"))),
                2);
        FiniteDifferences.check(trained, 1e-7);
    }

    /** A state may come from another one, which need not be written first; each is computed for all steps before the next. */
    @Test
    void statesMayFollowOneAnother() {
        Scan scan = Scan.over("a").state("g", "g1", 1, mlp(2, 1), "h1", "g").state("h", "h1", 1, mlp(2, 1), "a", "h");
        double[] a = {1, -2, 0.5, 3};
        double expected = 0;
        double h = 0;
        double g = 0;
        for (double now : a) {
            h = 0.5 * now - h + 0.1;
            g = 0.3 * h - 0.7 * g - 0.2;
            expected += g;
        }
        for (Scan each : new Scan[] {scan, scan.draw(Normal.standard("idle", 1))}) {
            Lowered lowered = Lowered.of(each.sum(observed("g1")), 1, Map.of("a", Shape.of(4, 1)))
                    .set("a", a)
                    .set("h1|a,h.dense0.weight", 0.5, -1)
                    .set("h1|a,h.dense0.bias", 0.1)
                    .set("g1|h1,g.dense0.weight", 0.3, -0.7)
                    .set("g1|h1,g.dense0.bias", -0.2);
            assertThat(lowered.value()[0]).isCloseTo(expected, within(1e-12));
        }
    }

    private static Network identity() {
        return Fixed.function(x -> x);
    }

    /** VRNN (Chung et al., 2015): draws feed the state, every step has draws of its own, gradients are slopes. */
    @Test
    void variationalRecurrentNetworkHasTheSlopesOfItsValue() {
        Factor prior = Normal.of("z").given("h").by(mlp(3, 4));
        Factor encoder = Normal.of("z").given("x", "h").by(mlp(5, 4)).as("q");
        Factor decoder = Bernoulli.of("x").given("z", "h").by(mlp(5, 2));
        Objective vrnn = Scan.over("x")
                .draw(encoder)
                .state("h", "after", GruCell.of(4, 3), "x", "z")
                .samples(2)
                .sum(logProb(decoder).minus(kl(encoder, prior)));
        Lowered lowered = lowered(vrnn.mean(), 3);
        assertThat(lowered.graph().terms().keySet())
                .contains("sum_t log p(x|z,h)", "sum_t KL[q(z|x,h) || p(z|h)]", "objective");
        assertThat(lowered.term("objective"))
                .isCloseTo(
                        lowered.term("sum_t log p(x|z,h)") - lowered.term("sum_t KL[q(z|x,h) || p(z|h)]"),
                        within(1e-10));
        lowered.gradients(0).forEach((name, gradient) -> {
            double[] kept = lowered.leaf(name);
            double[] moved = kept.clone();
            moved[0] += 1e-5;
            double up = lowered.set(name, moved).value()[0];
            moved = kept.clone();
            moved[0] -= 1e-5;
            double down = lowered.set(name, moved).value()[0];
            lowered.set(name, kept);
            assertThat(gradient[0]).as(name).isCloseTo((up - down) / 2e-5, within(1e-7));
        });
        assertThat(vrnn.latex())
                .isEqualTo("\\sum_t \\mathbb{E}_{q(z|x,h)}[\\log p(x|z,h) - D_{KL}[q(z|x,h) \\| p(z|h)]]");
    }

    @Test
    void rejectsWhatCannotBeStepped() {
        Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 2));
        assertThatThrownBy(() -> lowered(Scan.over("x", "codes").sum(observed("x")), 1))
                .hasMessageContaining("sequences must have equally many steps")
                .hasMessageContaining("codes=5");
        assertThatThrownBy(() -> lowered(Scan.over("x").sum(logProb(decoder)), 1))
                .hasMessageContaining("nobody provides the variable: variable=z");
        assertThatThrownBy(() -> lowered(
                        Scan.over("x")
                                .draw(Normal.of("z").given("w").by(mlp(2, 4)))
                                .sum(logProb(decoder)),
                        1))
                .hasMessageContaining("nobody provides what a step needs");
        assertThatThrownBy(() -> Scan.over("x").estimating("z", enumeration())).hasMessageContaining("variable=z");
        assertThatThrownBy(() -> Scan.over("x").slice("past", "x", -1)).hasMessageContaining("offset=-1");
        assertThatThrownBy(() -> lowered(Scan.over("x").masked("codes").sum(observed("x")), 1))
                .hasMessageContaining("a mask is one number per step");
    }

    /** Neither the density of padding nor its score reaches a gradient. */
    @Test
    void paddingHasNoGradient() {
        Map<String, Shape> data = Map.of("y", Shape.of(4, 3), "mask", Shape.of(4));
        Factor parts = Dirichlet.of("y", 3).given("z").by(mlp(1, 3));
        Factor coin = Bernoulli.of("z", 1).learned();
        Scan scan = Scan.over("y").masked("mask").draw(coin);
        for (Estimator estimator : List.of(
                Estimator.scoreFunction(Baseline.none()),
                Estimator.scoreFunction(Baseline.movingAverage(0.9)),
                Estimator.straightThrough())) {
            Lowered lowered = Lowered.of(
                            scan.estimating("z", estimator).sum(logProb(parts)).mean(), 2, data)
                    .set("y", 0.2, 0.3, 0.5, 0.6, 0.3, 0.1, 0, 0, 0, 0, 0, 0, 0.1, 0.1, 0.8, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                    .set("mask", 1, 1, 0, 0, 1, 0, 0, 0)
                    .zeros();
            lowered.gradients(0).forEach((name, gradient) -> assertThat(gradient)
                    .as(estimator + " " + name)
                    .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        }
    }

    /** The density of zeros on a simplex is 0 or infinite. */
    @Test
    void stepsOfPartsOfAWholeMayBePaddedBehindAMask() {
        Map<String, Shape> data = Map.of("y", Shape.of(4, 3), "mask", Shape.of(4));
        Factor parts = Dirichlet.of("y", 3).with(Parameter.constant(2));
        Objective step = logProb(parts);
        for (Scan scan : List.of(
                Scan.over("y").masked("mask"),
                // An idle draw in each step makes it go step by step.
                Scan.over("y").masked("mask").draw(Normal.standard("idle", 1)))) {
            Lowered lowered = Lowered.of(scan.sum(step), 1, data)
                    .set("y", 0.2, 0.3, 0.5, 0.6, 0.3, 0.1, 0, 0, 0, 0, 0, 0)
                    .set("mask", 1, 1, 0, 0);
            assertThat(lowered.value()[0]).isCloseTo(Math.log(120 * 0.03) + Math.log(120 * 0.018), within(1e-6));
        }
    }

    @Test
    void aStateHasANameThatNothingElseHas() {
        assertThatThrownBy(() -> Scan.over("s").state("s", "a", GruCell.of(2, 3), "s"))
                .hasMessage("a name must be used once: sequences, slices and states=[s, s, a]");
    }

    @Test
    void namesTheStateThatCannotGoOn() {
        Scan alone = Scan.over("x").state("h", "h1", GruCell.of(2, 3));
        assertThatThrownBy(() -> lowered(alone.sum(observed("x")), 1))
                .hasMessageContaining("a state needs an input beside itself: state=h1");
        Scan shrinking = Scan.over("x").state("h", "h1", 3, mlp(5, 2), "x", "h");
        for (Scan scan : List.of(
                shrinking, shrinking.draw(Normal.of("n", 1).with(Parameter.constant(0), Parameter.constant(1))))) {
            assertThatThrownBy(() -> lowered(scan.sum(observed("x")), 1))
                    .hasMessageContaining("a state must keep its shape: state=h1|x,h, variable=h1, expected=[")
                    .hasMessageContaining(", 3], actual=[");
        }
    }
}
