package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.nn.ConvLstmCell;
import io.yume.nn.GruCell;
import io.yume.nn.LstmCell;
import io.yume.nn.RecurrentCell;
import io.yume.nn.RecurrentCell.State;
import io.yume.nn.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a recurrence compiles to: the products of a step and no more, one kernel each way, and no copies between them. */
final class RecurrenceLoweringTest {

    private static final int STEPS = 9;
    private static final int ROWS = 5;
    private static final int INPUTS = 3;
    private static final int HIDDEN = 8;

    private static List<Instruction> training(RecurrentCell cell, boolean image, boolean given) {
        Graph graph = new Graph();
        Node x =
                image ? graph.placeholder("x", STEPS, ROWS, INPUTS, 5, 5) : graph.placeholder("x", STEPS, ROWS, INPUTS);
        Node h = graph.placeholder("h", ROWS, HIDDEN);
        State initial = given ? new State(h, graph.placeholder("c", ROWS, HIDDEN)) : null;
        Node loss =
                cell.overTime(x, initial, Scope.inference()).outputs().square().sum();
        List<Node> parameters = Graph.live(List.of(loss)).stream()
                .filter(node -> node.primitive() instanceof Leaf.Parameter)
                .toList();
        Map<Node, Ref> places = new HashMap<>();
        Map<Node, List<Ref>> targets = new HashMap<>();
        List<Node> gradients = Gradients.of(loss, parameters);
        try (Arena foreign = new Arena(1)) {
            for (int i = 0; i < parameters.size(); i++) {
                places.put(parameters.get(i), external(parameters.get(i), foreign));
                targets.put(gradients.get(i), List.of(external(gradients.get(i), foreign)));
            }
            return new Compiler(List.of(loss), targets, places).compile().instructions();
        }
    }

    private static Ref external(Node node, Arena arena) {
        return Ref.contiguous(new Memory(node.shape().size(), arena, 0), 0, node.shape());
    }

    private static List<NativeOp> ops(List<Instruction> plan, String name) {
        List<NativeOp> ops = new ArrayList<>();
        for (Instruction instruction : plan) {
            if (instruction instanceof NativeOp op && op.name().equals(name)) {
                ops.add(op);
            }
        }
        return ops;
    }

    private static long copies(List<Instruction> plan, int size) {
        return kernels(plan, size).stream()
                .filter(kernel -> kernel.code().isEmpty())
                .count();
    }

    private static List<Elementwise> kernels(List<Instruction> plan, int size) {
        List<Elementwise> kernels = new ArrayList<>();
        for (Instruction instruction : plan) {
            if (instruction instanceof Elementwise kernel && kernel.size() == size) {
                kernels.add(kernel);
            }
        }
        return kernels;
    }

    @Test
    void lstmTakesOneProductPerStepEachWayAndOnePerWeight() {
        List<Instruction> plan = training(LstmCell.of(INPUTS, HIDDEN), false, false);
        // From zeros the first step needs none; the weights and the bias of the input share one each way.
        assertThat(ops(plan, "matmul")).hasSize((STEPS - 1) + (STEPS - 1) + 1 + 2);
        assertThat(kernels(plan, ROWS * HIDDEN).stream()
                        .filter(kernel -> !kernel.code().isEmpty()))
                .hasSize(2 * STEPS);
        assertThat(kernels(plan, ROWS * 4 * HIDDEN)).isEmpty();
        // The forget gate of the first step has nothing to forget: its gradient is filled with zeros.
        assertThat(copies(plan, ROWS * HIDDEN)).isEqualTo(1);
    }

    @Test
    void aGivenStateCostsOneMoreProductForward() {
        List<Instruction> plan = training(LstmCell.of(INPUTS, HIDDEN), false, true);
        assertThat(ops(plan, "matmul")).hasSize(STEPS + (STEPS - 1) + 1 + 2);
        assertThat(copies(plan, ROWS * HIDDEN)).isEqualTo(1);
    }

    @Test
    void theRecurrentWeightsAreTransposedOnce() {
        List<Instruction> plan = training(LstmCell.of(INPUTS, HIDDEN), false, false);
        assertThat(ops(plan, "matmul"))
                .allSatisfy(op -> assertThat(op.arguments().get(1)).isZero());
        assertThat(copies(plan, 4 * HIDDEN * HIDDEN)).isEqualTo(1);
    }

    @Test
    void theWeightGradientIsOneProductOverAllSteps() {
        List<NativeOp> products = ops(training(LstmCell.of(INPUTS, HIDDEN), false, false), "matmul");
        assertThat(products.stream()
                        .filter(op -> op.arguments().get(0) == 1)
                        .map(op -> op.reads().get(0).shape()))
                .containsExactlyInAnyOrder(Shape.of((STEPS - 1) * ROWS, HIDDEN), Shape.of(STEPS * ROWS, INPUTS + 1));
    }

    @Test
    void gruTakesOneProductPerStepEachWayAndOnePerWeight() {
        List<Instruction> plan = training(GruCell.of(INPUTS, HIDDEN), false, false);
        assertThat(ops(plan, "matmul")).hasSize((STEPS - 1) + (STEPS - 1) + 1 + 2);
        assertThat(kernels(plan, ROWS * 3 * HIDDEN)).isEmpty();
    }

    /** One weight gradient for all steps would cost another convolution of all steps: its op computes both gradients. */
    @Test
    void convLstmPairsTheGradientsOfEachStepsConvolution() {
        List<Instruction> plan = training(ConvLstmCell.of(INPUTS, HIDDEN, 3), true, false);
        assertThat(ops(plan, "conv2d")).hasSize(STEPS - 1 + 1);
        assertThat(ops(plan, "conv2d_bp")).hasSize(STEPS - 1);
        assertThat(ops(plan, "deconv2d_bp"))
                .as("the input's weights, over all steps")
                .hasSize(1);
        assertThat(ops(plan, "deconv2d")).isEmpty();
    }
}
