package io.yume.flow;

import static io.yume.nn.Networks.mlp;
import static io.yume.nn.Networks.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.flow.FlowBattery.Member;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import io.yume.nn.Dense;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every flow must stand, in double precision. */
final class FlowTest {

    private static final double STEP = 1e-5;

    /** A flow in a graph, with numbers for all that it learns and is given. */
    private static final class Setting {

        private final Member member;
        private final int rows;
        private final Scope scope;
        private final Graph graph = new Graph();
        private final Map<String, double[]> leaves = new HashMap<>();

        Setting(Member member, int rows) {
            this(member, rows, Scope.training());
        }

        Setting(Member member, int rows, Scope scope) {
            this.member = member;
            this.rows = rows;
            this.scope = scope;
            member.flow()
                    .specs()
                    .forEach((name, spec) ->
                            leaves.put(name, numbers(name, spec.shape().size())));
            leaves.putAll(fixed(member.flow()));
            // Variances are above 0.
            leaves.replaceAll((name, numbers) -> name.endsWith("running.variance")
                    ? Arrays.stream(numbers).map(Math::exp).toArray()
                    : numbers);
            leaves.put("context", numbers("context", rows * member.flow().context()));
        }

        /** What a flow starts from and never changes. */
        static Map<String, double[]> fixed(Flow flow) {
            Map<String, double[]> fixed = new HashMap<>();
            try (Parameters start = new Parameters(flow.specs(), Seed.root(1))) {
                start.specs().forEach((name, spec) -> {
                    if (spec.isFixed()) {
                        fixed.put(name, doubles(start.get(name)));
                    }
                });
            }
            return fixed;
        }

        static double[] numbers(String name, int count) {
            SplittableRandom random = Seed.root(5).split(name).generator();
            return random.doubles(count, -0.8, 0.8).map(x -> (float) x).toArray();
        }

        private static double[] repeated(double[] row, int rows) {
            return IntStream.range(0, rows * row.length)
                    .mapToDouble(i -> row[i % row.length])
                    .toArray();
        }

        Node rows(String name, Shape event) {
            int[] dims = new int[event.rank() + 1];
            dims[0] = rows;
            System.arraycopy(event.dims(), 0, dims, 1, event.rank());
            return graph.placeholder(name, dims);
        }

        Node context() {
            int length = member.flow().context();
            return length == 0 ? null : graph.placeholder("context", rows, length);
        }

        Flow.Result forward() {
            return member.flow().forward(rows("x", member.event()), context(), scope);
        }

        Flow.Result inverse(Node y) {
            return member.flow().inverse(y, context(), scope);
        }

        double[] evaluate(Node node) {
            return new Reference(leaves, Noise.of(Seed.root(1), rows, 0)).evaluate(node);
        }
    }

    static Stream<Member> members() {
        return FlowBattery.members();
    }

    static Stream<Member> invertible() {
        return members().filter(member -> member.flow().invertible());
    }

    @ParameterizedTest
    @MethodSource("invertible")
    void wayBackUndoesTheWayForward(Member member) {
        Setting setting = new Setting(member, 3, Scope.inference());
        double[] x = Setting.numbers("x", 3 * member.event().size());
        setting.leaves.put("x", x);
        Flow.Result there = setting.forward();
        Flow.Result back = setting.inverse(there.value());
        assertThat(setting.evaluate(back.value())).containsExactly(x, within(1e-8));
        double[] sum = setting.evaluate(there.logDet().plus(back.logDet()));
        assertThat(sum).containsExactly(new double[3], within(1e-8));
        assertThat(there.logDet().shape()).isEqualTo(Shape.of(3));
        assertThat(member.flow().output(member.event())).isEqualTo(Rows.event(there.value()));
        assertThat(member.flow().input(member.flow().output(member.event()))).isEqualTo(member.event());
    }

    /** Each row as if it were the only one, with a context of its own. */
    @ParameterizedTest
    @MethodSource("members")
    void noRowSeesAnother(Member member) {
        int rows = 3;
        Setting together = new Setting(member, rows, Scope.inference());
        double[] x = Setting.numbers("x", rows * member.event().size());
        together.leaves.put("x", x);
        Flow.Result there = together.forward();
        for (int row = 0; row < rows; row++) {
            Setting alone = new Setting(member, 1, Scope.inference());
            alone.leaves.put("x", part(x, row, rows));
            alone.leaves.put("context", part(together.leaves.get("context"), row, rows));
            assertRow(together, there, row, alone, alone.forward());
        }
        if (member.flow().invertible()) {
            double[] y = together.evaluate(there.value());
            together.leaves.put("y", y);
            Flow.Result back = together.inverse(together.rows("y", Rows.event(there.value())));
            for (int row = 0; row < rows; row++) {
                Setting alone = new Setting(member, 1, Scope.inference());
                alone.leaves.put("y", part(y, row, rows));
                alone.leaves.put("context", part(together.leaves.get("context"), row, rows));
                assertRow(together, back, row, alone, alone.inverse(alone.rows("y", Rows.event(there.value()))));
            }
        }
    }

    private static void assertRow(Setting together, Flow.Result all, int row, Setting alone, Flow.Result expected) {
        double[] value = part(together.evaluate(all.value()), row, together.rows);
        assertThat(value).as("row " + row).containsExactly(alone.evaluate(expected.value()), within(1e-10));
        double logDet = together.evaluate(all.logDet())[row];
        assertThat(logDet).as("row " + row).isCloseTo(alone.evaluate(expected.logDet())[0], within(1e-10));
    }

    private static double[] part(double[] all, int row, int rows) {
        int length = all.length / rows;
        return Arrays.copyOfRange(all, row * length, (row + 1) * length);
    }

    /** Two rows for each element, moved up and down by a step, then the point itself. */
    @ParameterizedTest
    @MethodSource("members")
    void logDeterminantIsThatOfTheJacobian(Member member) {
        int size = member.event().size();
        Setting setting = new Setting(member, 2 * size + 1, Scope.inference());
        double[] point = Setting.numbers("point", size);
        double[] x = Setting.repeated(point, 2 * size + 1);
        for (int j = 0; j < size; j++) {
            x[2 * j * size + j] += STEP;
            x[(2 * j + 1) * size + j] -= STEP;
        }
        setting.leaves.put("x", x);
        double[] context = Setting.numbers("context", member.flow().context());
        setting.leaves.put("context", Setting.repeated(context, 2 * size + 1));
        Flow.Result result = setting.forward();
        double[] y = setting.evaluate(result.value());
        double[][] jacobian = new double[size][size];
        for (int j = 0; j < size; j++) {
            for (int i = 0; i < size; i++) {
                jacobian[i][j] = (y[2 * j * size + i] - y[(2 * j + 1) * size + i]) / (2 * STEP);
            }
        }
        double logDet = setting.evaluate(result.logDet())[2 * size];
        assertThat(logDet).isCloseTo(logAbsDeterminant(jacobian), within(1e-6));
    }

    private static double logAbsDeterminant(double[][] a) {
        double log = 0;
        for (int j = 0; j < a.length; j++) {
            int pivot = j;
            for (int i = j + 1; i < a.length; i++) {
                pivot = Math.abs(a[i][j]) > Math.abs(a[pivot][j]) ? i : pivot;
            }
            double[] row = a[j];
            a[j] = a[pivot];
            a[pivot] = row;
            log += Math.log(Math.abs(a[j][j]));
            for (int i = j + 1; i < a.length; i++) {
                double factor = a[i][j] / a[j][j];
                for (int k = j; k < a.length; k++) {
                    a[i][k] -= factor * a[j][k];
                }
            }
        }
        return log;
    }

    /** A number that weighs all that comes out differently. */
    private static Node loss(Flow.Result result) {
        Node value = result.value();
        double[] weights = Setting.numbers("weights", value.shape().size());
        Node weighed = value.times(value.graph().constant(weights, value.shape().dims()));
        return weighed.sum().plus(result.logDet().times(0.7).sum());
    }

    private static Map<String, Node> leafNodes(Setting setting) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (Node node : setting.graph.nodes()) {
            if (node.primitive() instanceof Leaf.Parameter leaf) {
                nodes.put(leaf.name(), node);
            } else if (node.primitive() instanceof Leaf.Placeholder leaf) {
                nodes.put(leaf.name(), node);
            }
        }
        return nodes;
    }

    @ParameterizedTest
    @MethodSource("members")
    void gradientsAreSlopesAndProgramsAgree(Member member) {
        Setting setting = new Setting(member, 3);
        setting.leaves.put("x", Setting.numbers("x", 3 * member.event().size()));
        Flow.Result there = setting.forward();
        check(setting, there);
        if (member.flow().invertible()) {
            Setting other = new Setting(member, 3);
            other.leaves.put("y", setting.evaluate(there.value()));
            check(other, other.inverse(other.rows("y", Rows.event(there.value()))));
        }
    }

    private static void check(Setting setting, Flow.Result result) {
        Node loss = loss(result);
        Map<String, Node> wrt = leafNodes(setting);
        // Indices have no slope.
        wrt.keySet().removeIf(name -> name.endsWith("start.order"));
        List<Node> gradients = Gradients.of(loss, List.copyOf(wrt.values()));
        Map<String, Node> outputs = new LinkedHashMap<>(Map.of("value", result.value(), "logDet", result.logDet()));
        int at = 0;
        for (String name : wrt.keySet()) {
            Node gradient = gradients.get(at++);
            outputs.put("d " + name, gradient);
            double[] slopes = setting.evaluate(gradient);
            double[] kept = setting.leaves.get(name);
            for (int i = 0; i < slopes.length; i += Math.max(1, slopes.length / 5)) {
                double up = moved(setting, loss, name, i, STEP);
                double down = moved(setting, loss, name, i, -STEP);
                setting.leaves.put(name, kept);
                double expected = (up - down) / (2 * STEP);
                assertThat(slopes[i]).as(name + "[" + i + "]").isCloseTo(expected, within(1e-5));
            }
        }
        assertCompiled(setting, outputs);
    }

    private static double moved(Setting setting, Node loss, String name, int index, double by) {
        double[] changed = setting.leaves.get(name).clone();
        double[] kept = setting.leaves.put(name, changed);
        changed[index] += by;
        double value = setting.evaluate(loss)[0];
        setting.leaves.put(name, kept);
        return value;
    }

    private static void assertCompiled(Setting setting, Map<String, Node> outputs) {
        Map<String, Parameters.Spec> specs = setting.member.flow().specs();
        try (Parameters parameters = new Parameters(specs, Seed.root(1))) {
            specs.keySet().forEach(name -> parameters.set(name, floats(setting.leaves.get(name))));
            try (Program program = Program.of(outputs, parameters)) {
                program.placeholders().forEach(name -> program.feed(name, floats(setting.leaves.get(name))));
                program.run(Noise.of(Seed.root(1), setting.rows, 0));
                outputs.forEach((name, node) -> {
                    double[] expected = setting.evaluate(node);
                    double[] actual = doubles(program.get(name));
                    double size = Arrays.stream(expected).map(Math::abs).max().orElse(0);
                    assertThat(actual).as(name).containsExactly(expected, within(2e-4 * (1 + size)));
                });
            }
        }
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) values[i]);
        return floats;
    }

    private static double[] doubles(float... values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    static Stream<Member> planes() {
        return Stream.of(
                new Member("planar", Flows.compose(Planar.of(2), Planar.of(2)), Shape.of(2)),
                new Member("radial", Flows.compose(Radial.of(2), Radial.of(2)), Shape.of(2)));
    }

    /** A function that takes the plane onto itself once keeps the integral of what is on the other side. */
    @ParameterizedTest
    @MethodSource("planes")
    void flowsWithoutAnInverseCoverThePlaneOnce(Member member) {
        int side = 320;
        double step = 16.0 / side;
        Setting setting = new Setting(member, side * side);
        double[] x = new double[2 * side * side];
        for (int i = 0; i < side * side; i++) {
            x[2 * i] = -8 + (i / side + 0.5) * step;
            x[2 * i + 1] = -8 + (i % side + 0.5) * step;
        }
        setting.leaves.put("x", x);
        Flow.Result result = setting.forward();
        double[] y = setting.evaluate(result.value());
        double[] logDet = setting.evaluate(result.logDet());
        double sum = 0;
        for (int i = 0; i < side * side; i++) {
            double squares = y[2 * i] * y[2 * i] + y[2 * i + 1] * y[2 * i + 1];
            sum += Math.exp(logDet[i] - squares / 2) / (2 * Math.PI) * step * step;
        }
        assertThat(sum).isCloseTo(1, within(2e-3));
    }

    /** What a part that only moves elements gets is what the part before it reaches. */
    @Test
    void partsThatMoveElementsReachWhatThoseBeforeThemReach() {
        Flow unit = Logit.of(0);
        Permutation flip = Permutation.reversed(2);
        for (Flow flow : new Flow[] {
            Flows.compose(unit, flip),
            Flows.compose(unit, flip.named("flip"), flip.inverted(), Split.of(flip)),
            Flows.compose(unit, Flows.compose(flip, flip)),
            Flows.squeezed(unit)
        }) {
            assertThat(flow.reaches(0.5)).isTrue();
            assertThat(flow.reaches(1)).isFalse();
            assertThat(flow.reaches(Double.NaN)).isFalse();
        }
        assertThat(Flows.compose(unit, ActNorm.of(2)).reaches(1)).isTrue();
        // The second half stays what it was.
        assertThat(Split.of(unit).reaches(5)).isTrue();
        assertThat(Flows.compose(flip, flip).reaches(5)).isTrue();
    }

    @Test
    void whatHasNoInverseCannotBeInverted() {
        assertThatThrownBy(() -> Planar.of(2).inverted())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a flow without an inverse cannot be inverted");
        assertThatThrownBy(() -> Flows.compose(ActNorm.of(2), Radial.of(2)).inverted())
                .hasMessageContaining("a flow without an inverse");
    }

    /**
     * A flow that starts as multiples of the identity.
     *
     * @param factor of each element on the way forward
     */
    record Start(String name, Flow flow, double factor) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Start> starts() {
        // A gate of a free number of 1.5.
        double open = 1 / (1 + Math.exp(-1.5));
        Network still = sequential(mlp(Activation.TANH, 3, 4), Dense.of(4, 6).starting(Initial.zeros()));
        Network same = Dense.of(3 + 2, 3).starting(Initial.zeros());
        return Stream.of(
                new Start("masked", Autoregressive.masked(3, 8), 1),
                new Start("linear masked", Autoregressive.masked(3), 1),
                new Start("conditional masked", Autoregressive.masked(3, 8, 8).given(2), 1),
                new Start("inverse", Autoregressive.inverse(3, 8), open),
                new Start("linear inverse", Autoregressive.inverse(3), open),
                new Start("conditional inverse", Autoregressive.inverse(3, 8).given(2), open),
                new Start("activation norm", ActNorm.of(3), 1),
                // The variances that it starts with are 1, and 1e-5 is added.
                new Start("batch norm", BatchNormFlow.of(3), Math.sqrt(1 + 1e-5)),
                new Start("affine coupling", Coupling.affine(Mask.half(), still), 1),
                new Start(
                        "conditional additive coupling",
                        Coupling.additive(Mask.alternating(), same).given(2),
                        1));
    }

    /** Of both ways, and of the log-determinants. */
    @ParameterizedTest
    @MethodSource("starts")
    void startsOfFlowsAreNearTheIdentity(Start start) {
        Flow flow = start.flow();
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, 3);
        Node context = flow.context() == 0 ? null : graph.constant(0.7, Shape.of(2, flow.context()));
        Flow.Result there = flow.forward(x, context, Scope.inference());
        Flow.Result back = flow.inverse(x, context, Scope.inference());
        Map<String, double[]> leaves = new HashMap<>();
        double[] numbers = {0.5, -1, 2, 3, 0, -4};
        leaves.put("x", numbers);
        try (Parameters parameters = new Parameters(flow.specs(), Seed.root(1))) {
            parameters.specs().keySet().forEach(name -> leaves.put(name, doubles(parameters.get(name))));
        }
        Reference reference = new Reference(leaves, Noise.of(Seed.root(1), 2, 0));
        double factor = start.factor();
        double logDet = 3 * Math.log(factor);
        assertThat(reference.evaluate(there.value())).containsExactly(scaled(numbers, factor), within(1e-9));
        assertThat(reference.evaluate(back.value())).containsExactly(scaled(numbers, 1 / factor), within(1e-9));
        assertThat(reference.evaluate(there.logDet())).containsExactly(new double[] {logDet, logDet}, within(1e-9));
        assertThat(reference.evaluate(back.logDet())).containsExactly(new double[] {-logDet, -logDet}, within(1e-9));
    }

    private static double[] scaled(double[] numbers, double factor) {
        return Arrays.stream(numbers).map(x -> factor * x).toArray();
    }

    @Test
    void anActnormOfDataTakesThemToMeanZeroAndDeviationOne() {
        float[] data = {1, 10, 3, 20, 5, 60, 7, 70};
        ActNorm norm = ActNorm.standardising(data, 2);
        Graph graph = new Graph();
        Flow.Result result = norm.inverse(graph.placeholder("y", 4, 2), null, Scope.training());
        Map<String, double[]> leaves = new HashMap<>(Setting.fixed(norm));
        leaves.putAll(Map.of("y", doubles(data), "shift", new double[2], "logScale", new double[2]));
        double[] z = new Reference(leaves, Noise.of(Seed.root(1), 4, 0)).evaluate(result.value());
        for (int i = 0; i < 2; i++) {
            int element = i;
            double[] own = IntStream.range(0, 4)
                    .mapToDouble(row -> z[2 * row + element])
                    .toArray();
            assertThat(Arrays.stream(own).sum()).isCloseTo(0, within(1e-6));
            assertThat(Arrays.stream(own).map(v -> v * v).sum() / 4).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void aLinearProductStartsAsARotation() {
        int n = 6;
        InvertibleLinear linear = InvertibleLinear.of(n, Seed.root(9));
        Graph graph = new Graph();
        double[] identity = new double[n * n];
        IntStream.range(0, n).forEach(i -> identity[i * n + i] = 1);
        Node matrix = linear.forward(graph.constant(identity, n, n), null, Scope.training())
                .value();
        Map<String, double[]> leaves = new HashMap<>(Setting.fixed(linear));
        leaves.putAll(Map.of("lower", new double[n * n], "upper", new double[n * n], "logDiagonal", new double[n]));
        double[] square =
                new Reference(leaves, Noise.of(Seed.root(1), n, 0)).evaluate(matrix.matmul(matrix.transpose()));
        assertThat(square).containsExactly(identity, within(1e-6));
    }

    @Test
    void outputsOfAMaskedNetworkDependOnElementsBeforeOnly() {
        Autoregressive flow = Autoregressive.masked(5, 7, 9);
        Setting setting = new Setting(new Member("masked", flow, Shape.of(5)), 1);
        Node y = setting.rows("y", Shape.of(5));
        setting.leaves.put("y", Setting.numbers("y", 5));
        Node value = setting.inverse(y).value();
        for (int i = 0; i < 5; i++) {
            Node gradient = Gradients.of(value.slice(1, i, 1).sum(), List.of(y)).get(0);
            double[] slopes = setting.evaluate(gradient);
            for (int j = 0; j < 5; j++) {
                if (j > i) {
                    assertThat(slopes[j]).as(i + " by " + j).isZero();
                } else {
                    assertThat(slopes[j]).as(i + " by " + j).isNotZero();
                }
            }
        }
    }

    @Test
    void sizesAreChecked() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", 2, 3);
        Node image = graph.placeholder("image", 2, 1, 3, 4);
        Scope scope = Scope.training();
        assertThatThrownBy(() -> Planar.of(2).forward(x, null, scope))
                .hasMessageContaining("a planar flow must get vectors of its length: expected=[2], actual=[3]");
        assertThatThrownBy(() -> Autoregressive.masked(4, 5).inverse(x, null, scope))
                .hasMessageContaining("must get vectors of its length");
        assertThatThrownBy(() -> ActNorm.of(4).forward(x, null, scope)).hasMessageContaining("expected=4");
        assertThatThrownBy(() -> BatchNormFlow.of(4).inverse(x, null, scope)).hasMessageContaining("expected=4");
        assertThatThrownBy(() -> BatchNormFlow.of(3).keeping(1)).hasMessageContaining("keep=1.0");
        assertThatThrownBy(() -> BatchNormFlow.of(3).inverse(graph.placeholder("one", 1, 3), null, scope))
                .hasMessageContaining("two values of each feature");
        assertThatThrownBy(() -> InvertibleLinear.of(2, Seed.root(1)).forward(x, null, scope))
                .hasMessageContaining("expected=2");
        assertThatThrownBy(() -> Squeeze.of().forward(image, null, scope))
                .hasMessageContaining("even height and width");
        assertThatThrownBy(() -> Squeeze.of().inverse(image, null, scope)).hasMessageContaining("multiple of four");
        assertThatThrownBy(() -> Coupling.affine(Mask.half(), mlp(3, 4)).forward(x, null, scope))
                .hasMessageContaining("must give two numbers for each element: expected=[2, 6], actual=[2, 4]");
        assertThatThrownBy(() -> Mask.checkerboard().values(Shape.of(4))).hasMessageContaining("keep some");
        assertThatThrownBy(() -> Mask.half().values(Shape.of(1, 2, 2))).hasMessageContaining("keep some");
        assertThatThrownBy(() -> Split.of(ActNorm.of(1)).output(Shape.of(1))).hasMessageContaining("two elements");
        assertThatThrownBy(() -> Split.of(Squeeze.of()).output(Shape.of(2, 2, 2)))
                .hasMessageContaining("must keep its shape");
        assertThatThrownBy(() -> Permutation.of(0, 2)).hasMessageContaining("every index from 0 on once");
        assertThatThrownBy(() -> Logit.of(0.5)).hasMessageContaining("margin must be in [0, 0.5): margin=0.5");
        assertThatThrownBy(() -> InvertibleLinear.of(1, Seed.root(1))).hasMessageContaining("length must be >= 2");
        assertThatThrownBy(() -> Autoregressive.masked(1, 4)).hasMessageContaining("must have length >= 2");
        assertThatThrownBy(() -> ActNorm.standardising(new float[] {1, 2, 1, 3}, 2))
                .hasMessageContaining("must vary: element=0");
        assertThatThrownBy(
                        () -> Flows.compose(Planar.of(2).given(1), Planar.of(2).given(3)))
                .hasMessageContaining("one length of context");
        assertThatThrownBy(Flows::compose).hasMessageContaining("needs a flow");
    }
}
