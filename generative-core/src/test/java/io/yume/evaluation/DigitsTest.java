package io.yume.evaluation;

import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yume.data.DataFolder;
import io.yume.data.DataSet;
import io.yume.data.Mnist;
import io.yume.graph.Adam;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.AnnealedPath;
import io.yume.model.RestrictedBoltzmannMachine;
import io.yume.model.VariationalAutoencoder;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluations of models of the digits, against each other and against what can be summed. */
@Tag("slow")
final class DigitsTest {

    private static final Logger LOG = LoggerFactory.getLogger(DigitsTest.class);
    private static final int PIXELS = 784;
    private static final Seed SEED = Seed.root(2);

    /** The means of the pixels, a little off 0 and 1. */
    private static double[] means(DataSet data, int examples) {
        double[] means = new double[PIXELS];
        Arrays.fill(means, 0.5 / examples);
        float[] image = new float[PIXELS];
        for (int i = 0; i < examples; i++) {
            data.read("x", i, Seed.root(0), image, 0);
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                means[pixel] += image[pixel] / (examples + 1.0);
            }
        }
        return means;
    }

    /** Sixteen hidden coins have 65,536 states, over which the visible ones are summed out. */
    @Test
    void annealingFindsTheConstantOfAMachineOfTheDigits() throws IOException {
        assumeTrue(DataFolder.named().isPresent(), "needs a folder with data");
        Mnist mnist = Mnist.load();
        int hidden = 16;
        RestrictedBoltzmannMachine machine = RestrictedBoltzmannMachine.of(PIXELS, hidden);
        try (Trainer trainer = Trainer.maximise(machine.contrastiveDivergence(1).mean())
                .with(Adam.of(5e-3))
                .on(mnist.train().binarised(), 100)
                .seed(1)
                .compile()) {
            // From zero biases, a short training leaves most of the weight to a state that neither data nor chains come
            // near.
            double[] base = means(mnist.train(), 2000);
            float[] visible = new float[PIXELS];
            for (int i = 0; i < PIXELS; i++) {
                visible[i] = (float) Math.log(base[i] / (1 - base[i]));
            }
            trainer.parameters().set("rbm.visible", visible);
            trainer.fit(Length.epochs(2));
            double exact = logConstant(
                    hidden,
                    trainer.parameters().get("rbm.weight"),
                    trainer.parameters().get("rbm.visible"),
                    trainer.parameters().get("rbm.hidden"));
            AnnealedEstimate estimate = AnnealedImportanceSampling.along(machine.annealedFrom(base))
                    .temperatures(5000)
                    .chains(100)
                    .constant(trainer.parameters(), SEED);
            double[] energies = ExampleScores.of(
                    machine,
                    trainer.parameters(),
                    mnist.test().binarisedOnce(SEED).range(0, 2000),
                    500,
                    SEED);
            double mean = Arrays.stream(energies).average().orElseThrow() - exact;
            LOG.info("log Z exact {}, annealed {}, log p(x) {}", exact, estimate, mean);
            assertThat(estimate.logConstant()).isCloseTo(exact, within(0.5));
            assertThat(mean).isBetween(-185.0, -142.0);
        }
    }

    private static double logConstant(int count, float[] weight, float[] visible, float[] hidden) {
        LogSum all = new LogSum();
        for (int state = 0; state < 1 << count; state++) {
            double log = 0;
            for (int j = 0; j < count; j++) {
                log += (state >> j & 1) * hidden[j];
            }
            for (int i = 0; i < PIXELS; i++) {
                double logit = visible[i];
                for (int j = 0; j < count; j++) {
                    logit += (state >> j & 1) * weight[i * count + j];
                }
                log += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
            }
            all.add(log);
        }
        return all.value();
    }

    /** A bound, the same by many draws, and annealing: each no lower than the one before, but for noise. */
    @Test
    void annealingAndImportanceSamplingAgreeOnDigits() throws IOException {
        assumeTrue(DataFolder.named().isPresent(), "needs a folder with data");
        Mnist mnist = Mnist.load();
        VariationalAutoencoder model = VariationalAutoencoder.of(PIXELS, 200, 20);
        DataSet test = mnist.test().binarisedOnce(SEED).range(0, 10);
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                .with(Adam.of(1e-3))
                .on(mnist.train().binarised(), 128)
                .seed(1)
                .compile()) {
            trainer.fit(Length.epochs(1));
            Likelihood sampled = ImportanceSampling.of(model.decoder().times(model.prior()), model.encoder())
                    .samples(5000)
                    .atOnce(100)
                    .evaluate(trainer.parameters(), test, 10, SEED);
            AnnealedPath path = AnnealedPath.hamiltonian(
                    model.prior(), logProb(model.decoder().times(model.prior())), 5);
            double annealed =
                    AnnealedImportanceSampling.along(path)
                            .temperatures(300)
                            .chains(8)
                            .perExample(trainer.parameters(), test, 10, SEED)
                            .stream()
                            .mapToDouble(AnnealedEstimate::logConstant)
                            .average()
                            .orElseThrow();
            LOG.info("sampled {}, gap {}, annealed {}", sampled, sampled.gap(), annealed);
            assertThat(sampled.gap()).isBetween(0.5, 15.0);
            assertThat(annealed).isCloseTo(sampled.logLikelihood(), within(2.0));

            Codes codes = Codes.of(
                    model.encoder(),
                    trainer.parameters(),
                    mnist.test().binarisedOnce(SEED).range(0, 2000),
                    500,
                    SEED);
            DivergenceSplit split = codes.split(model.prior(), 500);
            LOG.info("active {}, split {}", codes.activeUnits(Codes.ACTIVE), split);
            // All examples can be told apart, and no more than that.
            assertThat(split.mutualInformation()).isBetween(5.0, Math.log(2000) + 1e-9);
        }
    }

    /** Of the lower half of a digit, the model knows more than its mean. */
    @Test
    void missingHalvesOfDigitsAreFilledIn() throws IOException {
        assumeTrue(DataFolder.named().isPresent(), "needs a folder with data");
        Mnist mnist = Mnist.load();
        VariationalAutoencoder model = VariationalAutoencoder.of(PIXELS, 200, 20);
        int rows = 100;
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                        .with(Adam.of(1e-3))
                        .on(mnist.train().binarised(), 128)
                        .seed(1)
                        .compile();
                Imputation imputation = new Imputation(
                        model.prior(),
                        model.decoder(),
                        model.encoder(),
                        trainer.parameters(),
                        rows,
                        Shape.of(PIXELS))) {
            trainer.fit(Length.epochs(3));
            DataSet test = mnist.test().binarisedOnce(SEED);
            float[] x = new float[rows * PIXELS];
            boolean[] known = new boolean[rows * PIXELS];
            for (int row = 0; row < rows; row++) {
                test.read("x", row, SEED, x, row * PIXELS);
            }
            double[] means = means(mnist.train(), 2000);
            float[] damaged = x.clone();
            for (int i = 0; i < x.length; i++) {
                known[i] = i % PIXELS < PIXELS / 2;
                damaged[i] = known[i] ? x[i] : 0;
            }
            float[] filled = imputation.impute(damaged, known, Imputation.Chain.PSEUDO_GIBBS, 10, 100, SEED);
            double ours = 0;
            double blind = 0;
            for (int i = 0; i < x.length; i++) {
                ours += known[i] ? 0 : (x[i] - filled[i]) * (x[i] - filled[i]);
                blind += known[i] ? 0 : (x[i] - means[i % PIXELS]) * (x[i] - means[i % PIXELS]);
            }
            LOG.info("squared error of filled pixels {}, of their means {}", ours / rows, blind / rows);
            assertThat(ours).isLessThan(0.95 * blind);
        }
    }
}
