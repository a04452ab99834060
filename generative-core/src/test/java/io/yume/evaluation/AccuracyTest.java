package io.yume.evaluation;

import static io.yume.evaluation.PrincipalComponent.fixed;
import static io.yume.evaluation.PrincipalComponent.nothing;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.RelaxedOneHotCategorical;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
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
