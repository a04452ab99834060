package io.yume.loss;

import static io.yume.loss.Objectives.kl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.MultivariateNormal;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.StraightThrough;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Terms between laws of several families that need no draws. */
final class ClosedFormTest {

    /** Closed on either side: values of straight-through laws are those of the discrete ones. */
    @Test
    void divergencesAreClosedBetweenRelatedFamilies() {
        Parameter a = Parameter.constant(new double[] {0.4, -1}, 2);
        Parameter b = Parameter.constant(new double[] {-0.3, 0.2}, 2);
        Factor coin = Bernoulli.of("k").with(a).as("q");
        Factor vector = OneHotCategorical.of("k").with(a).as("q");
        assertThat(closed(coin, StraightThrough.bernoulli("k", 1).with(b)))
                .isEqualTo(closed(coin, Bernoulli.of("k").with(b)))
                .isEqualTo(closed(
                        StraightThrough.bernoulli("k", 2).with(a).as("q"),
                        StraightThrough.bernoulli("k", 1).with(b)));
        assertThat(closed(vector, StraightThrough.oneHotCategorical("k", 1).with(b)))
                .isEqualTo(closed(vector, OneHotCategorical.of("k").with(b)));
        assertThat(closed(
                        Normal.standard("k", 2).as("q"),
                        MultivariateNormal.ofDiagonal("k", 2).with(a, Parameter.constant(2))))
                .isCloseTo(Math.log(4) - 1 + (2 + 0.16 + 1) / 8, within(1e-12));
    }

    private static double closed(Factor q, Factor p) {
        Lowered lowered = Lowered.of(kl(q, p).mean(), 1, Map.of());
        assertThat(lowered.graph().terms().keySet()).noneMatch(name -> name.contains("Monte Carlo"));
        return lowered.value()[0];
    }
}
