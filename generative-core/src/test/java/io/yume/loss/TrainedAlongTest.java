package io.yume.loss;

import static io.yume.loss.EstimatorTest.DATA;
import static io.yume.loss.EstimatorTest.ERRORS;
import static io.yume.loss.EstimatorTest.X;
import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Template;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import io.yume.nn.GruCell;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of baselines and control variates: they learn what they should, and what is minimised for them trains nothing else. */
final class TrainedAlongTest {

    /** A coin below a normal variable, which a network is given: the gradient of the coin reaches the normal variable, too. */
    private static final Factor Z = Normal.of("z").given("x").by(mlp(3, 4)).as("q");

    private static final Factor B = Bernoulli.of("b").given("z").by(mlp(2, 2)).as("q");
    private static final Distribution MODEL = joint(
            Bernoulli.of("x").given("b", "z").by(mlp(4, 3)),
            Bernoulli.of("b", 2).learned(),
            Normal.standard("z", 2));
    private static final Expectation BOUND = elbo(MODEL, joint(Z, B));
    private static final String BASELINE = "baseline of b.dense0.";

    static Stream<Objective> givenADraw() {
        Estimator learned = Estimator.scoreFunction(Baseline.learned(mlp(2, 1), "z"));
        return Stream.of(
                BOUND.estimating("b", learned).mean(),
                BOUND.estimating("b", Estimator.scoreFunction(Baseline.nvil(0.9, mlp(2, 1), "z")))
                        .mean(),
                BOUND.estimating("b", Estimator.relax(0.5, 0.5, mlp(4, 4, 1), "z"))
                        .mean(),
                iwae(MODEL, joint(Z, B), 3).estimating("b", learned).mean());
    }

    @ParameterizedTest
    @MethodSource("givenADraw")
    void trainsNothingElse(Objective objective) {
        Lowered lowered = Lowered.of(objective, 4, DATA).rows("x", X);
        lowered.graph().runningMeans().forEach(mean -> lowered.set(mean.placeholder(), 0));
        Map<String, double[]> whole = lowered.lossGradients(0);
        Map<String, double[]> own = lowered.gradients(0);
        assertThat(own).containsKeys("q(z|x).dense0.bias", "q(b|z).dense0.bias", "x|b,z.dense0.bias");
        own.forEach((name, gradient) -> assertThat(whole.get(name))
                .as(name)
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(gradient));
        assertThat(whole.size()).isGreaterThan(own.size());
    }

    /** What a scan within the objective learns is not trained to make the gradient of the coin vary less. */
    @Test
    void trainsNoStatesOfAScan() {
        Factor b = Bernoulli.of("b", 2).learned().as("q");
        Map<String, Shape> data = Map.of("x", Shape.of(2, 1));
        Objective read = observed("b").plus(observed("h")).square();
        Scan scan = Scan.over("x");
        for (Scan each : new Scan[] {
            scan.state("before", "h", GruCell.of(3, 2), "x", "b"),
            scan.state("before", "h", 2, mlp(5, 2), "x", "b", "before"),
            scan.state("before", "h", GruCell.of(3, 2), "x", "b").draw(Normal.standard("idle", 1)),
            scan.state("before", "h", 2, mlp(5, 2), "x", "b", "before").draw(Normal.standard("idle", 1)),
        }) {
            Objective bound = expectation(b, each.sum(read))
                    .estimating("b", Estimator.relax(0.5, 0.5, mlp(2, 4, 1)))
                    .mean();
            Lowered lowered = Lowered.of(bound, 4, data).set("x", 0.3, -1, 0.8, 0.2, -0.6, 1.4, 0.1, 0.9);
            Map<String, double[]> whole = lowered.lossGradients(0);
            assertThat(whole.keySet()).anyMatch(name -> name.startsWith("h|"));
            lowered.gradients(0).forEach((name, gradient) -> assertThat(whole.get(name))
                    .as(name)
                    .usingComparatorWithPrecision(1e-12)
                    .containsExactly(gradient));
        }
    }

    @Test
    void whatIsMinimisedHasTheExactGradient() {
        Lowered.Statistics exact = Lowered.of(BOUND.estimating("b", enumeration()), 64, DATA)
                .rows("x", X)
                .statistics(100);
        Lowered.Statistics drawn = Lowered.of(
                        BOUND.estimating("b", Estimator.scoreFunction(Baseline.learned(mlp(2, 1), "z")))
                                .mean(),
                        64,
                        DATA)
                .rows("x", X)
                .lossStatistics(100);
        exact.means().forEach((name, means) -> {
            for (int i = 0; i < means.length; i++) {
                double error =
                        Math.hypot(exact.errors().get(name)[i], drawn.errors().get(name)[i]);
                assertThat(drawn.means().get(name)[i]).as(name).isCloseTo(means[i], within(ERRORS * error + 1e-6));
            }
        });
    }

    /** The squared error of a linear baseline has the slope 2 (baseline - objective) by its constant. */
    @Test
    void baselinesLearnTheObjective() {
        double mean = -3;
        for (Baseline baseline :
                new Baseline[] {Baseline.learned(mlp(3, 1), "x"), Baseline.nvil(0.9, mlp(3, 1), "x")}) {
            Lowered lowered = Lowered.of(
                            BOUND.estimating("b", Estimator.scoreFunction(baseline))
                                    .mean(),
                            1,
                            DATA)
                    .rows("x", X);
            lowered.graph().runningMeans().forEach(each -> lowered.set(each.placeholder(), mean));
            double[] weight = lowered.leaf(BASELINE + "weight");
            double predicted = lowered.leaf(BASELINE + "bias")[0];
            for (int i = 0; i < 3; i++) {
                predicted += weight[i] * X[i];
            }
            double wanted = lowered.value()[0] - (baseline instanceof Baseline.Nvil ? mean : 0);
            assertThat(lowered.lossGradients(0).get(BASELINE + "bias")[0])
                    .isCloseTo(2 * (predicted - wanted), within(1e-9));
        }
    }

    /** Of coins and of classes: the control variate's slopes are those of the squared gradient by the logits, by finite differences. */
    @Test
    void controlVariatesLearnToMakeTheGradientSmaller() {
        Estimator relax = Estimator.relax(0.7, 0.5, mlp(Activation.TANH, 6, 3, 1), "x");
        for (Template template : new Template[] {Bernoulli.of("b", 3), OneHotCategorical.of("b", 3)}) {
            Factor q = template.learned().as("q");
            Distribution model = joint(Bernoulli.of("x").given("b").by(mlp(3, 3)), template.learned());
            Lowered lowered = Lowered.of(
                            expectation(q, logProb(model))
                                    .estimating("b", relax)
                                    .mean(),
                            1,
                            DATA)
                    .rows("x", X);
            Map<String, double[]> slopes = lowered.lossGradients(4);
            for (String name : new String[] {"control of b.dense0.weight", "control of b.dense1.weight"}) {
                double[] kept = lowered.leaf(name);
                for (int i = 0; i < kept.length; i++) {
                    double difference = moved(lowered, name, i, 1e-5) - moved(lowered, name, i, -1e-5);
                    assertThat(slopes.get(name)[i]).as(name).isCloseTo(difference / 2e-5, within(1e-6));
                }
                assertThat(Arrays.stream(slopes.get(name)).map(Math::abs).max().orElseThrow())
                        .isGreaterThan(1e-3);
            }
        }
    }

    /** The squared length of the gradient where an element of a tensor is moved. */
    private static double moved(Lowered lowered, String name, int at, double by) {
        double[] kept = lowered.leaf(name);
        double[] other = kept.clone();
        other[at] += by;
        double sum = 0;
        for (double element : lowered.set(name, other).gradients(4).get("q(b).free")) {
            sum += element * element;
        }
        lowered.set(name, kept);
        return sum;
    }
}
