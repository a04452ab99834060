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
 * Turns networks of Deeplearning4j, with their learned tensors, into networks of the language, to be used for a
 * distribution or as a part of other networks. Their layers become nodes of our graph, so they can be trained further
 * here, with gradients of any order; the tensors are copied into {@link io.yume.graph.Parameters}, and the original
 * network stays unchanged.
 *
 * <pre>{@code
 * Factor encoder = Normal.of("z").given("x").by(Dl4jNetworks.of(network));
 * }</pre>
 *
 * Supported are dense layers, convolutions and pooling with square kernels, LSTMs with their output layers, dropout
 * and most activations. Images are {@code [rows, channels, height, width]} and sequences {@code [rows, size, steps]},
 * as in Deeplearning4j. A loss at the end is left out. Deeplearning4j is an optional dependency: your project must add
 * it.
 */
public final class Dl4jNetworks {

    private Dl4jNetworks() {}

    /**
     * The layers of a network, one after the other. Tensors are named after the layers or, where these have no names,
     * their positions.
     *
     * @param network initialised
     * @throws IllegalArgumentException if a layer is not supported; the message names it
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
     * A network whose layers form a graph. Tensors are named after the vertices.
     *
     * @param graph initialised, with one input and one output
     * @throws IllegalArgumentException if it has several inputs or outputs, or a vertex is not supported; the message
     *     names it
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
