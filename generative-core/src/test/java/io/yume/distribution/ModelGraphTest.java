package io.yume.distribution;

import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Models drawn as graphs. */
final class ModelGraphTest {

    private final Factor prior = Normal.standard("z", 2);
    private final Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 3));
    private final Factor encoder = Normal.of("z").given("x").by(mlp(3, 4));

    @Test
    void drawsAnAutoencoder() throws Exception {
        ModelGraph graph =
                decoder.times(prior).graph().inferredBy(encoder).observing("x").plate("N", "z", "x");
        DrawnGraph drawn = DrawnGraph.of(graph);

        assertThat(drawn.edges()).containsExactly("generates z x", "infers x z");
        assertThat(drawn.shaded()).containsExactly("x");
        assertThat(drawn.plates()).containsExactly("N");
        assertThat(drawn.isAbove("z", "x")).isTrue();
        assertThat(graph).hasToString("z -> x\nx ~> z\nobserved: x\nplate N: z, x");
        assertThat(graph.svg())
                .contains("p(x|z): Bernoulli", "p(z): Normal\np(z|x): Normal", "shaded: observed, dashed: inference");
    }

    @Test
    void labelsOfPlatesAreEscaped() {
        ModelGraph graph =
                prior.graph().plate("10 % of N_train", "z").plate("&", "z").plate("#x = 3", "z");
        assertThat(graph.latex()).contains("{10 \\% of N\\_train};", "{$\\&$};", "{$\\#x = 3$};");
        assertThat(graph.svg()).contains(">10 % of N_train<", ">&amp;<", ">#x = 3<");
    }

    /** Read back: what is shaded, doubled and dashed, and that curves end on the borders of their variables. */
    @Test
    void drawsTheSameForLatex() {
        Factor state = Deterministic.of("h_1").given("z").by(mlp(2, 3));
        ModelGraph graph = Joint.of(decoder, state, prior)
                .graph()
                .inferredBy(encoder)
                .observing("x")
                .plate("N", "z", "x")
                .plate("t = 1, ..., T", "z", "x", "h_1");
        String latex = graph.latex();

        assertThat(latex).contains("\\begin{tikzpicture}[", "{$N$};", "{$t = 1, \\ldots, T$};", "\\end{tikzpicture}");
        assertThat(latex.chars().filter(c -> c == '{').count())
                .isEqualTo(latex.chars().filter(c -> c == '}').count());
        Map<String, double[]> ellipses = new HashMap<>();
        Map<String, String> looks = new HashMap<>();
        Matcher nodes = Pattern.compile(
                        "minimum width=(.*?)pt, minimum height=(.*?)pt(.*?)\\] at \\((.*?), (.*?)\\) \\{\\$(.*?)\\$}")
                .matcher(latex);
        while (nodes.find()) {
            ellipses.put(
                    nodes.group(6),
                    Stream.of(4, 5, 1, 2)
                            .mapToDouble(i -> Double.parseDouble(nodes.group(i)))
                            .toArray());
            looks.put(nodes.group(6), nodes.group(3));
        }
        assertThat(looks).isEqualTo(Map.of("z", "", "x", ", fill=black!15", "h_{1}", ", double"));
        Map<String, String> drawn = new HashMap<>();
        Matcher edges = Pattern.compile("draw\\[->(.*?)] \\((.*?), (.*?)\\) .. .* .. \\((.*?), (.*?)\\); % (.*)")
                .matcher(latex);
        while (edges.find()) {
            drawn.put(edges.group(6), edges.group(1));
            String[] ends = edges.group(6).replace("h_1", "h_{1}").split(" .> ");
            for (int end = 0; end < 2; end++) {
                double[] ellipse = ellipses.get(ends[end]);
                // Widths are in points, of which a unit has three quarters.
                double x = (Double.parseDouble(edges.group(2 + 2 * end)) - ellipse[0]) * 0.75 / (ellipse[2] / 2);
                double y = (Double.parseDouble(edges.group(3 + 2 * end)) - ellipse[1]) * 0.75 / (ellipse[3] / 2);
                assertThat(Math.hypot(x, y))
                        .as("%s, end %d", edges.group(6), end)
                        .isBetween(0.95, 1.2);
            }
        }
        assertThat(drawn).isEqualTo(Map.of("z -> x", "", "z -> h_1", "", "x ~> z", ", dashed"));
    }

    /** What is only given is observed; a fixed variable is none. */
    @Test
    void shadesWhatIsGiven() throws Exception {
        Factor two = Bernoulli.of("x").given("z", "y").by(mlp(5, 3));
        assertThat(DrawnGraph.of(two.times(prior).graph()).shaded()).containsExactly("y");
        assertThat(two.condition("y", 1, 0, 0).times(prior).graph().variables()).containsExactly("z", "x");
        assertThat(DrawnGraph.of(two.times(prior).marginalise("z").graph()).edges())
                .containsExactly("generates y x", "generates z x");
    }

    @Test
    void keepsWhatIsOutsideOfAPlateOutside() throws Exception {
        Factor weights = Normal.standard("w", 2);
        Factor scale = Normal.standard("tau", 1);
        Factor code = Normal.of("z_n").given("tau").by(mlp(1, 4));
        Factor left = Bernoulli.of("x1").given("z_n", "w").by(mlp(4, 3));
        Factor right = Deterministic.of("x2").given("x1", "tau").by(mlp(4, 3));
        DrawnGraph drawn = DrawnGraph.of(ModelGraph.of(weights, scale, code, left, right)
                .plate("M", "x1", "x2")
                .plate("N", "z_n", "x1", "x2")
                .observing("x2"));

        assertThat(drawn.plates()).containsExactlyInAnyOrder("M", "N");
        assertThat(drawn.doubled()).containsExactly("x2");
    }

    @Test
    void readsWithoutAPicture() {
        assertThat(prior.graph()).hasToString("z");
        assertThat(prior.graph().plate("N", "z").observing("z")).hasToString("z\nobserved: z\nplate N: z");
        Factor code = Normal.of("z").given("h").by(mlp(3, 4));
        ModelGraph steps = ModelGraph.of(code, Normal.standard("c", 1))
                .computing("after", "a cell", "h", "z")
                .carrying("after", "h")
                .plate("T", "z", "h", "after")
                .plate("N", "z", "h", "after", "c");
        assertThat(steps)
                .hasToString(String.join(
                        "\n",
                        "h -> z",
                        "h -> after",
                        "z -> after",
                        "after => h",
                        "c",
                        "function: h, after",
                        "plate T: h, z, after",
                        "plate N: h, z, c, after"));
    }

    @Test
    void drawsACircleOfDistributions() throws Exception {
        Factor there = Normal.of("y").given("x").by(mlp(3, 4));
        Factor back = Normal.of("x").given("y").by(mlp(2, 6));
        assertThat(DrawnGraph.of(ModelGraph.of(there, back)).edges()).containsExactly("generates x y", "generates y x");
    }

    /** Whatever the graph, nothing overlaps and no edge passes through a variable. */
    @Test
    void drawsManyGraphs() throws Exception {
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int count = 3 + random.nextInt(5);
            ModelGraph graph = ModelGraph.of();
            for (int i = 0; i < count; i++) {
                String[] given = new String[random.nextInt(Math.min(i, 3) + 1)];
                for (int j = 0; j < given.length; j++) {
                    given[j] = "v" + (i * 7 + j * (1 + (int) seed % 2)) % i;
                }
                graph = graph.computing(
                        "v" + i, "any", Arrays.stream(given).distinct().toArray(String[]::new));
            }
            if (count > 4) {
                graph = graph.carrying("v" + (count - 1), "v0").plate("K", "v0", "v1", "v2");
            }
            DrawnGraph.of(graph);
        }
    }

    @Test
    void anyNameGivesAWellFormedPicture() throws Exception {
        DrawnGraph drawn = DrawnGraph.of(Normal.standard("a<b>&\"c", 1).graph().plate("<&>", "a<b>&\"c"));
        assertThat(drawn.plates()).containsExactly("<&>");
    }

    @Test
    void refusesWhatCannotBe() {
        ModelGraph graph = decoder.times(prior).graph();
        assertThatThrownBy(() -> graph.observing("y")).hasMessageContaining("no such variable: variable=y, has=[z, x]");
        assertThatThrownBy(() -> graph.plate("N")).hasMessageContaining("must have a variable: label=N");
        Factor other = Normal.standard("w", 1);
        assertThatThrownBy(() -> graph.and(other).plate("N", "z", "x").plate("M", "x", "w"))
                .hasMessageContaining("apart or one in the other: M=[w, x], N=[x, z]");
    }
}
