package io.yume.nn.guest;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A computation graph of Deeplearning4j; each vertex comes after its inputs. */
final class Dl4jGraph implements Network {

    /** A vertex; exactly one of {@code network} and {@code function}, a function of several values, is not null. */
    private record Vertex(String name, List<String> inputs, Network network, Function<List<Node>, Node> function) {}

    private final String input;
    private final String output;
    private final List<Vertex> vertices;

    private Dl4jGraph(String input, String output, List<Vertex> vertices) {
        this.input = input;
        this.output = output;
        this.vertices = List.copyOf(vertices);
    }

    static Network of(ComputationGraph graph) {
        ComputationGraphConfiguration conf = graph.getConfiguration();
        String input = conf.getNetworkInputs().get(0);
        String output = conf.getNetworkOutputs().get(0);
        Map<String, Vertex> found = new LinkedHashMap<>();
        collect(graph, output, found);
        return new Dl4jGraph(input, output, List.copyOf(found.values()));
    }

    /** Adds a vertex after all vertices that it depends on. */
    private static void collect(ComputationGraph graph, String name, Map<String, Vertex> found) {
        ComputationGraphConfiguration conf = graph.getConfiguration();
        if (conf.getNetworkInputs().contains(name) || found.containsKey(name)) {
            return;
        }
        List<String> inputs = conf.getVertexInputs().get(name);
        inputs.forEach(each -> collect(graph, each, found));
        found.put(name, vertex(graph, name, inputs, conf.getVertices().get(name)));
    }

    private static Vertex vertex(ComputationGraph graph, String name, List<String> inputs, GraphVertex vertex) {
        if (vertex instanceof LayerVertex layer) {
            Network network = Dl4jLayers.named(name, layer.getPreProcessor(), graph.getLayer(name));
            return new Vertex(name, inputs, network, null);
        }
        if (vertex instanceof MergeVertex merge && merge.getMergeAxis() == MergeVertex.DEFAULT_MERGE_DIM) {
            return new Vertex(name, inputs, null, all -> all.get(0).graph().concat(1, all));
        }
        if (vertex instanceof ElementWiseVertex joined) {
            return new Vertex(name, inputs, null, joining(name, joined.getOp()));
        }
        if (vertex instanceof ScaleVertex scale) {
            return new Vertex(name, inputs, null, all -> all.get(0).times(scale.getScaleFactor()));
        }
        if (vertex instanceof ShiftVertex shift) {
            return new Vertex(name, inputs, null, all -> all.get(0).plus(shift.getShiftFactor()));
        }
        if (vertex instanceof SubsetVertex subset) {
            int length = subset.getTo() - subset.getFrom() + 1;
            return new Vertex(name, inputs, null, all -> all.get(0).slice(1, subset.getFrom(), length));
        }
        throw refused(name, vertex.getClass().getSimpleName());
    }

    private static Function<List<Node>, Node> joining(String name, ElementWiseVertex.Op op) {
        return switch (op) {
            case Add -> reducing(Node::plus);
            case Subtract -> reducing(Node::minus);
            case Product -> reducing(Node::times);
            case Max -> reducing(Node::max);
            case Average -> all -> reducing(Node::plus).apply(all).times(1.0 / all.size());
            default -> throw refused(name, "ElementWiseVertex of " + op);
        };
    }

    private static Function<List<Node>, Node> reducing(BinaryOperator<Node> operator) {
        return all -> all.stream().reduce(operator).orElseThrow();
    }

    private static IllegalArgumentException refused(String name, String kind) {
        return new IllegalArgumentException(
                "a vertex must be one that can be brought in: vertex=" + name + ", kind=" + kind);
    }

    @Override
    public Map<String, Spec> specs() {
        Specs specs = new Specs();
        for (Vertex vertex : vertices) {
            if (vertex.network() != null) {
                specs.addAll(vertex.network().specs());
            }
        }
        return specs.toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        Map<String, Node> values = new LinkedHashMap<>();
        values.put(input, x);
        for (Vertex vertex : vertices) {
            List<Node> inputs = new ArrayList<>();
            vertex.inputs().forEach(name -> inputs.add(values.get(name)));
            values.put(
                    vertex.name(),
                    vertex.network() != null
                            ? vertex.network().apply(inputs.get(0), scope)
                            : vertex.function().apply(inputs));
        }
        return values.get(output);
    }
}
