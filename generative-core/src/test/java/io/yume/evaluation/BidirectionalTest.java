package io.yume.evaluation;

import static io.yume.evaluation.PrincipalComponent.MODEL;
import static io.yume.evaluation.PrincipalComponent.POSTERIOR;
import static io.yume.evaluation.PrincipalComponent.PRIOR;
import static io.yume.evaluation.PrincipalComponent.logLikelihood;
import static io.yume.evaluation.PrincipalComponent.nothing;
import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.AnnealedPath;
import io.yume.loss.ObjectiveGraph;
import io.yume.model.RestrictedBoltzmannMachine;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Annealing from above against closed forms and sums over all states. */
final class BidirectionalTest {

    private static final Seed SEED = Seed.root(6);
    /** Of x under the model: 1 + log(2 pi) + log(1.25) / 2. */
    private static final double ENTROPY = 2.94945;

    private static AnnealedImportanceSampling annealing(int leapfrogs, int temperatures, int chains) {
        return AnnealedImportanceSampling.along(AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), leapfrogs))
                .temperatures(temperatures)
                .chains(chains)
                .startingWith(0.3);
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** The same x many times, each with another draw of its posterior. */
    private static DataSet posteriorDraws(int count, float first, float second) {
        SplittableRandom random = new SplittableRandom(8);
        float[] x = new float[2 * count];
        float[] z = new float[count];
        for (int i = 0; i < count; i++) {
            x[2 * i] = first;
            x[2 * i + 1] = second;
            z[i] = (float) (0.4 * (first + second) + Math.sqrt(0.2) * gaussian(random));
        }
        return ArrayDataSet.of("x", x, 2).and("z", z, 1);
    }

    /** One estimate of chains that each began at a draw of its own. */
    private static AnnealedEstimate pooled(List<AnnealedEstimate> single) {
        return AnnealedEstimate.ofInverse(
                1, single.stream().mapToDouble(each -> -each.logConstant()).toArray());
    }

    private static void assertFinds(AnnealedEstimate estimate, double expected, double most) {
        assertThat(estimate.relativeError()).isLessThan(most);
        assertThat(estimate.logConstant()).isCloseTo(expected, within(4 * estimate.relativeError() + 1e-3));
    }

    @Test
    void weightsFromAboveAreUnbiased() {
        double exact = logLikelihood(0.7, -1.9);
        try (Parameters nothing = nothing()) {
            for (int temperatures : new int[] {8, 40}) {
                List<AnnealedEstimate> all =
                        annealing(2, temperatures, 1).fromAbove(nothing, posteriorDraws(3000, 0.7f, -1.9f), 3000, SEED);
                assertFinds(pooled(all), exact, 0.06);
                assertThat(all.get(0).acceptance()).isBetween(0.5, 0.99);
            }
        }
    }

    /** The logarithm of few weights is too high by what their spread says, and from below too low. */
    @Test
    void likelihoodIsBetweenBothSides() {
        try (Parameters nothing = nothing()) {
            List<AnnealedBracket> few = annealing(1, 4, 2).simulated(MODEL, nothing, 2000, 2000, SEED);
            double below =
                    few.stream().mapToDouble(each -> each.below().logConstant()).sum() / 2000;
            double above =
                    few.stream().mapToDouble(each -> each.above().logConstant()).sum() / 2000;
            // The log-density of a draw varies by 1 around minus the entropy.
            double error = 4 / Math.sqrt(2000);
            assertThat(below).isLessThan(-ENTROPY - error);
            assertThat(above).isGreaterThan(-ENTROPY + error);
            assertThat(above - below)
                    .isCloseTo(few.stream().mapToDouble(AnnealedBracket::gap).sum() / 2000, within(1e-9));
        }
    }

    @Test
    void moreTemperaturesBringBothSidesTogether() {
        try (Parameters nothing = nothing()) {
            double before = Double.POSITIVE_INFINITY;
            for (int temperatures : new int[] {4, 12, 60}) {
                List<AnnealedBracket> all = annealing(3, temperatures, 2).simulated(MODEL, nothing, 400, 400, SEED);
                double gap = all.stream().mapToDouble(AnnealedBracket::gap).sum() / 400;
                assertThat(gap).isGreaterThan(0).isLessThan(before);
                before = gap;
            }
            assertThat(before).isLessThan(0.1);
        }
    }

    /** With no way to go, where the base is the posterior itself, both sides are exact with one step. */
    @Test
    void fromThePosteriorBothSidesAreExact() {
        AnnealedPath path = AnnealedPath.hamiltonian(POSTERIOR, logProb(MODEL), 1);
        try (Parameters nothing = nothing()) {
            DataSet one = posteriorDraws(3, -1.2f, -0.8f);
            AnnealedImportanceSampling annealing =
                    AnnealedImportanceSampling.along(path).temperatures(1).chains(2);
            double exact = logLikelihood(-1.2, -0.8);
            for (AnnealedEstimate each : annealing.fromAbove(nothing, one, 2, SEED)) {
                assertThat(each.logConstant()).isCloseTo(exact, within(1e-4));
                assertThat(each.effectiveChains()).isCloseTo(2, within(1e-3));
            }
            DataSet x = ArrayDataSet.of("x", new float[] {-1.2f, -0.8f}, 2);
            assertThat(annealing.perExample(nothing, x, 1, SEED).get(0).logConstant())
                    .isCloseTo(exact, within(1e-4));
        }
    }

    @Test
    void examplesDependOnNoOtherExampleThanThoseOfTheirBatch() {
        try (Parameters nothing = nothing()) {
            AnnealedImportanceSampling annealing = annealing(1, 5, 2);
            assertThat(annealing.simulated(MODEL, nothing, 6, 3, SEED))
                    .isEqualTo(annealing.simulated(MODEL, nothing, 6, 3, SEED))
                    .isNotEqualTo(annealing.simulated(MODEL, nothing, 6, 3, Seed.root(7)))
                    .startsWith(annealing.simulated(MODEL, nothing, 3, 3, SEED).toArray(AnnealedBracket[]::new));
        }
    }

    /** From exact states of a small machine to coins: log Z from above. */
    @Test
    void constantOfAMachineIsFoundFromItsStates() {
        int visible = 6;
        RestrictedBoltzmannMachine machine = RestrictedBoltzmannMachine.of(visible, 4);
        Map<String, Parameters.Spec> specs = ObjectiveGraph.evaluation(machine, 1, Map.of("x", Shape.of(visible)))
                .specs();
        SplittableRandom random = new SplittableRandom(4);
        try (Parameters learned = new Parameters(specs, Seed.root(1))) {
            for (String name : specs.keySet()) {
                float[] values = learned.get(name);
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) gaussian(random);
                }
                learned.set(name, values);
            }
            double[] logs =
                    logDensities(learned.get("rbm.weight"), learned.get("rbm.visible"), learned.get("rbm.hidden"));
            double logZ = LogSum.of(logs);
            float[] states = new float[2000 * visible];
            for (int i = 0; i < 2000; i++) {
                int state = state(logs, logZ, random.nextDouble());
                for (int k = 0; k < visible; k++) {
                    states[i * visible + k] = state >> k & 1;
                }
            }
            List<AnnealedEstimate> all = AnnealedImportanceSampling.along(
                            machine.annealedFrom(0.3, 0.4, 0.5, 0.5, 0.6, 0.7))
                    .temperatures(40)
                    .chains(1)
                    .fromAbove(learned, ArrayDataSet.of("x", states, visible), 2000, SEED);
            assertFinds(pooled(all), logZ, 0.1);
        }
    }

    /** The state up to which a part of the probability lies. */
    private static int state(double[] logs, double logZ, double part) {
        double sum = 0;
        int state = -1;
        while (sum <= part && state + 1 < logs.length) {
            sum += Math.exp(logs[++state] - logZ);
        }
        return state;
    }

    private static double[] logDensities(float[] weight, float[] visible, float... hidden) {
        double[] logs = new double[1 << visible.length];
        for (int state = 0; state < logs.length; state++) {
            for (int i = 0; i < visible.length; i++) {
                logs[state] += (state >> i & 1) * visible[i];
            }
            for (int j = 0; j < hidden.length; j++) {
                double logit = hidden[j];
                for (int i = 0; i < visible.length; i++) {
                    logit += (state >> i & 1) * weight[i * hidden.length + j];
                }
                logs[state] += Math.log1p(Math.exp(logit));
            }
        }
        return logs;
    }

    @Test
    void endsWithoutCodesAreRefused() {
        DataSet x = ArrayDataSet.of("x", new float[] {1, 2}, 2);
        try (Parameters nothing = nothing()) {
            assertThatThrownBy(() -> annealing(1, 5, 2).fromAbove(nothing, x, 1, SEED))
                    .hasMessage("chains from above begin at draws of the end: variable=z, has=[x]");
            assertThatThrownBy(() -> annealing(1, 5, 2).simulated(MODEL.rename("z", "a"), nothing, 2, 1, SEED))
                    .hasMessageContaining("variable=z, has=[a, x]");
        }
    }
}
