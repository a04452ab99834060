package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.internal.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about a program against counts by hand. */
final class ProgramDescriptionTest {

    private final Graph graph = new Graph();

    private ProgramDescription describe(Node out) {
        try (Program program = Program.of(Map.of("out", out), null, Engine.COMPILED)) {
            return program.describe();
        }
    }

    private StepDescription only(Node out) {
        ProgramDescription description = describe(out);
        assertThat(description.steps()).hasSize(1);
        return description.steps().get(0);
    }

    @Test
    void matrixProductCountsTwoOperationsPerProduct() {
        StepDescription step = only(graph.placeholder("x", 3, 4).matmul(graph.placeholder("w", 4, 5)));

        assertThat(step.kind()).isEqualTo(StepKind.MATMUL);
        assertThat(step.operation()).isEqualTo("matmul");
        assertThat(step.flops()).isEqualTo(2 * 3 * 4 * 5);
        assertThat(step.bytesRead()).isEqualTo(4 * (3 * 4 + 4 * 5));
        assertThat(step.bytesWritten()).isEqualTo(4 * 3 * 5);
        assertThat(step.results()).containsExactly(Shape.of(3, 5));
        assertThat(step.leaves()).containsExactly("x", "w");
        assertThat(step.inputs()).isEmpty();
        assertThat(step.seconds()).isNaN();
    }

    @Test
    void transposedAndStackedMatrixProductsCountAlike() {
        Node x = graph.placeholder("x", 2, 4, 3);
        Node w = graph.placeholder("w", 2, 5, 4);

        assertThat(only(x.transpose().matmul(w.transpose())).flops()).isEqualTo(2 * 2 * 3 * 4 * 5);
    }

    @Test
    void convolutionCountsAWholeFilterPerOutput() {
        Node x = graph.placeholder("x", 2, 3, 9, 8);
        Node w = graph.placeholder("w", 4, 3, 3, 2);

        StepDescription step = only(x.conv2d(w, 2));

        assertThat(step.kind()).isEqualTo(StepKind.CONVOLUTION);
        assertThat(step.operation()).isEqualTo("conv2d");
        assertThat(step.results()).containsExactly(Shape.of(2, 4, 4, 4));
        assertThat(step.flops()).isEqualTo(2 * (2 * 4 * 4 * 4) * (3 * 3 * 2));
        assertThat(step.bytesRead()).isEqualTo(4 * (2 * 3 * 9 * 8 + 4 * 3 * 3 * 2));
        assertThat(step.bytesWritten()).isEqualTo(4 * (2 * 4 * 4 * 4));
    }

    @Test
    void transposedConvolutionCountsAWholeFilterPerInput() {
        Node x = graph.placeholder("x", 2, 3, 4, 3);
        Node w = graph.placeholder("w", 3, 5, 4, 4);

        StepDescription step = only(x.convTranspose2d(w, 2));

        assertThat(step.operation()).isEqualTo("deconv2d");
        assertThat(step.flops()).isEqualTo(2 * (2 * 3 * 4 * 3) * (5 * 4 * 4));
    }

    /** Such a step reads weights backwards: they are computed here, so that it must be seen which step they come from. */
    @Test
    void transposedConvolutionToFewChannelsIsAPlainOneBetweenTwoCopies() {
        Node x = graph.placeholder("x", 2, 3, 4, 3);
        Node w = graph.placeholder("v", 3, 2, 4, 4).tanh();

        List<StepDescription> steps = describe(x.convTranspose2d(w, 2)).steps();

        assertThat(steps)
                .extracting(StepDescription::operation)
                .containsExactly("element-wise", "copy", "conv2d", "copy");
        assertThat(steps)
                .extracting(StepDescription::inputs)
                .containsExactly(List.of(), List.of(0), List.of(1), List.of(2));
        assertThat(steps.get(2).flops()).isEqualTo(2 * (2 * 8 * 5 * 4) * (3 * 2 * 2));
    }

    @Test
    void pairedConvolutionGradientsAreOneStepThatNamesBoth() {
        Node x = graph.placeholder("x", 2, 3, 9, 8);
        Node w = graph.parameter("w", 4, 3, 3, 2);
        Node v = graph.parameter("v", 3);
        Node loss = x.times(v.reshape(3, 1, 1)).conv2d(w, 2).square().sum();
        try (Trained trained = new Trained(Map.of("w", w.shape(), "v", v.shape()));
                Program program = Program.training(Map.of("loss", loss), loss, trained.optimizer, Engine.COMPILED)) {
            StepDescription both = program.describe().steps().stream()
                    .filter(step -> step.operation().equals("conv2d_bp"))
                    .findFirst()
                    .orElseThrow();

            assertThat(both.computes()).isEqualTo("convTranspose2d, convWeightGradient");
            assertThat(both.flops()).isEqualTo(2 * 2 * (2 * 4 * 4 * 4) * (3 * 3 * 2));
        }
    }

    @Test
    void fusedNodesAreNamedAndARepeatedRowIsReadOnce() {
        Node x = graph.placeholder("x", 8, 16);
        Node bias = graph.placeholder("b", 16);

        StepDescription step = only(x.plus(bias).tanh().times(x).plus(1));

        assertThat(step.kind()).isEqualTo(StepKind.ELEMENTWISE);
        assertThat(step.nodes())
                .extracting(StepDescription.Computed::operation)
                .containsExactly("add", "tanh", "mul", "add");
        assertThat(step.computes()).isEqualTo("add x2, tanh, mul");
        assertThat(step.flops()).isEqualTo(4 * 8 * 16);
        assertThat(step.bytesRead()).isEqualTo(4 * (8 * 16 + 16));
        assertThat(step.bytesWritten()).isEqualTo(4 * 8 * 16);
    }

    @Test
    void reductionsDrawsAndCopiesHaveKindsOfTheirOwn() {
        Node noise = graph.normal("eps", 4, 6);
        Node out = graph.concat(1, List.of(noise.transpose(), noise.transpose().maxOver(1)))
                .sum(0);

        List<StepDescription> steps = describe(out).steps();

        assertThat(steps).extracting(StepDescription::operation).contains("normal draw", "max", "copy", "sum");
        for (StepDescription step : steps) {
            switch (step.kind()) {
                case DRAW -> assertThat(step.bytesWritten()).isEqualTo(4 * 24);
                case REDUCTION -> assertThat(step.flops()).isIn(24L, 30L);
                case COPY -> assertThat(step.flops()).isZero();
                default -> throw new AssertionError(step);
            }
        }
        assertThat(steps.get(steps.size() - 1).inputs())
                .as("the sum reads all parts")
                .hasSizeGreaterThan(1);
    }

    @Test
    void nodesThatAreLeftOutAreCounted() {
        Node x = graph.placeholder("x", 4, 4);
        x.exp();
        Node out = x.times(1).plus(0).transpose().neg();
        assertThat(x.transpose().neg()).isSameAs(out);

        ProgramDescription.Nodes nodes = describe(out).nodes();

        // Live: x, its transposition, the negation. Dead: the exponential and the constants 0 and 1.
        assertThat(nodes).isEqualTo(new ProgramDescription.Nodes(3, 1, 1, 3, 3, 2, 2));
    }

    /** What is written counts as it was written; beside it stands what is computed. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void rewrittenNodesAreCountedBesideTheWrittenOnes(Engine engine) {
        Node h = graph.placeholder("h", 2, 24).tanh();
        Node out = h.slice(1, 0, 8).times(h.slice(1, 16, 8));
        try (Program program = Program.of(Map.of("out", out), null, engine)) {
            ProgramDescription description = program.describe();

            // Written: h, tanh, two slices, a product. The compiled engine has two slices of h and a tanh of each.
            int rewritten = engine == Engine.COMPILED ? 6 : 5;
            assertThat(description.nodes()).isEqualTo(new ProgramDescription.Nodes(5, 1, 2, rewritten, 0, 0, 0));
            assertThat(description.text().contains("rewritten as")).isEqualTo(engine == Engine.COMPILED);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void rowsThatAreMovedAreNoOperationsAndRowsThatAreAddedAre(Engine engine) {
        Node table = graph.parameter("table", 10, 4);
        Node loss = table.gather(graph.placeholder("index", 3)).square().sum();
        try (Trained trained = new Trained(Map.of("table", table.shape()));
                Program program = Program.training(Map.of("loss", loss), loss, trained.optimizer, engine)) {
            List<StepDescription> steps = program.describe().steps();

            StepDescription gather = named(steps, "gather");
            assertThat(gather.kind()).isEqualTo(StepKind.COPY);
            assertThat(gather.flops()).isZero();
            assertThat(gather.leaves()).containsExactly("table", "index");
            assertThat(gather.results()).containsExactly(Shape.of(3, 4));
            StepDescription scatter = named(steps, engine == Engine.COMPILED ? "scatter add" : "scatterAdd");
            assertThat(scatter.kind()).isEqualTo(StepKind.REDUCTION);
            assertThat(scatter.flops()).isEqualTo(3 * 4);
            assertThat(steps.get(steps.size() - 1).inputs()).containsExactly(scatter.index());
        }
    }

    private static StepDescription named(List<StepDescription> steps, String operation) {
        return steps.stream()
                .filter(step -> step.operation().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> optimizers() {
        return Stream.of(
                Arguments.of(Adam.of(0.1), 15, 2),
                Arguments.of(AdamW.of(0.1, 0.01), 17, 2),
                Arguments.of(RmsProp.of(0.1), 11, 1),
                Arguments.of(RmsProp.of(0.1).center().momentum(0.5), 19, 3),
                Arguments.of(Sgd.of(0.1), 4, 0),
                Arguments.of(Sgd.of(0.1).momentum(0.5), 6, 1),
                Arguments.of(Sgd.of(0.1).nesterov(0.5), 8, 1));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void updateCountsTheOperationsAndTheVectorsOfItsRule(Optimizer optimizer, int flops, int slots) {
        Node w = graph.parameter("w", 16);
        Node loss = w.square().sum();
        Map<String, Parameters.Spec> specs = Map.of("w", new Parameters.Spec(w.shape(), Parameters.Initial.zeros()));
        try (Parameters parameters = new Parameters(specs, Seed.root(1));
                OptimizerState state = new OptimizerState(optimizer, parameters);
                Program program = Program.training(Map.of("loss", loss), loss, state)) {
            List<StepDescription> steps = program.describe().steps();
            StepDescription update = steps.get(steps.size() - 1);

            assertThat(update.operation()).isEqualTo(optimizer.name());
            assertThat(update.flops()).isEqualTo(16L * flops);
            // The parameters, the gradient twice, and what is kept; all but the gradient are written.
            assertThat(update.bytesRead()).isEqualTo(4L * 16 * (3 + slots));
            assertThat(update.bytesWritten()).isEqualTo(4L * 16 * (1 + slots));
            assertThat(program.profile(1, new Noise(new long[0], 0)).total().seconds())
                    .isPositive();
            assertThat(state.step()).isZero();
        }
    }

    @Test
    void memoryIsSetAgainstWhatItWouldBeWithoutReuse() {
        Node h = graph.placeholder("x", 16, 16);
        Node w = graph.placeholder("w", 16, 16);
        for (int i = 0; i < 6; i++) {
            h = h.matmul(w).tanh();
        }

        ProgramDescription.Memory memory = describe(h).memory();

        // x, w, the last value, and two for the rest; without reuse 2 + 12 matrices; the same count without fusion.
        int matrix = 16 * 16 * 4;
        assertThat(memory.withoutReuse()).isEqualTo(14 * matrix);
        assertThat(memory.withoutFusion()).isEqualTo(14 * matrix);
        assertThat(memory.planned()).isEqualTo(5 * matrix);
    }

    @Test
    void updateIsTheLastStepAndReadsEveryGradient() {
        TestModels.Model model = TestModels.mlpVae(4, 6, 5, 2, false);
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                OptimizerState adam = new OptimizerState(Adam.of(1e-3), parameters);
                Program program = Program.training(model.terms(), model.loss(), adam, Engine.COMPILED)) {
            List<StepDescription> steps = program.describe().steps();
            StepDescription update = steps.get(steps.size() - 1);

            assertThat(update.kind()).isEqualTo(StepKind.OPTIMISER);
            assertThat(update.results()).containsExactly(Shape.of(parameters.count()));
            // One product and one sum for each of the five dense layers.
            assertThat(update.inputs()).hasSize(10).allSatisfy(input -> assertThat(
                            steps.get(input).operation())
                    .isIn("matmul", "sum"));
            assertEveryStepIsUsed(steps);
        }
    }

    private static void assertEveryStepIsUsed(List<StepDescription> steps) {
        for (StepDescription step : steps) {
            assertThat(step.inputs()).allSatisfy(input -> assertThat(input).isLessThan(step.index()));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void bothEnginesCountTheSameProducts(Engine engine) {
        TestModels.Model model = TestModels.convVae(2, false);
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                Program program = Program.of(model.terms(), parameters, engine)) {
            ProgramDescription description = program.describe();

            assertThat(description.engine()).isEqualTo(engine);
            assertThat(flops(description, StepKind.MATMUL)).isEqualTo(2 * 2 * (24 * 3 * 2 + 3 * 24));
            // The last transposed convolution runs as a plain one to 5 x 5 squares, though 4 x 4 pixels go in.
            long zeros = engine == Engine.COMPILED ? 2 * (2 * 8 * (5 * 5 - 4 * 4)) * (4 * 2 * 2) : 0;
            assertThat(flops(description, StepKind.CONVOLUTION)).isPositive().isEqualTo(convolutions(model) + zeros);
            assertThat(description.steps().stream()
                            .mapToInt(step -> step.nodes().size())
                            .sum())
                    .isGreaterThan(20);
        }
    }

    private static long flops(ProgramDescription description, StepKind kind) {
        return description.steps().stream()
                .filter(step -> step.kind() == kind)
                .mapToLong(StepDescription::flops)
                .sum();
    }

    private static long convolutions(TestModels.Model model) {
        long flops = 0;
        for (Node node : model.graph().nodes()) {
            if (node.primitive() instanceof Conv2d || node.primitive() instanceof ConvTranspose2d) {
                Shape w = node.inputs().get(1).shape();
                Shape many = node.primitive() instanceof Conv2d
                        ? node.shape()
                        : node.inputs().get(0).shape();
                flops += 2L * many.size() * w.dim(1) * w.dim(2) * w.dim(3);
            }
        }
        return flops;
    }

    @Test
    void referenceHasOneStepPerNode() {
        Node x = graph.placeholder("x", 3, 4);
        Node out = x.matmul(graph.placeholder("w", 4, 5)).transpose().tanh().sum(new int[] {0});
        try (Program program = Program.of(Map.of("out", out), null, Engine.REFERENCE)) {
            ProgramDescription description = program.describe();

            assertThat(description.steps())
                    .extracting(StepDescription::operation)
                    .containsExactly("matMul", "permute", "tanh", "reduce");
            assertThat(description.steps())
                    .extracting(StepDescription::inputs)
                    .containsExactly(List.of(), List.of(0), List.of(1), List.of(2));
            assertThat(description.steps().get(0).flops()).isEqualTo(2 * 3 * 4 * 5);
            assertThat(description.steps().get(0).bytesRead()).isEqualTo(8 * (12 + 20));
            // At most both operands and the product, in double precision.
            assertThat(description.memory().planned()).isEqualTo(8 * (12 + 20 + 15));
        }
    }

    @Test
    void textOfATinyProgramIsExact() {
        Node x = graph.placeholder("x", 2, 500);
        Node out = x.matmul(graph.placeholder("w", 500, 1000)).plus(1).tanh().sum(new int[] {1});

        assertThat(describe(out).text())
                .isEqualTo(
                        """
                        compiled program: 3 steps
                        nodes: 7 live (3 leaves, 0 views), rewritten as 7, 0 dead and left out; of the whole graph 0 folded, 0 shared
                        memory: 2.020 MB; without reuse 2.020 MB, without fusion 2.036 MB

                        operation     steps  MFLOP     MB
                        matmul            1  2.000  2.012
                        element-wise      1  0.004  0.016
                        sum               1  0.002  0.008
                        total             3  2.006  2.036

                        step  operation     computes   result     MFLOP     MB
                           0  matmul        matMul     [2, 1000]  2.000  2.012
                           1  element-wise  add, tanh  [2, 1000]  0.004  0.016
                           2  sum           reduce     [2, 1]     0.002  0.008
                        """);
    }

    @Test
    void longTextIsCutWithTheRestInOneRow() {
        Node h = graph.placeholder("x", 4, 4);
        for (int i = 0; i < 50; i++) {
            h = h.matmul(h).tanh();
        }
        ProgramDescription description = describe(h);

        assertThat(description.text()).contains("60 more steps").isEqualTo(description.toString());
        assertThat(description.text(200)).doesNotContain("more steps");
        assertThat(description.text(0)).contains("100 more steps");
        assertThatThrownBy(() -> description.text(-1)).hasMessage("mostSteps must be >= 0: mostSteps=-1");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void profilingTimesEveryStepAndLearnsNothing(Engine engine) {
        TestModels.Model model = TestModels.mlpVae(4, 6, 5, 2, false);
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                OptimizerState adam = new OptimizerState(Adam.of(1e-1), parameters);
                Program program = Program.training(model.terms(), model.loss(), adam, engine)) {
            Noise noise = Noise.of(Seed.root(2), 4, 0);
            program.run(noise);
            Map<String, float[]> before = new LinkedHashMap<>();
            parameters.specs().keySet().forEach(name -> before.put(name, parameters.get(name)));
            float[] moments = adam.get(Adam.SECOND, "mean");
            long bytes = Arena.liveBytes();

            ProgramDescription profile = program.profile(3, noise);

            assertThat(Arena.liveBytes()).isEqualTo(bytes);
            before.forEach((name, values) -> assertThat(parameters.get(name)).isEqualTo(values));
            assertThat(adam.get(Adam.SECOND, "mean")).isEqualTo(moments);
            assertThat(adam.step()).isEqualTo(1);
            assertThat(profile.runs()).isEqualTo(3);
            assertThat(profile.steps())
                    .allSatisfy(step -> assertThat(step.seconds()).isNotNegative());
            assertThat(profile.steps().get(profile.steps().size() - 1).seconds())
                    .isPositive();
            assertThat(profile.total().seconds())
                    .isCloseTo(
                            profile.totals().stream()
                                    .mapToDouble(ProgramDescription.Total::seconds)
                                    .sum(),
                            Offset.offset(1e-12));
            assertThat(profile.totals())
                    .isSortedAccordingTo(Comparator.comparingDouble(ProgramDescription.Total::seconds)
                            .reversed());
            assertThat(profile.text()).contains("the median of 3 runs", "GFLOP/s", "GB/s", "100.0");
            assertThat(sharesOfSteps(profile))
                    .isCloseTo(100, Offset.offset(0.05 * profile.steps().size()));
        }
    }

    /** The sum of the column of shares in the second table. */
    private static double sharesOfSteps(ProgramDescription profile) {
        String table = profile.text().split("\n\n", -1)[2];
        double sum = 0;
        for (String row : table.lines().skip(1).toList()) {
            List<String> cells = new ArrayList<>(List.of(row.split(" +")));
            sum += Double.parseDouble(cells.get(cells.size() - 3));
        }
        return sum;
    }

    @Test
    void profilingNeedsARunAndAnOpenProgram() {
        Program program = Program.of(Map.of("out", graph.normal("eps", 3, 2)), null);
        Noise none = new Noise(new long[0], 0);
        assertThatThrownBy(() -> program.profile(0, none)).hasMessage("runs must be >= 1: runs=0");
        assertThatThrownBy(() -> program.profile(1, none))
                .hasMessage("a draw must have one row per stream: draw=eps, rows=3, streams=0");
        program.close();
        assertThatThrownBy(() -> program.profile(1, none)).hasMessage("a program was used after close");
        assertThatThrownBy(program::describe).hasMessage("a program was used after close");
    }

    /** Parameters with an optimiser. */
    private static final class Trained implements AutoCloseable {

        private final Parameters parameters;
        private final OptimizerState optimizer;

        Trained(Map<String, Shape> shapes) {
            Map<String, Parameters.Spec> specs = new LinkedHashMap<>();
            shapes.forEach(
                    (name, shape) -> specs.put(name, new Parameters.Spec(shape, new Parameters.Initial.Uniform(1))));
            parameters = new Parameters(specs, Seed.root(1));
            optimizer = new OptimizerState(Adam.of(1e-3), parameters);
        }

        @Override
        public void close() {
            optimizer.close();
            parameters.close();
        }
    }
}
