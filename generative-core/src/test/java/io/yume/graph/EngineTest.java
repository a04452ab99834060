package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.internal.BlockMath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The engines mean the same. What one of them does by itself is tested elsewhere: all tests run on each. */
final class EngineTest {

    private static final int STEPS = 20;

    @TempDir
    private Path folder;

    private final Graph graph = new Graph();

    record Trained(String name, TestModels.Model model, int rows) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trained> models() {
        return Stream.of(
                new Trained("mlp", TestModels.mlpVae(8, 20, 16, 4, false), 8),
                new Trained("conv", TestModels.convVae(3, false), 3),
                new Trained("lstm", TestModels.lstmMixture(5, 4, 3, 8, 2), 4));
    }

    @ParameterizedTest
    @MethodSource("models")
    void trainingOnAllEnginesGivesTheSameLosses(Trained trained) {
        List<Map<String, Double>> compiled = losses(trained, Engine.COMPILED);
        List<Map<String, Double>> reference = losses(trained, Engine.REFERENCE);
        List<Map<String, Double>> ops = losses(trained, Engine.ND4J);

        assertThat(compiled.get(STEPS - 1).get("loss"))
                .as("it learns")
                .isLessThan(compiled.get(0).get("loss"));
        for (int step = 0; step < STEPS; step++) {
            for (String term : compiled.get(step).keySet()) {
                for (List<Map<String, Double>> other : List.of(compiled, ops)) {
                    assertThat(other.get(step).get(term))
                            .as("%s of step %d", term, step)
                            .isCloseTo(reference.get(step).get(term), Percentage.withPercentage(1e-2));
                }
            }
        }
    }

    private static List<Map<String, Double>> losses(Trained trained, Engine engine) {
        TestModels.Model model = trained.model();
        List<Map<String, Double>> losses = new ArrayList<>();
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(7));
                OptimizerState adam = new OptimizerState(Adam.of(1e-2).clipped(1), parameters);
                Program program = Program.training(model.terms(), model.loss(), adam, engine)) {
            assertThat(program.engine()).isEqualTo(engine);
            SplittableRandom random = new SplittableRandom(11);
            for (String name : program.placeholders()) {
                program.feed(name, values(model.graph(), name, random));
            }
            for (int step = 0; step < STEPS; step++) {
                // One noise: otherwise it hides what is learned.
                program.run(Noise.of(Seed.root(8), trained.rows(), 0));
                Map<String, Double> terms = new LinkedHashMap<>();
                model.terms().keySet().forEach(term -> terms.put(term, (double) program.scalar(term)));
                terms.put("gradient norm", program.gradientNorm());
                losses.add(terms);
            }
        }
        return losses;
    }

    private static float[] values(Graph graph, String name, SplittableRandom random) {
        for (Node node : graph.nodes()) {
            if (node.primitive() instanceof Leaf.Placeholder leaf && leaf.name().equals(name)) {
                float[] values = new float[node.shape().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble();
                }
                return values;
            }
        }
        throw new AssertionError(name);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void numbersEnterInSinglePrecision(Engine engine) {
        Node x = graph.placeholder("x", 2);
        try (Program program = Program.of(Map.of("greater", x.greater(0.1), "sum", x.plus(1e-9)), null, engine)) {
            program.feed("x", new float[] {0.1f, 1}).run();

            assertThat(program.get("greater")).as("0.1 is not above 0.1").containsExactly(0, 1);
            assertThat(program.get("sum")).containsExactly(0.1f, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatIsNotFiniteStaysSo(Engine engine) {
        float nan = Float.NaN;
        float inf = Float.POSITIVE_INFINITY;
        float[] numbers = {nan, inf, -inf, 1, -1, 0};
        Node x = graph.placeholder("x", 6);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("max", x.max(x.zeros()));
        outputs.put("min", x.zeros().min(x));
        outputs.put("max over", x.reshape(3, 2).maxOver(1));
        outputs.put("softplus", x.softplus());
        outputs.put("log1p", x.log1p());
        outputs.put("not taken", x.greater(0).select(x.like(3), x.like(4)));
        outputs.put("taken", x.equalTo(x.like(1)).select(x.zeros(), x));
        outputs.put("greater", x.greater(0));
        outputs.put("greater or equal", x.greaterOrEqual(x.zeros()));
        outputs.put("equal", x.equalTo(x));
        try (Program program = Program.of(outputs, null, engine)) {
            program.feed("x", numbers).run();

            assertThat(program.get("max")).containsExactly(nan, inf, 0, 1, 0, 0);
            assertThat(program.get("min")).containsExactly(nan, 0, -inf, 0, -1, 0);
            assertThat(program.get("max over")).containsExactly(nan, 1, 0);
            assertThat(program.get("softplus"))
                    .containsExactly(
                            new float[] {nan, inf, 0, 1.3132616f, 0.3132617f, 0.6931472f}, Offset.offset(2e-7f));
            assertThat(program.get("log1p"))
                    .containsExactly(new float[] {nan, inf, nan, 0.6931472f, -inf, 0}, Offset.offset(1e-7f));
            assertThat(program.get("not taken")).containsExactly(4, 3, 4, 3, 4, 4);
            assertThat(program.get("taken")).containsExactly(nan, inf, -inf, 0, -1, 0);
            assertThat(program.get("greater")).containsExactly(0, 1, 0, 1, 0, 0);
            assertThat(program.get("greater or equal")).containsExactly(0, 1, 0, 1, 0, 1);
            assertThat(program.get("equal")).containsExactly(0, 1, 1, 1, 1, 1);
        }
    }

    @Test
    void smallNumbersKeepTheirLogarithms() {
        Node x = graph.placeholder("x", 4);
        try (Program program = Program.of(Map.of("y", x.log1p()), null, Engine.ND4J)) {
            program.feed("x", new float[] {1e-9f, 3e-8f, 1e-4f, -2e-6f}).run();

            float[] y = program.get("y");
            assertThat(y[0]).isCloseTo(1e-9f, Percentage.withPercentage(1e-4));
            assertThat(y[1]).isCloseTo(3e-8f, Percentage.withPercentage(1e-4));
            assertThat(y[2]).isCloseTo((float) Math.log1p(1e-4), Percentage.withPercentage(1e-4));
            assertThat(y[3]).isCloseTo((float) Math.log1p(-2e-6), Percentage.withPercentage(1e-4));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void drawsAreTheSameNumbers(Engine engine) {
        Noise noise = Noise.of(Seed.root(3), 2, 5);
        float[] normal = new float[3];
        float[] uniform = new float[3];
        BlockMath.scalar().normal(normal, 0, 3, noise.key(1, Seed.hash("n")), 5, 0);
        BlockMath.scalar().uniform(uniform, 0, 3, noise.key(1, Seed.hash("u")), 5, 0);
        try (Program program = Program.of(
                Map.of(
                        "n",
                        graph.normal("n", 2, 3).slice(0, 1, 1),
                        "u",
                        graph.uniform("u", 2, 3).slice(0, 1, 1)),
                null,
                engine)) {
            program.run(noise);

            assertThat(program.get("n")).isEqualTo(normal);
            assertThat(program.get("u")).isEqualTo(uniform);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void outputsThatAreLeavesShowWhatIsFedAndLearned(Engine engine) {
        Node x = graph.placeholder("x", 2, 2);
        Node w = graph.parameter("w", 2);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("x", x.transpose());
        outputs.put("w", w.reshape(2, 1));
        outputs.put("c", graph.constant(new double[] {1, 2}, 2));
        outputs.put("loss", w.times(3).sum());
        Map<String, Parameters.Spec> specs = Map.of("w", new Parameters.Spec(w.shape(), Parameters.Initial.zeros()));
        try (Parameters parameters = new Parameters(specs, Seed.root(1));
                OptimizerState adam = new OptimizerState(Adam.of(0.5), parameters);
                Program program = Program.training(outputs, outputs.get("loss"), adam, engine)) {
            program.feed("x", new float[] {1, 2, 3, 4}).run();

            assertThat(program.get("x")).containsExactly(1, 3, 2, 4);
            assertThat(program.get("w")).isEqualTo(parameters.get("w"));
            assertThat(program.get("w")).containsExactly(new float[] {-0.5f, -0.5f}, Offset.offset(1e-5f));
            assertThat(program.get("c")).containsExactly(1, 2);
            program.feed("x", new float[] {5, 6, 7, 8});
            assertThat(program.get("x")).containsExactly(5, 7, 6, 8);
        }
    }

    @Test
    void preferredEngineIsTheOneOfTheProperty() throws Exception {
        assertThat(other("reference")).containsExactly("reference");
        assertThat(other("compiled")).containsExactly("compiled");
        String complaint = "engine must be one of compiled, reference, nd4j: engine=fast";
        assertThat(other("fast")).containsExactly(complaint, complaint);
    }

    private List<String> other(String engine) throws Exception {
        return OtherJvm.run(
                folder, Report.class, System.getProperty("java.class.path"), List.of("-Dyume.engine=" + engine));
    }

    /** Says which engine is preferred in another JVM. */
    public static final class Report {

        private Report() {}

        /** Writes the engine, or twice the complaint, to the file that it is given. */
        public static void main(String[] args) throws Exception {
            List<String> lines = new ArrayList<>();
            try (Program program = Program.of(Map.of("x", new Graph().normal("x", 1)), null)) {
                lines.add(program.engine().toString());
            } catch (IllegalArgumentException e) {
                lines.add(e.getMessage());
                try {
                    Engine.preferred();
                } catch (IllegalArgumentException again) {
                    lines.add(again.getMessage());
                }
            }
            Files.write(Path.of(args[0]), lines);
        }
    }

    @Test
    void enginesAreFoundByTheirNames() {
        assertThat(Engine.named("compiled")).isEqualTo(Engine.COMPILED);
        assertThat(Engine.named("reference")).isEqualTo(Engine.REFERENCE);
        assertThatThrownBy(() -> Engine.named("REFERENCE"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("engine must be one of compiled, reference, nd4j: engine=REFERENCE");
    }
}
