package io.yume.nn;

import static io.yume.nn.NetworkChecks.STREAMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MaskedTest {

    private static final int SIDE = 5;

    /** Whether an output pixel changes with an input pixel of any channel. */
    private static boolean[] changed(Network network, int channels, int pixel) {
        Graph graph = new Graph();
        Node out = network.apply(graph.placeholder("x", 1, channels, SIDE, SIDE));
        Map<String, double[]> leaves = new HashMap<>(NetworkChecks.leaves(out, 4));
        double[] before = NetworkChecks.evaluate(out, leaves);
        double[] x = leaves.get("x").clone();
        for (int channel = 0; channel < channels; channel++) {
            x[channel * SIDE * SIDE + pixel] += 1;
        }
        leaves.put("x", x);
        double[] after = NetworkChecks.evaluate(out, leaves);
        boolean[] changed = new boolean[SIDE * SIDE];
        for (int i = 0; i < before.length; i++) {
            changed[i % (SIDE * SIDE)] |= before[i] != after[i];
        }
        return changed;
    }

    @Test
    void pixelsDependOnPixelsBeforeThem() {
        Network first = Masked.before(Conv.of(2, 3, 3).padding(1));
        Network all = Networks.sequential(
                first,
                Activation.TANH,
                Masked.upTo(Conv.of(3, 3, 3).padding(1)),
                Activation.TANH,
                Masked.upTo(Conv.of(3, 1, 1)));
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            boolean[] changed = changed(all, 2, pixel);
            for (int other = 0; other <= pixel; other++) {
                assertThat(changed[other]).as("pixel %d on %d", other, pixel).isFalse();
            }
            if (pixel % SIDE < SIDE - 1) {
                assertThat(changed[pixel + 1]).as("the next of %d", pixel).isTrue();
            }
        }
        assertThat(changed(Masked.upTo(Conv.of(1, 1, 3).padding(1)), 1, 7)[7]).isTrue();
    }

    /** Each pixel by those before it, as the chain rule has it: over all images of three by three pixels it sums to one. */
    @Test
    void probabilitiesOfAllImagesSumToOne() {
        Network pixels = Networks.sequential(
                Masked.before(Conv.of(1, 4, 3).padding(1)),
                Activation.TANH,
                Masked.upTo(Conv.of(4, 3, 3).padding(1)),
                Activation.TANH,
                Masked.upTo(Conv.of(3, 1, 1)));
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 512, 1, 3, 3);
        Node out = pixels.apply(x);
        Map<String, double[]> leaves = new HashMap<>(NetworkChecks.leaves(out, 6));
        double[] images = new double[512 * 9];
        Arrays.setAll(images, i -> i / 9 >> i % 9 & 1);
        leaves.put("x", images);
        // Of a logit l, log p(1) is -softplus(-l), and log p(0) is l less.
        Node logs = x.times(out).minus(out.softplus()).reshape(512, 9).sum(1);
        double[] probabilities = NetworkChecks.evaluate(logs.exp(), leaves);
        assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(probabilities).max().orElseThrow()).isGreaterThan(2.0 / 512);
    }

    @Test
    void maskedLayersPassTheChecksOfAll() {
        Network dense = Masked.of(Dense.of(2, 3), true, false, true, false, true, true);
        Network conv = Masked.before(Conv.of(2, 2, 3).padding(1));
        Graph rows = new Graph();
        check(dense, rows, rows.placeholder("x", STREAMS, 2));
        Graph images = new Graph();
        check(conv, images, images.placeholder("x", STREAMS, 2, 3, 4));
    }

    private static void check(Network network, Graph graph, Node x) {
        Node out = network.apply(x, Scope.training());
        Map<String, double[]> leaves = NetworkChecks.leaves(out, 8);
        NetworkChecks.assertGradients(NetworkChecks.loss(out), leaves, NetworkChecks.all(graph));
        NetworkChecks.assertProgram(out, network.specs(), leaves, NetworkChecks.all(graph));
    }

    @Test
    void maskedWeightsAreZero() {
        Graph graph = new Graph();
        Node out = Masked.of(Dense.of(2, 2).unbiased(), true, false, true, true)
                .apply(graph.constant(new double[] {1, 0, 0, 1}, 2, 2));
        assertThat(NetworkChecks.evaluate(out, Map.of("weight", new double[] {2, 3, 4, 5})))
                .containsExactly(2, 0, 4, 5);
    }

    @Test
    void wrongMasksAreNamed() {
        assertThatThrownBy(() -> Masked.of(Dense.of(2, 2), true)).hasMessageContaining("expected=4, actual=1");
        assertThatThrownBy(() -> Masked.before(Conv.of(1, 1, 2))).hasMessageContaining("kernel=2");
    }
}
