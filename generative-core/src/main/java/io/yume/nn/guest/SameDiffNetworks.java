package io.yume.nn.guest;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns a function of SameDiff into a network of the language. Its operations become nodes of our graph and its
 * variables learned tensors with the same initial numbers, so it can be trained further here, with gradients of any
 * order; the original stays unchanged. Supported are arithmetic, matrix products, activations, reductions and changes
 * of shape.
 */
public final class SameDiffNetworks {

    private SameDiffNetworks() {}

    /**
     * The function from a placeholder to a variable; tensors have the names of SameDiff's variables.
     *
     * @param function whose variables have values
     * @param input the name of the placeholder; axis 0 is the row
     * @param output the name of the variable to be computed
     * @throws IllegalArgumentException if a name is unknown, another placeholder must be fed, or an operation is not
     *     supported; the message names it
     */
    public static Network of(SameDiff function, String input, String output) {
        for (String name : List.of(input, output)) {
            if (!function.hasVariable(name)) {
                throw new IllegalArgumentException("the function has no such variable: variable=" + name);
            }
        }
        Collected collected = new Collected(function, input);
        collected.add(function.getVariable(output));
        return new Guest(input, output, collected.learned, collected.fixed, List.copyOf(collected.steps.values()));
    }

    /** An operation that computes a variable from others. */
    private record Step(String made, List<String> inputs, Function<List<Node>, Node> function) {}

    /** A constant. */
    private record Fixed(Shape shape, double... numbers) {}

    /** All operations, tensors and constants that a variable depends on. */
    private static final class Collected {

        private final SameDiff function;
        private final String input;
        private final Map<String, Spec> learned = new LinkedHashMap<>();
        private final Map<String, Fixed> fixed = new LinkedHashMap<>();
        private final Map<String, Step> steps = new LinkedHashMap<>();

        Collected(SameDiff function, String input) {
            this.function = function;
            this.input = input;
        }

        void add(SDVariable variable) {
            String name = variable.name();
            if (name.equals(input) || learned.containsKey(name) || fixed.containsKey(name) || steps.containsKey(name)) {
                return;
            }
            if (variable.getVariableType() == VariableType.VARIABLE) {
                INDArray array = variable.getArr();
                learned.put(name, new Spec(shape(array), Initial.values(Dl4jLayers.numbers(array))));
            } else if (variable.getVariableType() == VariableType.CONSTANT) {
                INDArray array = variable.getArr();
                fixed.put(name, new Fixed(shape(array), array.dup('c').data().asDouble()));
            } else if (variable.getVariableType() == VariableType.PLACEHOLDER) {
                throw new IllegalArgumentException(
                        "a network must have one input: input=" + input + ", also fed=" + name);
            } else {
                DifferentialFunction operation = function.getVariableOutputOp(name);
                List<String> inputs = new ArrayList<>();
                for (SDVariable argument : operation.args()) {
                    add(argument);
                    inputs.add(argument.name());
                }
                steps.put(name, new Step(name, List.copyOf(inputs), SameDiffOperations.of(name, operation)));
            }
        }

        private static Shape shape(INDArray array) {
            return Shape.of(
                    Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray());
        }
    }

    private record Guest(
            String input, String output, Map<String, Spec> learned, Map<String, Fixed> fixed, List<Step> steps)
            implements Network {

        @Override
        public Map<String, Spec> specs() {
            return Collections.unmodifiableMap(learned);
        }

        @Override
        public Node apply(Node x, Scope scope) {
            Map<String, Node> values = new LinkedHashMap<>();
            values.put(input, x);
            learned.forEach((name, spec) -> values.put(name, scope.parameter(x.graph(), name, spec.shape())));
            fixed.forEach((name, array) -> values.put(
                    name, x.graph().constant(array.numbers(), array.shape().dims())));
            for (Step step : steps) {
                values.put(
                        step.made(),
                        step.function()
                                .apply(step.inputs().stream().map(values::get).toList()));
            }
            return values.get(output);
        }
    }
}
