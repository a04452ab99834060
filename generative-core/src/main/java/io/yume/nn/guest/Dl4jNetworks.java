package io.yume.nn.guest;

import io.yume.nn.Network;
import io.yume.nn.Networks;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Networks of Deeplearning4j, with what they learned, as networks of the language: the network of a distribution, a layer among others. Their
 * layers become our nodes, so what was learned elsewhere is trained further here, with gradients of any order, and is held by {@link
 * io.yume.graph.Parameters}; the guest itself stays as it is.
 *
 * <pre>{@code
 * Factor encoder = Normal.of("z").given("x").by(Dl4jNetworks.of(network));
 * }</pre>
 *
 * Dense layers, convolutions and pools of squares, LSTMs with their output layers, dropout and most activations can be brought in; images are
 * {@code [rows, channels, height, width]}, sequences {@code [rows, size, steps]}, as there. A loss at the end is left out. Deeplearning4j itself
 * is an optional dependency: who has such a network has it.
 */
public final class Dl4jNetworks {

    private Dl4jNetworks() {}

    /**
     * The layers of a network, one after the other; their tensors are called after the layers, or after their place.
     *
     * @param network initialised
     * @throws IllegalArgumentException if a layer cannot be brought in, naming it
     */
    public static Network of(MultiLayerNetwork network) {
        List<Network> parts = new ArrayList<>();
        Layer[] layers = network.getLayers();
        for (int i = 0; i < layers.length; i++) {
            String given = layers[i].conf().getLayer().getLayerName();
            String name = given == null ? "layer" + i : given;
            parts.add(
                    Dl4jLayers.named(name, network.getLayerWiseConfigurations().getInputPreProcess(i), layers[i]));
        }
        return Networks.sequential(parts.toArray(Network[]::new));
    }

    /**
     * A network whose layers are joined otherwise; their tensors are called after the vertices.
     *
     * @param graph initialised, with one input and one output
     * @throws IllegalArgumentException if it has several inputs or outputs, or a vertex cannot be brought in, naming it
     */
    public static Network of(ComputationGraph graph) {
        ComputationGraphConfiguration conf = graph.getConfiguration();
        if (conf.getNetworkInputs().size() != 1 || conf.getNetworkOutputs().size() != 1) {
            throw new IllegalArgumentException("a network must have one input and one output: inputs="
                    + conf.getNetworkInputs() + ", outputs=" + conf.getNetworkOutputs());
        }
        return Dl4jGraph.of(graph);
    }
}
