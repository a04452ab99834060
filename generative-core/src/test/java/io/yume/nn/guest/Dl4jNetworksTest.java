package io.yume.nn.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Adam;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Objectives;
import io.yume.nn.Network;
import io.yume.nn.Networks;
import io.yume.nn.Scope;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of Deeplearning4j against themselves, in double precision. */
final class Dl4jNetworksTest {

    private static INDArray random(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray array = Nd4j.create(DataType.DOUBLE, shape);
        for (long i = 0; i < array.length(); i++) {
            // Numbers that a float holds exactly.
            array.putScalar(i, (float) (2 * random.nextDouble() - 1));
        }
        return array;
    }

    private static MultiLayerNetwork network(InputType input, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .weightInit(WeightInit.XAVIER)
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(list.setInputType(input).build());
        network.init();
        network.setParams(random(1, network.params().shape()));
        return network;
    }

    private static double[] row(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    /** A guest in a graph with numbers for all that it reads: its output, and the gradient of a weighted sum of that. */
    private static final class Guest {

        private final Graph graph = new Graph();
        private final Map<String, double[]> leaves = new HashMap<>();
        private final Map<String, Node> inputs = new HashMap<>();
        private final Node out;

        Guest(Network network, INDArray x) {
            Node in = graph.placeholder("x", dims(x));
            leaves.put("x", row(x));
            inputs.put("x", in);
            out = network.apply(in);
            network.specs().forEach((name, spec) -> {
                float[] start = ((Parameters.Initial.Values) spec.initial()).numbers();
                double[] numbers = new double[start.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = start[i];
                }
                leaves.put(name, numbers);
                inputs.put(name, graph.parameter(name, spec.shape().dims()));
            });
        }

        private static int[] dims(INDArray array) {
            return Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
        }

        double[] evaluate(Node node) {
            return new Reference(leaves, new Noise(new long[0], 0)).evaluate(node);
        }

        double[] gradient(String name, INDArray weights) {
            leaves.put("weights", row(weights));
            Node loss = out.times(graph.placeholder("weights", dims(weights))).sum();
            return evaluate(Gradients.of(loss, List.of(inputs.get(name))).get(0));
        }

        void assertOutput(INDArray expected) {
            assertThat(out.shape().dims()).containsExactly(dims(expected));
            assertThat(evaluate(out)).containsExactly(row(expected), within(1e-7));
        }

        void assertGradient(String name, INDArray weights, double... expected) {
            assertThat(gradient(name, weights)).as(name).containsExactly(expected, within(1e-7));
        }
    }

    /** Equal outputs, and equal gradients by the input and all that is learned. */
    private static void assertSame(MultiLayerNetwork network, INDArray x) {
        Guest guest = new Guest(Dl4jNetworks.of(network), x);
        guest.assertOutput(network.output(x, false));
        INDArray weights = random(3, network.output(x, false).shape());
        network.setInput(x);
        network.feedForward(true, false);
        Pair<Gradient, INDArray> gradients = network.backpropGradient(weights.dup(), null);
        guest.assertGradient("x", weights, row(gradients.getSecond()));
        List<String> compared = new ArrayList<>(List.of("x"));
        gradients.getFirst().gradientForVariable().forEach((name, gradient) -> {
            int layer = Integer.parseInt(name.substring(0, name.indexOf('_')));
            String tensor = name.substring(name.indexOf('_') + 1);
            String kind = guest.inputs.keySet().stream()
                    .filter(key -> key.startsWith("layer" + layer + "."))
                    .map(key -> key.split("\\.", -1)[1])
                    .findFirst()
                    .orElseThrow();
            String ours = "layer" + layer + "." + kind + "." + named(kind, tensor);
            double[] expected = row(gradient);
            if (kind.equals("lstm")) {
                int hidden = (int) gradient.size(-1) / 4;
                float[] places = new float[expected.length];
                for (int i = 0; i < places.length; i++) {
                    places[i] = i;
                }
                float[] order = Dl4jLayers.gates(places, expected.length / (4 * hidden), hidden);
                double[] theirs = expected.clone();
                for (int i = 0; i < order.length; i++) {
                    expected[i] = theirs[(int) order[i]];
                }
            }
            guest.assertGradient(ours, weights, expected);
            compared.add(ours);
        });
        assertThat(compared).containsExactlyInAnyOrderElementsOf(guest.inputs.keySet());
    }

    private static String named(String kind, String tensor) {
        if (kind.equals("lstm")) {
            return tensor.equals("W") ? "input.weight" : tensor.equals("RW") ? "hidden.weight" : "bias";
        }
        return tensor.equals("W") ? "weight" : "bias";
    }

    private static DenseLayer dense(int size, Activation activation) {
        return new DenseLayer.Builder().nOut(size).activation(activation).build();
    }

    @Test
    void denseLayersWithAllActivationsAreTheSame() {
        for (Activation activation : List.of(
                Activation.IDENTITY,
                Activation.RELU,
                Activation.SIGMOID,
                Activation.TANH,
                Activation.SOFTPLUS,
                Activation.SWISH,
                Activation.ELU,
                Activation.LEAKYRELU,
                Activation.HARDTANH,
                Activation.HARDSIGMOID,
                Activation.CUBE,
                Activation.SOFTSIGN,
                Activation.SOFTMAX)) {
            MultiLayerNetwork network = network(
                    InputType.feedForward(4),
                    dense(5, Activation.TANH),
                    dense(6, activation),
                    new DenseLayer.Builder()
                            .nOut(3)
                            .hasBias(false)
                            .activation(Activation.IDENTITY)
                            .build());
            assertSame(network, random(2, 7, 4));
        }
    }

    @Test
    void convolutionsAndPoolsAreTheSame() {
        MultiLayerNetwork network = network(
                InputType.convolutional(11, 9, 2),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.TANH)
                        .build(),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                new ConvolutionLayer.Builder(2, 2)
                        .nOut(3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .activation(Activation.SIGMOID)
                        .build(),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build(),
                dense(3, Activation.IDENTITY));
        assertSame(network, random(2, 3, 2, 11, 9));
    }

    /** Rows of pixels become images first. */
    @Test
    void flatImagesAreTheSame() {
        MultiLayerNetwork network = network(
                InputType.convolutionalFlat(6, 6, 1),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(2)
                        .activation(Activation.RELU)
                        .build(),
                dense(2, Activation.TANH));
        assertSame(network, random(2, 4, 36));
    }

    @Test
    void lstmsAreTheSame() {
        MultiLayerNetwork whole = network(
                InputType.recurrent(3),
                new LSTM.Builder().nOut(5).activation(Activation.TANH).build(),
                new LSTM.Builder()
                        .nOut(2)
                        .activation(Activation.TANH)
                        .forgetGateBiasInit(1)
                        .build());
        assertSame(whole, random(2, 4, 3, 6));
        MultiLayerNetwork last = network(
                InputType.recurrent(3),
                new LastTimeStep(
                        new LSTM.Builder().nOut(4).activation(Activation.TANH).build()),
                dense(2, Activation.SOFTPLUS));
        assertSame(last, random(2, 3, 3, 5));
    }

    /** Losses need labels there, so only outputs are compared. */
    @Test
    void outputLayersAreTheSame() {
        MultiLayerNetwork sequence = network(
                InputType.recurrent(3),
                new LSTM.Builder().nOut(4).activation(Activation.TANH).build(),
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build());
        INDArray x = random(2, 4, 3, 5);
        new Guest(Dl4jNetworks.of(sequence), x).assertOutput(sequence.output(x, false));
        MultiLayerNetwork classes = network(
                InputType.feedForward(3),
                dense(4, Activation.RELU),
                new DropoutLayer.Builder(0.7).build(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build());
        INDArray rows = random(4, 5, 3);
        Network guest = Dl4jNetworks.of(classes);
        new Guest(guest, rows).assertOutput(classes.output(rows, false));

        // In training a share of 0.3 is dropped.
        Graph graph = new Graph();
        Node ones = graph.constant(1, Shape.of(2000, 3));
        Network dropping = Dl4jNetworks.of(network(
                InputType.feedForward(3),
                new DropoutLayer.Builder(0.7).build(),
                new ActivationLayer(Activation.IDENTITY)));
        double[] dropped = new Reference(Map.of(), Noise.of(Seed.root(1), 2000, 0))
                .evaluate(dropping.apply(ones, Scope.training()));
        double zeros = 0;
        for (double value : dropped) {
            zeros += value == 0 ? 1 : 0;
            assertThat(value == 0 || Math.abs(value - 1 / 0.7) < 1e-9).isTrue();
        }
        assertThat(zeros / dropped.length).isCloseTo(0.3, within(0.03));
    }

    @Test
    void computationGraphsAreTheSame() {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(4))
                .addLayer("left", dense(3, Activation.TANH), "in")
                .addLayer("right", dense(3, Activation.SIGMOID), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "left", "right")
                .addVertex("most", new ElementWiseVertex(ElementWiseVertex.Op.Max), "left", "right")
                .addVertex("mean", new ElementWiseVertex(ElementWiseVertex.Op.Average), "left", "sum", "product")
                .addVertex("less", new ElementWiseVertex(ElementWiseVertex.Op.Subtract), "most", "mean")
                .addVertex("joined", new MergeVertex(), "sum", "less")
                .addVertex("scaled", new ScaleVertex(1.5), "joined")
                .addVertex("shifted", new ShiftVertex(-0.25), "scaled")
                .addVertex("part", new SubsetVertex(1, 4), "shifted")
                .addLayer("out", dense(2, Activation.IDENTITY), "part")
                .setOutputs("out");
        ComputationGraph network = new ComputationGraph(builder.build());
        network.init();
        network.setParams(random(1, network.params().shape()));
        INDArray x = random(2, 6, 4);
        Guest guest = new Guest(Dl4jNetworks.of(network), x);
        guest.assertOutput(network.output(false, x)[0]);
        INDArray weights = random(3, 6, 2);
        network.feedForward(new INDArray[] {x}, true, false);
        Gradient gradient = network.backpropGradient(weights.dup());
        for (String layer : List.of("left", "right", "out")) {
            guest.assertGradient(layer + ".dense.weight", weights, row(gradient.getGradientFor(layer + "_W")));
            guest.assertGradient(layer + ".dense.bias", weights, row(gradient.getGradientFor(layer + "_b")));
        }
    }

    /** As the encoder of an autoencoder, compiled: it starts where it was, and is trained further. */
    @Test
    void isTheNetworkOfADistribution() {
        MultiLayerNetwork network =
                network(InputType.feedForward(3), dense(8, Activation.TANH), dense(4, Activation.IDENTITY));
        Network guest = Dl4jNetworks.of(network);
        INDArray x = random(5, 16, 3);
        try (Parameters parameters = new Parameters(guest.specs(), Seed.root(0))) {
            Graph graph = new Graph();
            Node y = guest.apply(graph.placeholder("x", 16, 3));
            try (Program program = Program.of(Map.of("y", y), parameters)) {
                program.feed("x", x.dup('c').data().asFloat()).run();
                assertThat(program.get("y"))
                        .containsExactly(
                                network.output(x, false).dup('c').data().asFloat(), within(1e-5f));
            }
        }
        Factor encoder = Normal.of("z").given("x").by(guest);
        Factor decoder = Normal.of("x").given("z").by(Networks.mlp(2, 6));
        float[] before = network.getLayer(0).getParam("W").dup('c').data().asFloat();
        try (Trainer trainer = Trainer.maximise(Objectives.elbo(decoder, Normal.standard("z", 2), encoder)
                        .mean())
                .with(Adam.of(1e-2))
                .on(ArrayDataSet.of("x", x.dup('c').data().asFloat(), 3), 16)
                .compile()) {
            assertThat(trainer.parameters().get("z|x.layer0.dense.weight")).isEqualTo(before);
            double first = trainer.update().objective();
            trainer.fit(Length.updates(100));
            assertThat(trainer.update().objective()).isGreaterThan(first + 0.5);
            assertThat(trainer.parameters().get("z|x.layer0.dense.weight")).isNotEqualTo(before);
            assertThat(network.getLayer(0).getParam("W").dup('c').data().asFloat())
                    .isEqualTo(before);
        }
    }

    @Test
    void namesWhatCannotBeBroughtIn() {
        assertRefused(
                network(
                        InputType.convolutional(6, 6, 1),
                        new ConvolutionLayer.Builder(3, 3).nOut(2).name("first").build(),
                        new LocalResponseNormalization.Builder().name("second").build()),
                "layer=second, kind=LocalResponseNormalization");
        assertRefused(
                network(
                        InputType.convolutional(6, 6, 1),
                        new ConvolutionLayer.Builder(3, 2).nOut(2).build()),
                "layer=layer0, kind=ConvolutionLayer, because of a kernel that is no square");
        assertRefused(
                network(
                        InputType.convolutional(6, 6, 1),
                        new SubsamplingLayer.Builder()
                                .kernelSize(3, 3)
                                .stride(1, 1)
                                .build()),
                "kind=SubsamplingLayer, because of pools that overlap");
        assertRefused(
                network(
                        InputType.recurrent(2),
                        new LSTM.Builder().nOut(2).activation(Activation.RELU).build()),
                "kind=LSTM, because of an activation other than tanh");
        assertRefused(
                network(InputType.feedForward(2), dense(2, Activation.RATIONALTANH)),
                "layer=layer0, activation=rationaltanh");
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(2))
                .addLayer("dense", dense(2, Activation.TANH), "in")
                .addVertex("length", new L2NormalizeVertex(), "dense")
                .setOutputs("length")
                .build());
        graph.init();
        assertThatThrownBy(() -> Dl4jNetworks.of(graph)).hasMessageContaining("vertex=length, kind=L2NormalizeVertex");
        ComputationGraph two = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(2))
                .addLayer("one", dense(2, Activation.TANH), "in")
                .addLayer("other", dense(2, Activation.TANH), "in")
                .setOutputs("one", "other")
                .build());
        two.init();
        assertThatThrownBy(() -> Dl4jNetworks.of(two))
                .hasMessageContaining("one input and one output: inputs=[in], outputs=[one, other]");
    }

    private static void assertRefused(MultiLayerNetwork network, String message) {
        assertThatThrownBy(() -> Dl4jNetworks.of(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
