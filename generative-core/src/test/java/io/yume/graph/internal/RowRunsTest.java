package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.RandomGraph;
import io.yume.graph.Seed;
import io.yume.graph.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is cut for several lanes, and that pieces are what the whole is. */
final class RowRunsTest {

    /** The instructions of some nodes, and memory for them and their parameters that is full of numbers. */
    private static final class Compiled implements AutoCloseable {

        private final Plan plan;
        private final Arena arena;
        private final Arena learned;

        Compiled(List<Node> roots) {
            Map<Node, Ref> parameters = new HashMap<>();
            List<Node> leaves = Graph.live(roots).stream()
                    .filter(node -> node.primitive() instanceof Leaf.Parameter)
                    .toList();
            int[] offsets = new int[leaves.size() + 1];
            for (int i = 0; i < leaves.size(); i++) {
                offsets[i + 1] = Arena.align(offsets[i] + leaves.get(i).shape().size());
            }
            learned = new Arena(offsets[leaves.size()] + 1);
            for (int i = 0; i < leaves.size(); i++) {
                Node leaf = leaves.get(i);
                Memory memory = new Memory(leaf.shape().size(), learned, offsets[i]);
                parameters.put(leaf, Ref.contiguous(memory, 0, leaf.shape()));
            }
            plan = new Compiler(roots, Map.of(), parameters).compile();
            arena = new Arena(plan.floats() + 1);
        }

        int together(int lanes) {
            List<Step> whole = new ArrayList<>();
            try (RowRuns runs = new RowRuns(plan.instructions(), whole(whole), arena, BlockMath.best(), lanes)) {
                return runs.together();
            } finally {
                whole.forEach(Step::close);
            }
        }

        private List<Step> whole(List<Step> into) {
            plan.instructions().forEach(each -> into.add(each.bind(arena, BlockMath.best(), new Registers())));
            return into;
        }

        void fill(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            for (Arena each : List.of(arena, learned)) {
                float[] values = new float[each.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble(0.1, 0.9);
                }
                each.write(0, values, 0, values.length);
            }
        }

        float[] after(Instruction instruction, Noise noise) {
            try (Step step = instruction.bind(arena, BlockMath.best(), new Registers())) {
                step.run(noise);
            }
            float[] values = new float[arena.size()];
            arena.read(0, values, 0, values.length);
            return values;
        }

        @Override
        public void close() {
            arena.close();
            learned.close();
        }
    }

    private static Compiled recurrence(int steps, int rows) {
        return new Compiled(
                List.of(TestModels.lstmMixture(steps, rows, 4, 96, 3).loss()));
    }

    @Test
    void whereAllProductsCanBeCutAllStepsRunInBlocks() {
        try (Compiled compiled = recurrence(12, 48)) {
            assertThat(compiled.together(2))
                    .isGreaterThan(compiled.plan.instructions().size() * 9 / 10);
            assertThat(compiled.together(1))
                    .as("one lane has nobody to share with")
                    .isZero();
            assertThat(compiled.together(7)).as("too few rows for each lane").isZero();
        }
    }

    /** With its gradients: the weights' are sums over all rows, in parts that lanes share. */
    @Test
    void trainingARecurrenceIsCutAsWell() {
        TestModels.Model model = TestModels.lstmMixture(10, 233, 3, 32, 2);
        List<Node> learned = model.graph().nodes().stream()
                .filter(node -> node.primitive() instanceof Leaf.Parameter)
                .toList();
        List<Node> roots = new ArrayList<>(Gradients.of(model.loss(), learned));
        roots.add(model.loss());
        try (Compiled compiled = new Compiled(roots)) {
            int most = compiled.plan.instructions().size() * 2 / 3;
            assertThat(compiled.together(2)).isGreaterThan(most);
            assertThat(compiled.together(3)).isGreaterThan(most);
            assertThat(compiled.together(5)).as("fewer parts than lanes").isZero();
        }
    }

    @Test
    void littleWorkIsNotCut() {
        try (Compiled compiled = recurrence(2, 16)) {
            assertThat(compiled.together(2)).isZero();
        }
    }

    @Test
    void aProgramWithANativeOpThatMustBeWholeIsNotCut() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 128, 512);
        Node wide = x.matmul(graph.parameter("w", 512, 512));
        Node products = wide.permute(1, 0).matmul(x);
        assertThat(Products.partsOf(128, Long.MAX_VALUE)).isEqualTo(1);
        try (Compiled compiled = new Compiled(List.of(products));
                Compiled without = new Compiled(List.of(wide))) {
            assertThat(compiled.together(2)).isZero();
            assertThat(without.together(2)).isPositive();
        }
    }

    /** On memory full of numbers, each instruction in pieces of any size leaves there what the whole one leaves. */
    @Test
    void piecesLeaveWhatTheWholeLeaves() {
        Set<Class<?>> cut = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            RandomGraph random = new RandomGraph(seed);
            SplittableRandom sizes = new SplittableRandom(seed);
            try (Compiled compiled = new Compiled(List.copyOf(random.outputs().values()))) {
                for (Instruction instruction : compiled.plan.instructions()) {
                    if (instruction.pieces() < 2) {
                        continue;
                    }
                    compiled.fill(seed);
                    float[] whole = compiled.after(instruction, random.noise());
                    compiled.fill(seed);
                    float[] pieces = {};
                    int at = 0;
                    while (at < instruction.pieces()) {
                        int count = 1 + sizes.nextInt(instruction.pieces() - at);
                        pieces = compiled.after(instruction.pieces(at, count), random.noise());
                        at += count;
                    }
                    if (instruction instanceof NativeOp) {
                        // The library multiplies a single row by other code than several.
                        assertThat(pieces).containsExactly(whole, Offset.offset(1e-4f));
                    } else {
                        assertThat(pieces).isEqualTo(whole);
                    }
                    cut.add(instruction.getClass());
                }
            }
        }
        assertThat(cut).containsExactlyInAnyOrder(Elementwise.class, NativeOp.class, Reduction.class, Drawing.class);
    }

    @Test
    void rowsOfAProductHaveTheSameBitsInPieces() {
        for (int[] size : new int[][] {{100, 256, 1024}, {100, 1024, 256}, {16, 256, 512}, {130, 37, 53}}) {
            Graph graph = new Graph();
            Node product = graph.placeholder("x", size[0], size[1]).matmul(graph.parameter("w", size[1], size[2]));
            try (Compiled compiled = new Compiled(List.of(product))) {
                Instruction whole = compiled.plan.instructions().get(0);
                Noise noise = Noise.of(Seed.root(1), 1, 0);
                compiled.fill(3);
                float[] expected = compiled.after(whole, noise);
                for (int lanes : new int[] {2, 3, 5}) {
                    compiled.fill(3);
                    float[] actual = {};
                    int rows = whole.pieces();
                    for (int lane = 0; lane < lanes; lane++) {
                        int begin = rows * lane / lanes;
                        actual = compiled.after(whole.pieces(begin, rows * (lane + 1) / lanes - begin), noise);
                    }
                    assertThat(actual)
                            .as("%s in %d", Arrays.toString(size), lanes)
                            .isEqualTo(expected);
                }
            }
        }
    }
}
