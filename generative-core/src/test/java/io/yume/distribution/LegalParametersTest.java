package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.Parameters.Initial;
import io.yume.nn.Networks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Constants that no law of a family can have are refused where they are written. */
final class LegalParametersTest {

    private static final Parameter ONE = Parameter.constant(1);
    private static final Parameter ZERO = Parameter.constant(0);

    private static void assertRefused(Template template, String message, Parameter... parameters) {
        assertThatThrownBy(() -> template.with(parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a parameter " + message);
    }

    @Test
    void errorsNameTheFamilyTheParameterTheRuleAndTheNumber() {
        assertRefused(
                Normal.of("x", 1),
                "must lie in (0, inf): family=Normal, parameter=scale, actual=-1",
                ZERO,
                Parameter.constant(-1));
        assertRefused(
                Bernoulli.ofProbs("x", 3),
                "must lie in [0, 1]: family=Bernoulli, parameter=probs, actual=1.5",
                Parameter.constant(new double[] {0, 1, 1.5}, 3));
        assertRefused(
                Normal.of("x", 1),
                "must lie in R: family=Normal, parameter=loc, actual=NaN",
                Parameter.constant(Double.NaN),
                ONE);
        assertRefused(
                Uniform.of("x", 2),
                "must be above low=0: family=Uniform, parameter=high, actual=-2",
                Parameter.constant(new double[] {-3, 0}, 2),
                Parameter.constant(-2));
        assertRefused(
                MultivariateNormal.ofTriangular("x", 2),
                "must have a diagonal above 0: family=MultivariateNormal, parameter=factor, actual=-0.5",
                ZERO,
                Parameter.constant(new double[] {1, 7, -3, -0.5}, 2, 2));
    }

    @Test
    void probabilitiesOfClassesSumToOne() {
        Parameter impossible = Parameter.constant(new double[] {0, 1, 0, 0}, 2, 2);
        for (Template template : List.of(OneHotCategorical.ofProbs("x", 2, 2), Categorical.ofProbs("x", 2, 2))) {
            assertThatThrownBy(() -> template.with(impossible))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("probabilities of classes must sum to 1: family=")
                    .hasMessageEndingWith(", probs=[0.0, 0.0], sum=0.0");
        }
        assertThatThrownBy(() -> Categorical.ofProbs("x").with(Parameter.constant(new double[] {0.5, 0.7}, 2)))
                .hasMessageEndingWith("probs=[0.5, 0.7], sum=1.2");
        assertThatCode(() -> Categorical.ofProbs("x").with(Parameter.constant(new double[] {1, 3}, 2)))
                .hasMessageContaining("must lie in [0, 1]");
        assertThatCode(() -> OneHotCategorical.ofProbs("x", 3).with(Parameter.constant(0.2)))
                .doesNotThrowAnyException();
        // Rounded ones.
        double[] sixths = {0.167, 0.167, 0.167, 0.167, 0.167, 0.167};
        assertThatCode(() -> Categorical.ofProbs("x").with(Parameter.constant(sixths, 6)))
                .doesNotThrowAnyException();
        Parameter sometimes = Parameter.constant(new double[] {0, 0.5, 0.5}, 3);
        assertThatCode(() -> RelaxedOneHotCategorical.ofProbs("x", 0.5, 3).with(sometimes))
                .doesNotThrowAnyException();
        assertThatCode(() -> Bernoulli.ofProbs("x", 2).with(ZERO)).doesNotThrowAnyException();
    }

    /** A density goes to infinity with the logits, where a mass goes to 0 or 1. */
    @Test
    void probabilitiesOfDensitiesAreBetweenZeroAndOne() {
        for (Template template : List.of(ContinuousBernoulli.ofProbs("x", 1), RelaxedBernoulli.ofProbs("x", 0.5, 1))) {
            for (double end : new double[] {0, 1}) {
                assertThatThrownBy(() -> template.with(Parameter.constant(end)))
                        .hasMessageContaining("must lie in (0, 1): family=");
            }
            assertThatCode(() -> template.with(Parameter.constant(0.3))).doesNotThrowAnyException();
        }
    }

    @Test
    void outputsOfNetworksAreNotTakenForProbabilities() {
        assertThatThrownBy(() -> Bernoulli.ofProbs("x", 2).given("z").by(Networks.mlp(3, 2)))
                .hasMessageContaining("a network gives logits: use of(...).by(network), or ofProbs(...).with(");
        assertThatCode(() -> Bernoulli.ofProbs("x", 2).with(Parameter.of(Networks.mlp(3, 2), "z")))
                .doesNotThrowAnyException();
    }

    @Test
    void constantsFillTheirShape() {
        assertThatThrownBy(() -> Parameter.constant(new double[] {1, 2}, 3))
                .hasMessage("numbers must fill their shape: shape=[3], numbers=2");
        assertThatThrownBy(() -> Parameter.constant(new double[] {1, 2})).hasMessageContaining("shape=[], numbers=2");
        assertThatCode(() -> Parameter.constant(new double[] {1}, 3)).doesNotThrowAnyException();
    }

    @Test
    void scalesRatesAndConcentrationsAreAboveZero() {
        Map<Template, Integer> positions = new LinkedHashMap<>();
        for (Template one :
                List.of(Exponential.of("x"), Poisson.of("x"), Dirichlet.of("x", 2), Gamma.of("x"), Beta.of("x"))) {
            positions.put(one, 0);
        }
        for (Template one : List.of(
                Normal.of("x"),
                LogNormal.of("x"),
                Laplace.of("x"),
                Logistic.of("x"),
                Gumbel.of("x"),
                Cauchy.of("x"),
                Gamma.of("y"),
                Beta.of("y"),
                VonMises.of("x"),
                VonMisesFisher.of("x", 2),
                MultivariateNormal.ofDiagonal("x", 2),
                DiscretisedLogistic.of(Levels.unit(4), "x"),
                Truncated.of(Normal.family(), 0, 1, "x"))) {
            positions.put(one, 1);
        }
        positions.put(StudentT.of("x"), 2);
        positions.put(StudentT.of("y"), 0);
        positions.put(MultivariateNormal.ofLowRank("x", 1, 2), 2);
        positions.put(Mixture.of(Normal.family(), 2, "x"), 2);
        positions.forEach((template, position) -> {
            for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-60}) {
                List<Parameter> good = ones(template);
                Parameter[] given = good.toArray(Parameter[]::new);
                given[position] = Parameter.constant(wrong);
                assertThatThrownBy(() -> template.with(given))
                        .as(position + " of "
                                + template.with(good.toArray(Parameter[]::new))
                                        .family()
                                        .name())
                        .hasMessageStartingWith("a parameter must lie in (0, inf): family=")
                        .hasMessageEndingWith("actual=" + Notation.number(wrong));
            }
        });
    }

    /** As many ones as the family has parameters. */
    private static List<Parameter> ones(Template template) {
        for (int count = 1; ; count++) {
            List<Parameter> ones = Collections.nCopies(count, ONE);
            try {
                template.with(ones.toArray(Parameter[]::new));
                return ones;
            } catch (IllegalArgumentException other) {
                assertThat(other).hasMessageContaining("has the parameters");
            }
        }
    }

    @Test
    void whatIsLegalOrNotKnownIsTaken() {
        Parameter never = Parameter.constant(new double[] {0, Double.NEGATIVE_INFINITY}, 2);
        assertThat(OneHotCategorical.of("x", 2).with(never)).isNotNull();
        assertThat(Categorical.of("x").with(never)).isNotNull();
        assertThat(Bernoulli.ofProbs("x", 2).with(Parameter.constant(new double[] {0, 1}, 2)))
                .isNotNull();
        assertThat(Normal.of("x", 1).with(Parameter.variable("a"), Parameter.variable("b")))
                .isNotNull();
        assertThat(Uniform.of("x", 1).with(Parameter.constant(3), Parameter.variable("b")))
                .isNotNull();
        assertThat(Uniform.of("x", 2, 2)
                        .with(
                                Parameter.constant(new double[] {0, 5}, 2, 1),
                                Parameter.constant(new double[] {6, 7}, 1, 2)))
                .isNotNull();
        assertThat(Normal.of("x", 1).with(ZERO, Parameter.learned("s", new Initial.Constant(-1), 1)))
                .isNotNull();
        assertThat(MultivariateNormal.ofTriangular("x", 2)
                        .with(ZERO, Parameter.constant(new double[] {1, -7, -3, 0.5}, 2, 2)))
                .isNotNull();
    }
}
