package io.yume.world.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole loss of Memory in double precision: plain loops, central differences, padding. */
final class MemoryLossTest {

    private static final MemoryTraining ANYWHERE = new MemoryTraining(2, 4, 1, 7);
    private static final MemoryTraining CARRIED = new MemoryTraining(2, 4, 0, true, 7);
    private static final Noise NOISE = Noise.of(Seed.root(3), 2, 9);

    private static MemoryConfig config(boolean shared) {
        return new MemoryConfig(2, 1, 3, 2, shared, true, !shared);
    }

    /** The values of all leaves: parameters of some size, and a batch whose second row ends early. */
    private static Map<String, double[]> leaves(MemoryConfig config, MemoryTraining training) {
        Map<String, double[]> leaves = new HashMap<>();
        SplittableRandom random = new SplittableRandom(21);
        new MemoryNetwork(config)
                .specs()
                .forEach((name, spec) -> leaves.put(
                        name, doubles(Worlds.gaussians(random, spec.shape().size(), 0.4, 0))));
        SequenceBatch batch = new SequenceBatch(config, training);
        batch.fill(0, Worlds.random(1, 9, 2, 1, false), 2);
        batch.fill(1, Worlds.random(2, 3, 2, 1, true), 0);
        leaves.put("mu", doubles(batch.means));
        leaves.put("v", doubles(batch.logVariances));
        leaves.put("a", doubles(batch.actions));
        leaves.put("m", doubles(batch.mask));
        leaves.put("d", doubles(batch.done));
        leaves.put("r", doubles(batch.rewards));
        leaves.put("t", doubles(batch.clock));
        // Where states are carried, one sequence goes on from a state; the other begins an episode.
        boolean carried = training.carried();
        leaves.put("h_0", carried ? new double[] {0.3, -0.2, 0.5, 0, 0, 0} : new double[6]);
        leaves.put("c_0", carried ? new double[] {-0.6, 0.4, 1.1, 0, 0, 0} : new double[6]);
        return leaves;
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }

    private static double value(Node node, Map<String, double[]> leaves) {
        return new Reference(leaves, NOISE).evaluate(node)[0];
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientEqualsCentralDifferences(boolean shared) {
        MemoryConfig config = config(shared);
        MemoryTraining training = shared ? ANYWHERE : CARRIED;
        Node loss = MemoryTrainer.outputs(config, training).get("loss");
        Graph graph = loss.graph();
        Map<String, double[]> leaves = leaves(config, training);
        List<String> names = new ArrayList<>(new MemoryNetwork(config).specs().keySet());
        List<Node> parameters = new ArrayList<>();
        for (String name : names) {
            Shape shape = new MemoryNetwork(config).specs().get(name).shape();
            parameters.add(graph.parameter(name, shape.dims()));
        }
        List<Node> gradients = Gradients.of(loss, parameters);
        Reference reference = new Reference(leaves, NOISE);
        double step = 1e-5;
        for (int p = 0; p < names.size(); p++) {
            double[] gradient = reference.evaluate(gradients.get(p));
            double[] values = leaves.get(names.get(p));
            for (int i = 0; i < values.length; i++) {
                double kept = values[i];
                values[i] = kept + step;
                double above = value(loss, leaves);
                values[i] = kept - step;
                double below = value(loss, leaves);
                values[i] = kept;
                assertThat(gradient[i])
                        .as("%s[%d]", names.get(p), i)
                        .isCloseTo((above - below) / (2 * step), within(1e-8 + 1e-6 * Math.abs(gradient[i])));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void termsEqualPlainLoops(boolean carried) {
        MemoryConfig config = config(false);
        MemoryTraining training = carried ? CARRIED : ANYWHERE;
        Map<String, Node> terms = MemoryTrainer.outputs(config, training);
        Map<String, double[]> leaves = leaves(config, training);
        try (Memory memory = new Memory(config, Seed.root(1))) {
            for (String name : memory.parameters().specs().keySet()) {
                double[] values = leaves.get(name);
                float[] floats = new float[values.length];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) values[i];
                }
                memory.parameters().set(name, floats);
            }
            Graph graph = new Graph();
            double[] noise = new Reference(Map.of(), NOISE).evaluate(graph.normal("memory.z", 2, 5, 2));
            double nll = 0;
            double done = 0;
            double reward = 0;
            double count = 0;
            for (int row = 0; row < 2; row++) {
                PlainMemory plain = new PlainMemory(
                        memory, row(leaves.get("h_0"), row), row(leaves.get("c_0"), row), row == 0 ? 2 : 0);
                for (int t = 0; t < 4; t++) {
                    int step = 4 * row + t;
                    double[] code = code(leaves, noise, t, row);
                    plain.step(new double[] {code[0], code[1], leaves.get("a")[step]});
                    if (leaves.get("m")[step] == 0) {
                        continue;
                    }
                    count++;
                    double[] each = plain.nll(code(leaves, noise, t + 1, row));
                    nll += (each[0] + each[1]) / 2;
                    double p = 1 / (1 + Math.exp(-plain.head("done")[0]));
                    done -= leaves.get("d")[step] == 1 ? 7 * Math.log(p) : Math.log(1 - p);
                    reward += 0.5 * Math.pow(plain.head("reward")[0] - leaves.get("r")[step], 2);
                }
                if (carried) {
                    assertThat(row(new Reference(leaves, NOISE).evaluate(terms.get("h_0")), row))
                            .containsExactly(plain.h(), within(1e-9));
                }
            }
            // Four of the first row, three of the second, less the first of each where it only builds up the state.
            assertThat(count).isEqualTo(carried ? 7 : 5);
            assertThat(value(terms.get("nll"), leaves)).isCloseTo(nll / count, within(1e-9));
            assertThat(value(terms.get("doneLoss"), leaves)).isCloseTo(done / count, within(1e-9));
            assertThat(value(terms.get("rewardLoss"), leaves)).isCloseTo(reward / count, within(1e-9));
            assertThat(value(terms.get("loss"), leaves)).isCloseTo((nll + done + reward) / count, within(1e-9));
        }
    }

    private static double[] row(double[] states, int row) {
        return Arrays.copyOfRange(states, 3 * row, 3 * row + 3);
    }

    private static double[] code(Map<String, double[]> leaves, double[] noise, int t, int row) {
        double[] code = new double[2];
        for (int d = 0; d < 2; d++) {
            int i = (row * 5 + t) * 2 + d;
            code[d] = leaves.get("mu")[i] + Math.exp(0.5 * leaves.get("v")[i]) * noise[i];
        }
        return code;
    }

    @Test
    void paddingChangesNoTerm() {
        MemoryConfig config = config(false);
        Map<String, Node> terms = MemoryTrainer.outputs(config, ANYWHERE);
        Map<String, double[]> leaves = leaves(config, ANYWHERE);
        Map<String, Double> before = new HashMap<>();
        terms.forEach((name, node) -> before.put(name, value(node, leaves)));
        // The second row has three transitions: code 4 and everything of transition 3 are padding.
        int code = (5 + 4) * 2;
        int transition = 4 + 3;
        assertThat(leaves.get("m")[transition]).isZero();
        for (int d = 0; d < 2; d++) {
            leaves.get("mu")[code + d] = 55;
            leaves.get("v")[code + d] = 2;
        }
        for (String name : List.of("a", "d", "r")) {
            leaves.get(name)[transition] = 1;
        }
        terms.forEach((name, node) -> assertThat(value(node, leaves)).as(name).isEqualTo(before.get(name)));
        // The last real code does count.
        leaves.get("mu")[(5 + 3) * 2] += 0.5;
        assertThat(value(terms.get("nll"), leaves)).isNotEqualTo(before.get("nll"));
    }
}
