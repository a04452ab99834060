package io.yume.model;

import static io.yume.loss.Objectives.shuffled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.evaluation.Codes;
import io.yume.graph.Adam;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Critic;
import io.yume.loss.Lowered;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import io.yume.nn.Dense;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The total correlation against closed forms and against the split of the divergence, which has no critic. */
final class FactorAutoencoderTest {

    /** A function that learns nothing. */
    private static Critic fixed(UnaryOperator<Node> function) {
        return critic(Fixed.function(function));
    }

    private static Critic critic(Network network) {
        return Critic.of("D", network, "z");
    }

    private static double[] shuffledValues(UnaryOperator<Node> function, int batch, double... z) {
        Objective objective = shuffled(fixed(function), "z");
        return Lowered.of(objective, batch, Map.of("z", Shape.of(z.length / batch)))
                .set("z", z)
                .value();
    }

    /** Each dimension keeps its values, and no row has two numbers of one example: what one permutation of the columns would not do. */
    @Test
    void eachElementIsOfAnotherExampleAndNoneIsLost() {
        double[] z = {11, 12, 13, 21, 22, 23, 31, 32, 33, 41, 42, 43};
        double[][] columns = new double[3][];
        for (int j = 0; j < 3; j++) {
            int column = j;
            columns[j] = shuffledValues(x -> x.slice(1, column, 1), 4, z);
            int place = j + 1;
            assertThat(columns[j]).containsExactlyInAnyOrder(10 + place, 20 + place, 30 + place, 40 + place);
        }
        for (int row = 0; row < 4; row++) {
            int at = row;
            assertThat(Arrays.stream(columns)
                            .map(column -> (int) column[at] / 10)
                            .distinct())
                    .hasSize(3);
        }
    }

    @Test
    void tooFewExamplesAreRefused() {
        assertThatThrownBy(() -> shuffledValues(x -> x.slice(1, 0, 1), 2, 1, 2, 3, 4, 5, 6))
                .hasMessageContaining("an example for each: elements=3, examples=2")
                .hasMessageContaining("shuffled(z)");
        assertThatThrownBy(() -> shuffledValues(x -> x, 2, 1, 2)).hasMessageContaining("elements=1, examples=2");
    }

    /** Products and squares of two numbers, which is all that the best critic of a normal vector is made of. */
    private static Network quadratic() {
        Dense linear = Dense.of(3, 1);
        return new Network() {
            @Override
            public Map<String, Spec> specs() {
                return linear.specs();
            }

            @Override
            public Node apply(Node x, Scope scope) {
                Node first = x.slice(1, 0, 1);
                Node second = x.slice(1, 1, 1);
                List<Node> parts = List.of(first.square(), second.square(), first.times(second));
                return linear.apply(x.graph().concat(1, parts), scope);
            }
        };
    }

    private static DataSet normal(double correlation, int examples) {
        SplittableRandom random = new SplittableRandom(2);
        float[] z = new float[2 * examples];
        for (int i = 0; i < z.length; i += 2) {
            double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            double angle = 2 * Math.PI * random.nextDouble();
            z[i] = (float) (radius * Math.cos(angle));
            z[i + 1] =
                    (float) (correlation * z[i] + Math.sqrt(1 - correlation * correlation) * radius * Math.sin(angle));
        }
        return ArrayDataSet.of("z", z, 2);
    }

    /** Of two normal numbers it is {@code -log(1 - correlation^2) / 2}. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.83037", "0.5, 0.14384", "0, 0"})
    void bestCriticHasTheTotalCorrelationOfANormal(double correlation, double expected) {
        Critic critic = critic(quadratic());
        Objective game = critic.logSigmoid()
                .plus(shuffled(critic.neg().logSigmoid(), "z"))
                .mean();
        DataSet data = normal(correlation, 40_000);
        try (Trainer trainer = Trainer.maximise(game)
                .with(Adam.of(0.1).decaying(0.998, 1e-4))
                .on(data, 400)
                .seed(1)
                .compile()) {
            trainer.fit(Length.updates(3000));
            assertThat(trainer.evaluate(critic.mean(), data).objective()).isCloseTo(expected, within(0.03));
        }
    }

    private static FactorAutoencoder small() {
        return FactorAutoencoder.ofGrey(16, 32, 3);
    }

    /** Images of 16 grey pixels, each one of five: codes of classes depend on each other. */
    private static DataSet classes(int examples) {
        SplittableRandom random = new SplittableRandom(3);
        double[] lightness =
                random.doubles(5 * 16).map(u -> u < 0.5 ? 0.05 : 0.95).toArray();
        float[] x = new float[16 * examples];
        for (int i = 0; i < examples; i++) {
            int of = random.nextInt(5);
            for (int k = 0; k < 16; k++) {
                x[16 * i + k] = random.nextDouble() < lightness[16 * of + k] ? 1 : 0;
            }
        }
        return ArrayDataSet.of("x", x, 16);
    }

    @Test
    void withoutItsWeightItIsTheVariationalAutoencoder() {
        FactorAutoencoder model = small();
        VariationalAutoencoder plain = new VariationalAutoencoder(model.prior(), model.decoder(), model.encoder());
        double[] x = DoubleStream.iterate(0, v -> (v + 0.37) % 1).limit(64).toArray();
        double[] expected = Lowered.of(plain.bound(), 4, Map.of("x", Shape.of(16)))
                .set("x", x)
                .value();
        assertThat(Lowered.of(model.objective(0), 4, Map.of("x", Shape.of(16)))
                        .set("x", x)
                        .value())
                .containsExactly(expected);
        assertThat(model.objective(0).latex()).isEqualTo(plain.bound().latex());
    }

    @Test
    void printsItsPhases() {
        assertThat(Arrays.stream(small().phases(10, Adam.of(1e-3), Adam.of(1e-3)))
                        .map(Phase::latex))
                .containsExactly(
                        "\\max_{\\text{autoencoder}} \\operatorname{mean}(\\mathbb{E}_{q(z|x)}[\\log p(x|z) - 10 \\cdot D(z)]"
                                + " - D_{KL}[q(z|x) \\| p(z)])",
                        "\\max_{\\text{critic}} \\operatorname{mean}(\\mathbb{E}_{q(z|x)}[\\log \\sigma(D(z))"
                                + " + [\\log \\sigma(-D(z))]_{z \\text{ shuffled}}])");
    }

    /** Judged by the mixture of all posteriors, which asks no critic. */
    @Test
    void weightMakesCodesIndependent() {
        double free = correlationAfterTraining(0.001);
        double paid = correlationAfterTraining(10);
        assertThat(free).isGreaterThan(0.1);
        assertThat(paid).isLessThan(0.4 * free);
    }

    private static double correlationAfterTraining(double gamma) {
        FactorAutoencoder model = small();
        DataSet data = classes(512);
        Adam adam = Adam.of(3e-3);
        try (Trainer trainer =
                Trainer.of(model.phases(gamma, adam, adam)).on(data, 64).seed(1).compile()) {
            trainer.fit(Length.epochs(100));
            double exact = Codes.of(model.encoder(), trainer.parameters(), data, 128, Seed.root(1))
                    .split(model.prior(), 2048)
                    .totalCorrelation();
            double criticised =
                    trainer.evaluate(model.totalCorrelation().mean(), data).objective();
            // The mixture of finitely many posteriors is too narrow: 0 comes to 0.06.
            assertThat(criticised).isCloseTo(exact, within(0.15));
            return exact;
        }
    }
}
