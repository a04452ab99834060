package io.yume.nn.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Reference;
import io.yume.nn.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Functions of SameDiff against themselves, in double precision. */
final class SameDiffNetworksTest {

    private static INDArray random(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray array = Nd4j.create(DataType.DOUBLE, shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, (float) (0.3 + random.nextDouble()));
        }
        return array;
    }

    private static double[] row(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    /** The output, and the gradient of its sum of squares by the input and all variables, are those of the function itself. */
    private static void assertSame(String what, BiFunction<SameDiff, SDVariable, SDVariable> body) {
        SameDiff function = SameDiff.create();
        SDVariable x = function.placeHolder("x", DataType.DOUBLE, -1, 4);
        // SameDiff has gradients only where there is something to learn.
        SDVariable out = body.apply(function, x.mul(function.var("scale", random(6, 1, 4))));
        INDArray input = random(1, 5, 4);
        INDArray expected = function.outputSingle(Map.of("x", input), out.name());
        Network network = SameDiffNetworks.of(function, "x", out.name());

        Graph graph = new Graph();
        Map<String, double[]> leaves = new HashMap<>(Map.of("x", row(input)));
        Map<String, Node> nodes = new LinkedHashMap<>();
        nodes.put("x", graph.placeholder("x", 5, 4));
        network.specs().forEach((name, spec) -> {
            float[] start = ((Parameters.Initial.Values) spec.initial()).numbers();
            leaves.put(
                    name,
                    IntStream.range(0, start.length).mapToDouble(i -> start[i]).toArray());
            nodes.put(name, graph.parameter(name, spec.shape().dims()));
        });
        Node y = network.apply(nodes.get("x"));
        Reference reference = new Reference(leaves, new Noise(new long[0], 0));
        assertThat(y.shape().dims())
                .as(what)
                .containsExactly(Arrays.stream(expected.shape())
                        .mapToInt(Math::toIntExact)
                        .toArray());
        assertThat(reference.evaluate(y)).as(what).containsExactly(row(expected), within(1e-7));

        SDVariable loss = function.math.square(out).sum();
        function.setLossVariables(loss.name());
        List<String> names = new ArrayList<>(nodes.keySet());
        Map<String, INDArray> gradients = function.calculateGradients(Map.of("x", input), names);
        List<Node> ours = Gradients.of(y.square().sum(), List.copyOf(nodes.values()));
        for (int i = 0; i < names.size(); i++) {
            assertThat(new Reference(leaves, new Noise(new long[0], 0)).evaluate(ours.get(i)))
                    .as(what + " by " + names.get(i))
                    .containsExactly(row(gradients.get(names.get(i))), within(1e-6));
        }
    }

    @Test
    void aPerceptronIsTheSame() {
        assertSame("perceptron", (f, x) -> {
            SDVariable w = f.var("w", random(2, 4, 6));
            SDVariable b = f.var("b", random(3, 6));
            SDVariable v = f.var("v", random(4, 6, 2));
            return f.nn.softmax(f.nn.tanh(f.nn.linear(x, w, b)).mmul(v), 1);
        });
    }

    @Test
    void everyElementWiseOperationIsTheSame() {
        Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> all = new LinkedHashMap<>();
        all.put("relu", (f, x) -> f.nn.relu(x.sub(0.8), 0));
        all.put("tanh", (f, x) -> f.math.tanh(x));
        all.put("sigmoid", (f, x) -> f.nn.sigmoid(x));
        all.put("softplus", (f, x) -> f.nn.softplus(x));
        all.put("swish", (f, x) -> f.nn.swish(x));
        all.put("elu", (f, x) -> f.nn.elu(x.sub(0.8)));
        all.put("leaky", (f, x) -> f.nn.leakyRelu(x.sub(0.8), 0.1));
        all.put("exp", (f, x) -> f.math.exp(x));
        all.put("log", (f, x) -> f.math.log(x));
        all.put("square", (f, x) -> f.math.square(x));
        all.put("sqrt", (f, x) -> f.math.sqrt(x));
        all.put("neg", (f, x) -> f.math.neg(x));
        all.put("abs", (f, x) -> f.math.abs(x.sub(0.8)));
        all.put("sin", (f, x) -> f.math.sin(x));
        all.put("cos", (f, x) -> f.math.cos(x));
        all.put("reciprocal", (f, x) -> f.math.reciprocal(x));
        all.put("scalars", (f, x) -> x.add(2).sub(0.5).mul(3).div(1.5).rsub(9).rdiv(2));
        all.put("pow", (f, x) -> x.pow(2));
        all.put("log softmax", (f, x) -> f.nn.logSoftmax(x));
        all.forEach(SameDiffNetworksTest::assertSame);
    }

    @Test
    void everyJoiningOperationIsTheSame() {
        Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> all = new LinkedHashMap<>();
        all.put("arithmetic", (f, x) -> {
            SDVariable v = f.var("v", random(7, 1, 4));
            SDVariable c = f.constant("c", random(8, 1, 4));
            return x.add(v).sub(c).mul(x).div(v).rsub(c).rdiv(v);
        });
        all.put("extremes", (f, x) -> {
            SDVariable v = f.var("v", random(7, 5, 4));
            return f.math.max(x, v).add(f.math.min(x, v).mul(2));
        });
        all.put("bias", (f, x) -> f.nn.biasAdd(x.mmul(f.var("v", random(7, 4, 3))), f.var("b", random(9, 3)), true));
        all.put("transposed product", (f, x) -> f.mmul(x, f.var("v", random(7, 3, 4)), false, true, false));
        all.put("concat", (f, x) -> f.concat(1, x, f.math.exp(x)));
        all.put("permute", (f, x) -> f.permute(f.reshape(x, -1, 2, 2), 0, 2, 1));
        all.put("transpose", (f, x) -> f.transpose(x));
        all.put("sum", (f, x) -> x.sum(1));
        all.put("kept sum", (f, x) -> x.mul(x.sum(true, 1)));
        all.put("mean", (f, x) -> x.mean(0));
        all.put("mean of all", (f, x) -> x.mul(x.mean()));
        all.put("max", (f, x) -> x.max(1));
        all.forEach(SameDiffNetworksTest::assertSame);
    }

    @Test
    void namesWhatCannotBeBroughtIn() {
        SameDiff function = SameDiff.create();
        SDVariable x = function.placeHolder("x", DataType.DOUBLE, -1, 4);
        SDVariable other = function.placeHolder("other", DataType.DOUBLE, -1, 4);
        function.math.erf("error", x);
        x.add("both", other);
        assertThatThrownBy(() -> SameDiffNetworks.of(function, "x", "error"))
                .hasMessageContaining("variable=error, operation=erf");
        assertThatThrownBy(() -> SameDiffNetworks.of(function, "x", "both"))
                .hasMessageContaining("one input: input=x, also fed=other");
        assertThatThrownBy(() -> SameDiffNetworks.of(function, "x", "nothing"))
                .hasMessageContaining("variable=nothing");
    }
}
