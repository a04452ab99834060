package io.yume.evaluation;

import static io.yume.evaluation.PrincipalComponent.BLIND;
import static io.yume.evaluation.PrincipalComponent.LIKELIHOOD;
import static io.yume.evaluation.PrincipalComponent.POSTERIOR;
import static io.yume.evaluation.PrincipalComponent.PRIOR;
import static io.yume.evaluation.PrincipalComponent.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Cauchy;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.evaluation.Imputation.Chain;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.graph.internal.Arena;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Of two numbers with covariance [[1.5, 1], [1, 1.5]], the mean of one given the other is two thirds of that. */
final class ImputationTest {

    private static final int ROWS = 256;
    private static final Shape EVENT = Shape.of(2);

    private static double meanOfMissing(Factor encoder, Chain chain) {
        float[] x = new float[2 * ROWS];
        boolean[] known = new boolean[2 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            x[2 * row] = 1.5f;
            known[2 * row] = true;
        }
        try (Parameters nothing = nothing();
                Imputation imputation = new Imputation(PRIOR, LIKELIHOOD, encoder, nothing, ROWS, EVENT)) {
            float[] filled = imputation.impute(x, known, chain, 30, 60, Seed.root(2));
            double sum = 0;
            for (int row = 0; row < ROWS; row++) {
                assertThat(filled[2 * row]).isEqualTo(1.5f);
                sum += filled[2 * row + 1] / ROWS;
            }
            return sum;
        }
    }

    @Test
    void missingNumbersGetTheirMeanGivenTheOthers() {
        assertThat(meanOfMissing(POSTERIOR, Chain.PSEUDO_GIBBS)).isCloseTo(1, within(0.03));
        assertThat(meanOfMissing(POSTERIOR, Chain.METROPOLIS_WITHIN_GIBBS)).isCloseTo(1, within(0.03));
    }

    @Test
    void onlyAnAcceptedChainIsRightWhereTheApproximationIsWrong() {
        assertThat(meanOfMissing(BLIND, Chain.PSEUDO_GIBBS)).isCloseTo(0, within(0.03));
        assertThat(meanOfMissing(BLIND, Chain.METROPOLIS_WITHIN_GIBBS)).isCloseTo(1, within(0.05));
    }

    @Test
    void missingNumbersMayBeNone() {
        float[] x = new float[2 * ROWS];
        boolean[] known = new boolean[2 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            x[2 * row] = 1.5f;
            known[2 * row] = true;
            x[2 * row + 1] = Float.NaN;
        }
        try (Parameters nothing = nothing();
                Imputation imputation = new Imputation(PRIOR, LIKELIHOOD, POSTERIOR, nothing, ROWS, EVENT)) {
            float[] filled = imputation.impute(x, known, Chain.PSEUDO_GIBBS, 30, 60, Seed.root(2));
            double sum = 0;
            for (int row = 0; row < ROWS; row++) {
                sum += filled[2 * row + 1] / ROWS;
            }
            assertThat(sum).isCloseTo(1, within(0.03));
            known[3] = true;
            assertThatThrownBy(() -> imputation.impute(x, known, Chain.PSEUDO_GIBBS, 0, 1, Seed.root(0)))
                    .hasMessage("what is known must be finite: row=1, element=1, value=NaN");
        }
    }

    /**
     * Both numbers of x are z + y + noise of variance 1/2, y is given: that of the second given the first is y + 2/3 (x - y). Of the codes,
     * the mean given both is 2 (x1 - y + x2 - y) / 5 and the variance 1/5.
     */
    @Test
    void whatElseIsGivenIsSeen() {
        Factor decoder = Normal.of("x", 2)
                .with(
                        Parameter.of(PrincipalComponent.fixed(new double[] {1, 1, 1, 1}, 2, 2), "z", "y"),
                        Parameter.constant(PrincipalComponent.NOISE));
        Factor encoder = Normal.of("z", 1)
                .with(
                        Parameter.of(PrincipalComponent.fixed(new double[] {0.4, 0.4, -0.8}, 3, 1), "x", "y"),
                        Parameter.constant(Math.sqrt(0.2)))
                .as("q");
        float[] x = new float[2 * ROWS];
        float[] y = new float[ROWS];
        boolean[] known = new boolean[2 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            x[2 * row] = 1.5f;
            known[2 * row] = true;
            y[row] = row % 2 == 0 ? 3 : -3;
        }
        try (Parameters nothing = nothing();
                Imputation imputation =
                        new Imputation(PRIOR, decoder, encoder, nothing, ROWS, EVENT, Map.of("y", Shape.of(1)))) {
            for (Chain chain : Chain.values()) {
                float[] filled = imputation.impute(x, known, Map.of("y", y), chain, 30, 60, Seed.root(2));
                double[] means = new double[2];
                for (int row = 0; row < ROWS; row++) {
                    means[row % 2] += 2.0 * filled[2 * row + 1] / ROWS;
                }
                assertThat(means[0]).isCloseTo(3 + 2.0 / 3 * (1.5 - 3), within(0.05));
                assertThat(means[1]).isCloseTo(-3 + 2.0 / 3 * (1.5 + 3), within(0.05));
            }
            // Of x = (5, 3) and y = 3, the mean of z is 0.8.
            x[0] = 5;
            x[1] = 3;
            assertThat(imputation.denoise(x, Map.of("y", y), 2000, Seed.root(3))[0])
                    .isCloseTo(3.8f, within(0.05f));
            assertThatThrownBy(() -> imputation.denoise(x, 1, Seed.root(0)))
                    .hasMessageContaining("expected=[y], actual=[]");
        }
    }

    @Test
    void denoisedExamplesAreWhatTheModelExpects() {
        try (Parameters nothing = nothing();
                Imputation imputation = new Imputation(PRIOR, LIKELIHOOD, POSTERIOR, nothing, 2, EVENT)) {
            float[] clean = imputation.denoise(new float[] {2, 1, -1, 1}, 3000, Seed.root(1));
            assertThat(clean[0]).isCloseTo(1.2f, within(0.04f)).isEqualTo(clean[1]);
            assertThat(clean[2]).isCloseTo(0, within(0.04f));
        }
    }

    /** The first so many applications of a network succeed, then one fails, until all that is compiled is. */
    @Test
    void whatWasCompiledIsFreedWhereTheRestFails() {
        long before = Arena.liveBytes();
        int failures = 0;
        boolean built = false;
        while (!built) {
            AtomicInteger left = new AtomicInteger(failures);
            Factor decoder = Normal.of("x", 2)
                    .with(Parameter.of(failing(left, new double[] {1, 1}, 1, 2), "z"), Parameter.constant(1));
            Factor encoder = Normal.of("z", 1)
                    .with(Parameter.of(failing(left, new double[] {1, 1}, 2, 1), "x"), Parameter.constant(1));
            try (Parameters nothing = nothing();
                    Imputation imputation = new Imputation(PRIOR, decoder, encoder, nothing, 2, EVENT)) {
                built = imputation.denoise(new float[4], 1, Seed.root(0)).length == 4;
            } catch (IllegalStateException e) {
                failures++;
            }
            assertThat(Arena.liveBytes()).as("after %d applications", failures).isEqualTo(before);
        }
        assertThat(failures).isGreaterThan(4);
    }

    private static Network failing(AtomicInteger left, double[] matrix, int rows, int columns) {
        return Fixed.function(x -> {
            if (left.getAndDecrement() == 0) {
                throw new IllegalStateException("no more");
            }
            return x.matmul(x.graph().constant(matrix, rows, columns));
        });
    }

    @Test
    void wrongInputsAreNamed() {
        try (Parameters nothing = nothing();
                Imputation imputation = new Imputation(PRIOR, LIKELIHOOD, POSTERIOR, nothing, 1, EVENT)) {
            assertThatThrownBy(() ->
                            imputation.impute(new float[2], new boolean[3], Chain.PSEUDO_GIBBS, 0, 1, Seed.root(0)))
                    .hasMessageContaining("expected=2, examples=2, known=3");
            assertThatThrownBy(() ->
                            imputation.impute(new float[2], new boolean[2], Chain.PSEUDO_GIBBS, 0, 0, Seed.root(0)))
                    .hasMessageContaining("steps=0");
            assertThatThrownBy(() -> imputation.denoise(new float[2], 0, Seed.root(0)))
                    .hasMessageContaining("draws=0");
            Factor meanless = Cauchy.of("x", 2)
                    .with(
                            Parameter.of(PrincipalComponent.fixed(new double[] {1, 1}, 1, 2), "z"),
                            Parameter.constant(1));
            assertThatThrownBy(() -> new Imputation(PRIOR, meanless, POSTERIOR, nothing, 1, EVENT))
                    .hasMessageContaining("what is filled in must have a mean: family=Cauchy");
        }
    }
}
