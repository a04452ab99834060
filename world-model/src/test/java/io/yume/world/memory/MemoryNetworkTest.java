package io.yume.world.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Family;
import io.yume.distribution.Law;
import io.yume.distribution.Mixture;
import io.yume.distribution.Normal;
import io.yume.distribution.Positive;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of the paper, the LSTM and the mixture against plain loops. */
final class MemoryNetworkTest {

    private static final int ROWS = 3;

    private static MemoryConfig small(boolean shared) {
        return new MemoryConfig(4, 2, 5, 3, shared, true);
    }

    @Test
    void hasThePublishedNumberOfParametersForCarRacing() {
        // The paper's network there has no done head, whose 256 weights and bias come on top.
        try (Memory memory = new Memory(new MemoryConfig(32, 3, 256, 5, false, false), Seed.root(1))) {
            assertThat(memory.parameters().count()).isEqualTo(422_368 + 257);
        }
    }

    @Test
    void hasThePublishedNumberOfParametersForDoom() {
        // Two action inputs, as the paper feeds the restart flag beside the action.
        try (Memory memory = new Memory(new MemoryConfig(64, 2, 512, 5, false, false), Seed.root(1))) {
            assertThat(memory.parameters().count()).isEqualTo(1_678_785);
        }
    }

    @Test
    void sharedWeightsAndARewardHeadChangeTheHeadsAlone() {
        Map<String, int[]> dims = new LinkedHashMap<>();
        new MemoryNetwork(small(true))
                .specs()
                .forEach((name, spec) -> dims.put(name, spec.shape().dims()));
        assertThat(dims.get("lstm.input.weight")).containsExactly(6, 20);
        assertThat(dims.get("lstm.hidden.weight")).containsExactly(5, 20);
        assertThat(dims.get("lstm.bias")).containsExactly(20);
        assertThat(dims.get("mixture.weight.weight")).containsExactly(5, 3);
        assertThat(dims.get("mixture.mean.weight")).containsExactly(5, 12);
        assertThat(dims.get("mixture.logSigma.bias")).containsExactly(12);
        assertThat(dims.get("done.weight")).containsExactly(5, 1);
        assertThat(dims.get("reward.weight")).containsExactly(5, 1);
        assertThat(new MemoryNetwork(small(false))
                        .specs()
                        .get("mixture.weight.weight")
                        .shape()
                        .dims())
                .containsExactly(5, 12);
        assertThat(new MemoryNetwork(new MemoryConfig(4, 2, 5, 3, false, false)).specs())
                .doesNotContainKey("reward.weight");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLossLearnsTheParametersOfTheNetworks(boolean rewardHead) {
        MemoryConfig config = new MemoryConfig(4, 2, 5, 3, false, rewardHead);
        assertThat(MemoryModel.lowered(config, new MemoryTraining(2, 4, 1, 7)).specs())
                .containsExactlyInAnyOrderEntriesOf(new MemoryNetwork(config).specs());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stepAndHeadsEqualPlainLoops(boolean shared) {
        MemoryConfig config = small(shared);
        MemoryNetwork network = new MemoryNetwork(config);
        Graph graph = new Graph();
        MemoryNetwork.State state = network.step(
                graph.placeholder("inputs", ROWS, 6),
                new MemoryNetwork.State(graph.placeholder("h", ROWS, 5), graph.placeholder("c", ROWS, 5)));
        MemoryNetwork.Mixture mixture = network.mixture(state.h());
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("h", state.h());
        outputs.put("c", state.c());
        outputs.put("logWeights", mixture.logWeights());
        outputs.put("means", mixture.means());
        outputs.put("logSigmas", mixture.logSigmas());
        outputs.put(
                "nll",
                network.next(state.h())
                        .logProb(graph.placeholder("codes", ROWS, 4))
                        .neg());
        outputs.put("done", network.doneLogit(state.h()));
        outputs.put("reward", network.reward(state.h()));
        SplittableRandom random = new SplittableRandom(8);
        float[] inputs = Worlds.gaussians(random, ROWS * 6, 1, 0);
        float[] h = Worlds.gaussians(random, ROWS * 5, 0.5, 0);
        float[] c = Worlds.gaussians(random, ROWS * 5, 0.5, 0);
        float[] codes = Worlds.gaussians(random, ROWS * 4, 1, 0);
        try (Memory memory = new Memory(config, Seed.root(2))) {
            PlainMemory.randomBiases(memory, random);
            try (Program program = Program.of(outputs, memory.parameters())) {
                program.feed("inputs", inputs)
                        .feed("h", h)
                        .feed("c", c)
                        .feed("codes", codes)
                        .run();
                for (int row = 0; row < ROWS; row++) {
                    PlainMemory plain = new PlainMemory(memory, row(h, row), row(c, row));
                    plain.step(row(inputs, row));
                    assertRow(program.get("h"), row, plain.h());
                    assertRow(program.get("c"), row, plain.c());
                    assertRow(program.get("means"), row, plain.means());
                    assertRow(program.get("logSigmas"), row, plain.logSigmas());
                    assertRow(program.get("logWeights"), row, plain.logWeights());
                    double nll = Arrays.stream(plain.nll(row(codes, row))).sum();
                    assertRow(program.get("nll"), row, new double[] {nll});
                    assertRow(program.get("done"), row, plain.head("done"));
                    assertRow(program.get("reward"), row, plain.head("reward"));
                }
            }
        }
    }

    private static double[] row(float[] values, int row) {
        int width = values.length / ROWS;
        double[] copy = new double[width];
        Arrays.setAll(copy, i -> values[row * width + i]);
        return copy;
    }

    private static void assertRow(float[] actual, int row, double[] expected) {
        assertThat(row(actual, row)).containsExactly(expected, within(1e-5));
    }

    /** The negative log-density of each code under its own mixture; dimension d has the numbers d, d + codes and so on. */
    private static float[] nll(int mixtures, double[] logWeights, double[] means, double[] logSigmas, float[] codes) {
        Family family = Mixture.family(Normal.family(Positive.EXP), mixtures, Mixture.Mixing.ELEMENT);
        float[] all = new float[codes.length];
        for (int d = 0; d < codes.length; d++) {
            Graph graph = new Graph();
            double[] free = new double[3 * mixtures];
            for (int k = 0; k < mixtures; k++) {
                free[k] = logWeights[k * codes.length + d];
                free[mixtures + k] = means[k * codes.length + d];
                free[2 * mixtures + k] = logSigmas[k * codes.length + d];
            }
            Law law = family.fromFree(graph.constant(free, 1, free.length), Shape.of(1));
            Node nll = law.logProb(graph.placeholder("code", 1, 1)).neg();
            try (Program program = Program.of(Map.of("nll", nll), null)) {
                program.feed("code", new float[] {codes[d]}).run();
                all[d] = program.scalar("nll");
            }
        }
        return all;
    }

    @Test
    void likelihoodOfOneGaussianIsTheKnownOne() {
        float[] nll = nll(
                1, new double[3], new double[] {0, 1, -2}, new double[] {0, Math.log(2), Math.log(0.1)}, new float[] {
                    0, 2, -2.05f
                });
        assertThat(nll[0]).isCloseTo(0.9189385f, within(1e-5f));
        assertThat(nll[1]).isCloseTo((float) (0.9189385 + Math.log(2) + 0.125), within(1e-5f));
        assertThat(nll[2]).isCloseTo((float) (0.9189385 + Math.log(0.1) + 0.125), within(1e-5f));
    }

    @Test
    void likelihoodOfAMixtureIsTheSumOfItsDensities() {
        double[] weights = {0.2, 0.5, 0.3, 0.7, 0.5, 0.1, 0.1, 0.0001, 0.6};
        double[] means = {0, 1, 2, 3, -1, 0.5, -4, 0, 7};
        double[] sigmas = {1, 0.2, 3, 0.01, 1, 0.5, 2, 1, 10};
        float[] codes = {0.4f, -0.9f, 6.5f};
        float[] nll = nll(
                3,
                Arrays.stream(weights).map(Math::log).toArray(),
                means,
                Arrays.stream(sigmas).map(Math::log).toArray(),
                codes);
        for (int d = 0; d < 3; d++) {
            double density = 0;
            double total = 0;
            for (int k = d; k < 9; k += 3) {
                total += weights[k];
                double x = (codes[d] - means[k]) / sigmas[k];
                density += weights[k] * Math.exp(-0.5 * x * x) / (sigmas[k] * Math.sqrt(2 * Math.PI));
            }
            assertThat(nll[d]).isCloseTo((float) -Math.log(density / total), within(1e-5f));
        }
    }

    @Test
    void likelihoodFarFromEveryGaussianStaysFinite() {
        float[] nll = nll(
                2,
                new double[] {Math.log(0.5), Math.log(0.5)},
                new double[] {0, 1},
                new double[] {-5, -5},
                new float[] {60});
        double sigma = Math.exp(-5);
        double nearest = 0.5 * Math.pow(59 / sigma, 2) - 5 + 0.5 * Math.log(2 * Math.PI) + Math.log(2);
        assertThat(nll[0]).isCloseTo((float) nearest, within((float) (nearest * 1e-5)));
    }

    @Test
    void logSigmaIsBoundedWhateverTheNetworkSays() {
        MemoryConfig config = new MemoryConfig(3, 1, 2, 1, false, false);
        Graph graph = new Graph();
        Node logSigmas =
                new MemoryNetwork(config).mixture(graph.placeholder("h", 2, 2)).logSigmas();
        try (Memory memory = new Memory(config, Seed.root(3));
                Program program = Program.of(Map.of("logSigmas", logSigmas), memory.parameters())) {
            memory.parameters().set("mixture.logSigma.bias", new float[] {-1e6f, 1e6f, 0});
            program.feed("h", new float[4]).run();
            assertThat(program.get("logSigmas")).containsExactly(new float[] {-5, 3, -1, -5, 3, -1}, within(1e-5f));
        }
    }

    @Test
    void rejectsSizesBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryConfig(1, 1, 0, 1, false, false))
                .withMessage("hidden must be >= 1: hidden=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryTraining(2, 4, 4, 1))
                .withMessage("burnIn must be in [0, sequence): burnIn=4, sequence=4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatentEpisode(new float[3], new float[3], new float[1], new float[1], false))
                .withMessageContaining("T + 1 codes");
    }
}
