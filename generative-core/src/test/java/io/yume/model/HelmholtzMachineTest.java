package io.yume.model;

import static io.yume.loss.Objectives.observed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.Bars;
import io.yume.graph.Adam;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On 5x5 bars, each lit with probability 1/10, whose entropy is 3.2508 nats; likelihoods are sums over all hidden states and images. */
final class HelmholtzMachineTest {

    private static final Logger LOG = LoggerFactory.getLogger(HelmholtzMachineTest.class);

    private static final double PROBABILITY = 0.1;
    private static final int SIDE = 5;
    private static final int PIXELS = SIDE * SIDE;
    private static final int HIDDEN = 15;
    private static final int UPDATES = 20_000;

    private final HelmholtzMachine machine = HelmholtzMachine.of(PIXELS, HIDDEN);

    private static Adam rate() {
        return falling(0.1);
    }

    /** The rates of the whole training fall to a hundredth. */
    private static Adam falling(double from) {
        return (Adam) Adam.of(from).decaying(Math.pow(0.01, 1.0 / UPDATES), from / 100);
    }

    private Phase[] wakeSleep() {
        return machine.wakeSleep(rate(), falling(1e-3));
    }

    private Phase[] reweightedWakeSleep(int samples) {
        return machine.reweightedWakeSleep(samples, rate(), falling(1e-3));
    }

    private static double negativeLogLikelihood(Phase[] phases, long updates, long seed) {
        try (Trainer trainer = Trainer.of(phases)
                .on(Bars.of(SIDE, PROBABILITY, 10_000), 50)
                .seed(seed)
                .compile()) {
            trainer.fit(Length.updates(updates));
            return exact(trainer.parameters(), SIDE, HIDDEN);
        }
    }

    /** The mean over all images by the sum over all hidden states, in doubles. */
    private static double exact(Parameters learned, int side, int hidden) {
        int pixels = side * side;
        float[] weight = learned.get("x|h.weight");
        float[] bias = learned.get("x|h.bias");
        float[] prior = learned.get("h.logits");
        ArrayDataSet all = Bars.all(side, PROBABILITY);
        float[] x = new float[all.size() * pixels];
        float[] w = new float[all.size()];
        for (int i = 0; i < all.size(); i++) {
            all.read("x", i, Seed.root(0), x, i * pixels);
            all.read("w", i, Seed.root(0), w, i);
        }
        double[] likelihood = new double[all.size()];
        double[] logits = new double[pixels];
        for (int h = 0; h < 1 << hidden; h++) {
            double base = 0;
            for (int j = 0; j < hidden; j++) {
                base += (h >> j & 1) * prior[j] - softplus(prior[j]);
            }
            for (int k = 0; k < pixels; k++) {
                logits[k] = bias[k];
                for (int j = 0; j < hidden; j++) {
                    logits[k] += (h >> j & 1) * weight[j * pixels + k];
                }
                base -= softplus(logits[k]);
            }
            for (int i = 0; i < likelihood.length; i++) {
                double logProb = base;
                for (int k = 0; k < pixels; k++) {
                    logProb += x[i * pixels + k] * logits[k];
                }
                // What is further down than this is lost in the sum anyway.
                likelihood[i] += logProb > -60 ? Math.exp(logProb) : 0;
            }
        }
        double total = 0;
        for (int i = 0; i < likelihood.length; i++) {
            total -= w[i] * Math.log(likelihood[i]);
        }
        return total;
    }

    private static double softplus(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }

    /** A tenth of the training is on its way: independent pixels have 12.8 nats. */
    @Test
    void reweightedWakeSleepIsOnItsWay() {
        double tenth = negativeLogLikelihood(reweightedWakeSleep(10), UPDATES / 10, 1);
        assertThat(tenth).isBetween(Bars.entropy(SIDE, PROBABILITY), 5.0);
    }

    @Test
    void wakeSleepIsOnItsWay() {
        double tenth = negativeLogLikelihood(wakeSleep(), UPDATES / 10, 1);
        assertThat(tenth).isBetween(Bars.entropy(SIDE, PROBABILITY), 8.0);
    }

    @Test
    @Tag("slow")
    void findsTheBars() {
        for (long seed = 1; seed <= 5; seed++) {
            double plain = negativeLogLikelihood(wakeSleep(), UPDATES, seed);
            double reweighted = negativeLogLikelihood(reweightedWakeSleep(10), UPDATES, seed);
            LOG.info("seed {}: wake-sleep {}, reweighted {}", seed, plain, reweighted);
            assertThat(plain).isBetween(Bars.entropy(SIDE, PROBABILITY), 3.30);
            assertThat(reweighted).isBetween(Bars.entropy(SIDE, PROBABILITY), plain);
        }
    }

    @Test
    void likelihoodIsTheSumOverAllHiddenStates() {
        HelmholtzMachine small = HelmholtzMachine.of(9, 4);
        ArrayDataSet all = Bars.all(3, PROBABILITY);
        Objective weighted = small.logLikelihood().times(observed("w")).times(all.size());
        try (Trainer trainer = Trainer.of(small.wakeSleep(Adam.of(0.1), Adam.of(0.1)))
                .on(Bars.of(3, PROBABILITY, 256), 16)
                .compile()) {
            trainer.fit(Length.updates(100));
            double exact = exact(trainer.parameters(), 3, 4);
            assertThat(-trainer.evaluate(weighted.mean(), all).objective()).isCloseTo(exact, within(1e-3));
            Objective bound = small.bound(200).times(observed("w")).times(all.size());
            // Above in the mean; one evaluation has draws of its own.
            assertThat(-trainer.evaluate(bound.mean(), all).objective()).isBetween(exact - 0.03, exact + 0.3);
        }
    }

    @Test
    void printsItsPhases() {
        assertThat(Arrays.stream(wakeSleep()).map(Phase::latex))
                .containsExactly(
                        "\\max_{\\text{wake}} \\operatorname{mean}(\\mathbb{E}_{q(h|x)}[\\log p(x|h)])",
                        "\\max_{\\text{wake of the prior}} \\operatorname{mean}(\\mathbb{E}_{q(h|x)}[\\log p(h)])",
                        "\\max_{\\text{sleep}} \\operatorname{mean}(\\mathbb{E}_{p(x|h)p(h)}[\\log q(h|x)])");
        assertThat(reweightedWakeSleep(5)[0].latex())
                .contains(
                        "\\sum_{k=1}^{5} \\tilde{w}_k [\\log p(x|h)]_{\\tilde{w}_k \\propto \\frac{p(x|h)p(h)}{q(h|x)}}");
    }
}
