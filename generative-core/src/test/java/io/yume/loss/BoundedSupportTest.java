package io.yume.loss;

import static io.yume.loss.Objectives.fantasy;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Beta;
import io.yume.distribution.ContinuousBernoulli;
import io.yume.distribution.Exponential;
import io.yume.distribution.Factor;
import io.yume.distribution.Gamma;
import io.yume.distribution.LogNormal;
import io.yume.distribution.MixtureOfExperts;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.RelaxedBernoulli;
import io.yume.distribution.VonMises;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Densities of draws that lie where the density's formula goes on, but the density does not. */
final class BoundedSupportTest {

    private static final Factor WIDE = Normal.of("z", 1)
            .with(Parameter.constant(0.4), Parameter.constant(2))
            .as("q");

    static Stream<Factor> densities() {
        Parameter two = Parameter.constant(2);
        return Stream.of(
                Exponential.of("z", 1).with(two),
                Gamma.of("z", 1).with(Parameter.constant(2.5), two),
                LogNormal.of("z", 1).with(Parameter.constant(0), Parameter.constant(0.7)),
                Beta.of("z", 1).with(two, two),
                ContinuousBernoulli.of("z", 1).with(two),
                RelaxedBernoulli.of("z", 0.9, 1).with(two),
                VonMises.of("z", 1).with(Parameter.constant(0.3), two));
    }

    /** Weighted draws of the whole line see all of a density, which is 1, and no more. */
    @ParameterizedTest
    @MethodSource("densities")
    void densitiesIntegrateToOne(Factor density) {
        Lowered one = Lowered.of(iwae(density, WIDE, 20_000), 1, Map.of());
        assertThat(one.value()[0]).isCloseTo(0, within(0.05));
    }

    /** A draw without weight has no share in the slope, not even one that is no number. */
    @ParameterizedTest
    @MethodSource("densities")
    void slopesAreOfWhatLiesInside(Factor density) {
        Factor learned = Normal.of("z", 1).learned().as("q");
        Lowered bound = Lowered.of(iwae(density, learned, 2000), 1, Map.of());
        assertThat(bound.gradients(0)).isNotEmpty().allSatisfy((name, gradient) -> assertThat(gradient)
                .isNotEmpty()
                .satisfies(values -> {
                    for (double value : values) {
                        assertThat(value).isFinite();
                    }
                }));
    }

    /** Half of a mixture is nothing below 0, where the other half is what it is. */
    @Test
    void expertsOfDifferentSupportsAreMixed() {
        Factor mixed = MixtureOfExperts.of(
                Normal.standard("z", 1), Exponential.of("z", 1).with(Parameter.constant(1)));
        Lowered density =
                Lowered.of(logProb(mixed), 2, Map.of("z", Shape.of(1))).set("z", -3, 2);
        double normal = Math.exp(-2) / Math.sqrt(2 * Math.PI);
        assertThat(density.value())
                .containsExactly(
                        new double[] {
                            -4.5 - 0.5 * Math.log(2 * Math.PI) - Math.log(2), Math.log((normal + Math.exp(-2)) / 2)
                        },
                        within(1e-9));
    }

    @Test
    void aFixedValueBeyondTheSupportHasNoDensity() {
        Factor exponential = Exponential.of("z", 1).with(Parameter.constant(1));
        assertThat(Lowered.of(logProb(exponential, -3), 1, Map.of()).value()[0]).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** Chains within a scan leave the data: what they reach is no part of it. */
    @Test
    void aDrawUnderTheNameOfASliceIsNoData() {
        Factor exponential = Exponential.of("x", 1).with(Parameter.constant(1));
        Factor wide = Normal.of("x", 1).with(Parameter.constant(-30), Parameter.constant(1));
        Objective steps = Scan.over("x").sum(fantasy(wide, logProb(exponential)));
        assertThat(Lowered.of(steps, 1, Map.of("x", Shape.of(2, 1)))
                        .set("x", 1, 2)
                        .value()[0])
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void divergenceFromANarrowerSupportIsInfinite() {
        Factor exponential = Exponential.of("z", 1).with(Parameter.constant(2));
        Lowered divergence = Lowered.of(kl(WIDE, exponential).samples(50), 1, Map.of());
        assertThat(divergence.value()[0]).isEqualTo(Double.POSITIVE_INFINITY);
    }
}
