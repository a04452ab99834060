package io.yume.evaluation;

import static io.yume.evaluation.PrincipalComponent.fixed;
import static io.yume.evaluation.PrincipalComponent.nothing;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.RelaxedOneHotCategorical;
import io.yume.graph.Node;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AccuracyTest {

    private static final Seed SEED = Seed.root(4);

    /** Class 0 where x is below 0. */
    private static final Factor SIGN =
            OneHotCategorical.of("y", 2).with(Parameter.of(fixed(new double[] {-1, 1}, 1, 2), "x"));

    private static final DataSet FIVE = ArrayDataSet.of("x", new float[] {-2, -0.1f, 3, 0.2f, 1}, 1)
            .and("y", new float[] {1, 0, 1, 0, 0, 1, 1, 0, 0, 1}, 2);

    @Test
    void countsTheExamplesWhoseModeIsRight() {
        try (Parameters nothing = nothing()) {
            for (int batch : new int[] {1, 2, 5, 100}) {
                assertThat(Accuracy.of(SIGN, nothing, FIVE, batch, SEED))
                        .as("batch %d", batch)
                        .isEqualTo(0.8);
            }
        }
    }

    @Test
    void classifierThatSeesNothingIsRightWhereItsModeIs() {
        Factor always = OneHotCategorical.of("y", 2).with(Parameter.constant(new double[] {0, 1}, 2));
        try (Parameters nothing = nothing()) {
            assertThat(Accuracy.of(always, nothing, FIVE, 3, SEED)).isEqualTo(0.4);
        }
    }

    /** Class 1 with probability 0.9 where a normal draw around x is above 1, else with 0.4: on average it is the likelier one from 0.16 on. */
    @Test
    void averagesProbabilitiesOverDraws() {
        Factor code = Normal.of("z", 1)
                .with(Parameter.variable("x"), Parameter.constant(1))
                .as("q");
        Factor classes = OneHotCategorical.of("y", 2).with(Parameter.of(steep(), "z"));
        DataSet two =
                ArrayDataSet.of("x", new float[] {0.6f, -0.2f, 0.6f}, 1).and("y", new float[] {0, 1, 0, 1, 0, 1}, 2);
        try (Parameters nothing = nothing()) {
            // Of 0.6: 0.4 + 0.5 P(z > 1) = 0.57; of -0.2: 0.46. A single draw is above 1 with 0.34 and 0.12, so that
            // neither the most
            // frequent class nor that of the mean is 1.
            assertThat(Accuracy.averaged(classes.times(code), "y", 2000, nothing, two, 2, SEED))
                    .isEqualTo(2 / 3.0);
            assertThatThrownBy(() -> Accuracy.averaged(classes.times(code), "y", 0, nothing, two, 2, SEED))
                    .hasMessageContaining("draws=0");
            assertThatThrownBy(() -> Accuracy.averaged(code, "y", 1, nothing, two, 2, SEED))
                    .hasMessageContaining("must draw classes that have a mean: variable=y");
            DataSet ofThree = ArrayDataSet.of("x", new float[] {1}, 1).and("y", new float[] {0, 0, 1}, 3);
            String rule = "as many classes as the data: variable=y, expected=3, actual=2";
            assertThatThrownBy(() -> Accuracy.averaged(classes.times(code), "y", 1, nothing, ofThree, 2, SEED))
                    .hasMessageContaining(rule);
            assertThatThrownBy(() -> Accuracy.of(SIGN, nothing, ofThree, 2, SEED))
                    .hasMessageContaining(rule);
            DataSet unlabelled = ArrayDataSet.of("x", new float[] {1, 2}, 1);
            assertThatThrownBy(() -> Accuracy.averaged(classes.times(code), "y", 1, nothing, unlabelled, 2, SEED))
                    .hasMessageContaining("variable=y, data=[x]");
        }
    }

    /** Without draws between, it is what the mode says. */
    @Test
    void averageOfAClassifierIsItsMode() {
        try (Parameters nothing = nothing()) {
            assertThat(Accuracy.averaged(SIGN, "y", 1, nothing, FIVE, 2, SEED)).isEqualTo(0.8);
        }
    }

    /** Logits of 0.9 above 1, of 0.4 below. */
    private static Network steep() {
        return Fixed.function(x -> {
            double low = Math.log(0.4 / 0.6);
            Node above = x.minus(1).times(1e4).sigmoid();
            Node logit = above.times(Math.log(9) - low).plus(low);
            return x.graph().concat(1, List.of(logit.times(0), logit));
        });
    }

    @Test
    void whatCannotBeJudgedIsNamed() {
        DataSet unlabelled = ArrayDataSet.of("x", new float[] {1, 2}, 1);
        Factor relaxed =
                RelaxedOneHotCategorical.of("y", 1, 2).with(Parameter.of(fixed(new double[] {-1, 1}, 1, 2), "x"));
        Factor learned = OneHotCategorical.of("y").given("x").by(mlp(1, 2));
        try (Parameters nothing = nothing()) {
            assertThatThrownBy(() -> Accuracy.of(SIGN, nothing, unlabelled, 2, SEED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("variable=y, data=[x]");
            assertThatThrownBy(() -> Accuracy.of(relaxed, nothing, FIVE, 2, SEED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must have a mode");
            assertThatThrownBy(() -> Accuracy.of(learned, nothing, FIVE, 2, SEED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs what was learned");
        }
    }
}
