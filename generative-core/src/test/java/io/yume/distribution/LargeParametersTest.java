package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Densities whose terms are millions and nearly cancel: single precision against double. */
final class LargeParametersTest {

    private final Graph graph = new Graph();
    private final Map<String, double[]> leaves = new HashMap<>();
    private final Map<String, Node> outputs = new LinkedHashMap<>();

    private Node leaf(String name, double... numbers) {
        double[] rounded = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            rounded[i] = (float) numbers[i];
        }
        leaves.put(name, rounded);
        return graph.placeholder(name, numbers.length);
    }

    private void ask(String name, Node node, Node... by) {
        outputs.put(name, node);
        for (Node leaf : by) {
            outputs.put(
                    name + " by " + leaf.describe(),
                    Gradients.of(node.sum(), List.of(leaf)).get(0));
        }
    }

    private void assertBothPrecisionsAgree() {
        assertBothPrecisionsAgree(1e-3, 1e-3);
    }

    /** Relatively, as far as the numbers are not small. */
    private void assertBothPrecisionsAgree(double relative, double absolute) {
        Noise noise = Noise.of(Seed.root(0), 1, 0);
        try (Program program = Program.of(outputs, null)) {
            leaves.forEach((name, numbers) -> {
                float[] floats = new float[numbers.length];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) numbers[i];
                }
                program.feed(name, floats);
            });
            program.run(noise);
            outputs.forEach((name, node) -> {
                double[] expected = new Reference(leaves, noise).evaluate(node);
                float[] actual = program.get(name);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i])
                            .as(name + " " + i)
                            .isCloseTo(expected[i], within(relative * Math.abs(expected[i]) + absolute));
                }
            });
        }
    }

    private double[] exact(Node node) {
        return new Reference(leaves, Noise.of(Seed.root(0), 1, 0)).evaluate(node);
    }

    private double[] exactSlope(String name, Node by) {
        return exact(outputs.get(name + " by " + by.describe()));
    }

    private static double relative(double expected) {
        return 1e-6 * Math.abs(expected);
    }

    /** Of concentrations that are a hundred times those of the other, or far above them, at a mean that is close to the other's. */
    @Test
    void gammasOfOtherScalesDivergeByWhatIsLeft() {
        Node concentration = leaf("concentration", 1e6, 1e7, 0.01);
        Node other = leaf("other", 100, 1e7 + 5e3, 1e4);
        Node rate = leaf("rate", 1e4, 3, 2);
        Node otherRate = leaf("other rate", 1, 3, 40);
        Gamma law = new Gamma(concentration, rate, Shape.SCALAR);
        ask("divergence", law.kl(new Gamma(other, otherRate, Shape.SCALAR)).orElseThrow(), concentration, other);
        assertBothPrecisionsAgree(2e-4, 0);
        double[] divergence = exact(outputs.get("divergence"));
        assertThat(divergence[0]).isCloseTo(4.106053349885393, within(1e-9));
        // Nearly normal.
        assertThat(divergence[1]).isCloseTo(0.5 * 5e3 * 5e3 / 1e7, within(1e-3));
        double[] slope = exactSlope("divergence", concentration);
        assertThat(slope[0]).isCloseTo(4.999501666498223e-07, within(1e-14));
        assertThat(exactSlope("divergence", other)[0]).isCloseTo(-0.005007833249919713, within(1e-12));
    }

    @Test
    void gammasOfVastConcentrationsHaveNormalEntropies() {
        Node concentration = leaf("concentration", 0.3, 2e6, 1e7, 1e16);
        Node rate = leaf("rate", 1, 1, 1, 1);
        ask("entropy", new Gamma(concentration, rate, Shape.SCALAR).entropy().orElseThrow(), concentration);
        assertBothPrecisionsAgree(1e-6, 0);
        double[] sizes = leaves.get("concentration");
        double[] entropy = exact(outputs.get("entropy"));
        double[] slope = exactSlope("entropy", concentration);
        assertThat(entropy[0]).isCloseTo(-1.0559689607220177, within(1e-6));
        assertThat(slope[0]).isCloseTo(9.571755182275412, within(1e-5));
        for (int i = 1; i < sizes.length; i++) {
            double normal = 0.5 * Math.log(2 * Math.PI * Math.E * sizes[i]);
            assertThat(entropy[i]).isCloseTo(normal, within(relative(normal)));
            assertThat(slope[i]).isCloseTo(0.5 / sizes[i], within(relative(0.5 / sizes[i])));
        }
    }

    @Test
    void gammasOfLargeConcentrations() {
        Node concentration = leaf("concentration", 1e6, 1e6, 3e5, 40, 0.3);
        Node rate = leaf("rate", 1e3, 1e3, 2, 2, 1);
        Node x = leaf("x", 1000.3, 998, 150_100, 19, 1e-3);
        Gamma law = new Gamma(concentration, rate, Shape.SCALAR);
        Gamma other = new Gamma(
                leaf("other concentration", 1.001e6, 2e6, 3.02e5, 44, 0.2),
                leaf("other rate", 1.0004e3, 5e3, 2.01, 90, 1e-6),
                Shape.SCALAR);
        ask("density", law.logProb(x), concentration, rate, x);
        ask("entropy", law.entropy().orElseThrow(), rate);
        ask("divergence", law.kl(other).orElseThrow(), concentration, rate);
        assertBothPrecisionsAgree();
        // Nearly normal.
        double entropy = new Reference(leaves, Noise.of(Seed.root(0), 1, 0))
                .evaluate(law.entropy().orElseThrow())[0];
        assertThat(entropy).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 1e6) - Math.log(1e3), within(1e-6));
    }

    @Test
    void poissonsOfLargeRates() {
        Node rate = leaf("rate", 1e5, 1e5, 2e6, 3, 0.1);
        Node count = leaf("count", 100_000, 99_300, 2_001_000, 5, 0);
        Poisson law = new Poisson(rate, Shape.SCALAR);
        Poisson other = new Poisson(leaf("other", 100_300, 5e5, 2_000_500, 3.1, 7), Shape.SCALAR);
        ask("mass", law.logProb(count), rate);
        ask("divergence", law.kl(other).orElseThrow(), rate);
        assertBothPrecisionsAgree();
        Reference reference = new Reference(leaves, Noise.of(Seed.root(0), 1, 0));
        double mass = reference.evaluate(law.logProb(count))[0];
        assertThat(mass).isCloseTo(-0.5 * Math.log(2 * Math.PI * 1e5), within(1e-5));
        double[] slopes = reference.evaluate(outputs.get("divergence by " + rate.describe()));
        for (int i = 0; i < slopes.length; i++) {
            double ratio = leaves.get("rate")[i] / leaves.get("other")[i];
            assertThat(slopes[i]).as("slope " + i).isCloseTo(Math.log(ratio), within(1e-9));
        }
    }

    @Test
    void betasOfLargeConcentrations() {
        Node one = leaf("one", 1000, 1e5, 1e6, 1);
        Node zero = leaf("zero", 1000, 0.01, 3.2e5, 2);
        Beta law = new Beta(one, zero, Shape.SCALAR);
        Node x = leaf("x", 0.51, 0.75, 0.7575, 0.25);
        Beta other =
                new Beta(leaf("other one", 1100, 1e4, 1e6, 3), leaf("other zero", 1100, 0.01, 3.3e5, 1), Shape.SCALAR);
        ask("density", law.logProb(x), one, zero, x);
        ask("entropy", law.entropy().orElseThrow(), one, zero);
        ask("divergence", law.kl(other).orElseThrow(), one, zero);
        assertBothPrecisionsAgree(2e-3, 2e-6);
        double[] divergence = exact(outputs.get("divergence"));
        assertThat(divergence[0]).isCloseTo(0.0023460464612066692, within(1e-12));
        assertThat(divergence[1]).isCloseTo(0.014026251574287999, within(1e-10));
        assertThat(divergence[3]).isCloseTo(2.0945348918918356, within(1e-12));
        double[] entropy = exact(outputs.get("entropy"));
        assertThat(entropy[2]).isCloseTo(-6.4749822359567361, within(1e-9));
        assertThat(entropy[3]).isCloseTo(0.5 - Math.log(2), within(1e-12));
        double[] density = exact(outputs.get("density"));
        assertThat(density[0]).isCloseTo(3.1748556982942688, within(1e-5));
        assertThat(density[2]).isCloseTo(6.9541427725791912, within(1e-5));
        assertThat(density[3]).isCloseTo(Math.log(1.5), within(1e-12));
    }

    /** Of two classes it is a Beta. */
    @Test
    void dirichletsOfTwoClassesAreBetas() {
        double[] ones = {1000, 1e5, 1e6, 1};
        double[] zeros = {1000, 0.01, 3.2e5, 2};
        for (int i = 0; i < ones.length; i++) {
            Node one = leaf("one " + i, ones[i]);
            Node zero = leaf("zero " + i, zeros[i]);
            Node both = graph.concat(0, List.of(one, zero));
            Node otherOne = leaf("other one " + i, 1.1 * ones[i]);
            Node otherZero = leaf("other zero " + i, 0.9 * zeros[i]);
            Dirichlet law = new Dirichlet(both, Shape.of(2));
            Dirichlet other = new Dirichlet(graph.concat(0, List.of(otherOne, otherZero)), Shape.of(2));
            Beta beta = new Beta(one, zero, Shape.SCALAR);
            Node x = graph.constant(new double[] {0.99 * ones[i] / (ones[i] + zeros[i])}, 1);
            Node value = graph.concat(0, List.of(x, x.neg().plus(1)));
            Map<Node, Node> pairs = Map.of(
                    law.logProb(value), beta.logProb(x),
                    law.entropy().orElseThrow(), beta.entropy().orElseThrow(),
                    law.kl(other).orElseThrow(),
                            beta.kl(new Beta(otherOne, otherZero, Shape.SCALAR)).orElseThrow());
            for (Map.Entry<Node, Node> pair : pairs.entrySet()) {
                double expected = exact(pair.getValue())[0];
                assertThat(exact(pair.getKey())[0]).isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
                ask("law " + outputs.size(), pair.getKey());
            }
        }
        assertBothPrecisionsAgree(1e-3, 2e-6);
    }

    @Test
    void directionsOfLargeConcentrationsAreNormal() {
        Node concentration = leaf("concentration", 1e6, 1.4e7, 2e4, 3);
        Node loc = leaf("loc", 0.3, -2, 1, 0.5);
        Node x = leaf("x", 0.3005, -2.0001, 1.01, 2.5);
        VonMises law = new VonMises(loc, concentration, Shape.SCALAR);
        VonMises other = new VonMises(
                leaf("other loc", 0.3004, -2, 1, -1), leaf("other concentration", 1.2e6, 1.3e7, 3e4, 2), Shape.SCALAR);
        ask("density", law.logProb(x), concentration);
        ask("entropy", law.entropy().orElseThrow(), concentration);
        ask("divergence", law.kl(other).orElseThrow(), concentration);
        assertBothPrecisionsAgree(2e-3, 0);
        double[] entropy = exact(outputs.get("entropy"));
        double[] slope = exactSlope("entropy", concentration);
        double[] divergence = exact(outputs.get("divergence"));
        for (int i = 0; i < 2; i++) {
            double k = leaves.get("concentration")[i];
            assertThat(entropy[i]).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E / k), within(1e-6));
            assertThat(slope[i]).isCloseTo(-0.5 / k, within(relative(0.5 / k)));
            double p = leaves.get("other concentration")[i];
            double apart = leaves.get("loc")[i] - leaves.get("other loc")[i];
            double normal = 0.5 * (p / k - 1 - Math.log(p / k) + p * apart * apart);
            assertThat(divergence[i]).isCloseTo(normal, within(1e-6));
        }
    }

    /** The slope is the logarithm of their ratio. */
    @Test
    void poissonsOfRatesFarApart() {
        Node rate = leaf("rate", 1e-4, 1e-3, 2, 1e8);
        Node other = leaf("other", 1e7, 1e6, 2, 1e-2);
        ask(
                "divergence",
                new Poisson(rate, Shape.SCALAR)
                        .kl(new Poisson(other, Shape.SCALAR))
                        .orElseThrow(),
                rate);
        assertBothPrecisionsAgree(1e-5, 0);
        double[] slope = exactSlope("divergence", rate);
        for (int i = 0; i < slope.length; i++) {
            double ratio = leaves.get("rate")[i] / leaves.get("other")[i];
            assertThat(slope[i]).isCloseTo(Math.log(ratio), within(1e-9));
        }
    }

    @Test
    void studentsTendToNormalsInOrder() {
        Node freedom = leaf("freedom", 1e7, 1e4, 2e3, 999, 3);
        StudentT law = new StudentT(freedom, freedom.zeros(), freedom.zeros().plus(1), Shape.SCALAR);
        ask("density", law.logProb(freedom.zeros()), freedom);
        ask("entropy", law.entropy().orElseThrow(), freedom);
        assertBothPrecisionsAgree(1e-6, 0);
        double[] peak = exactSlope("density", freedom);
        double[] entropy = exactSlope("entropy", freedom);
        for (int i = 0; i < 4; i++) {
            double many = leaves.get("freedom")[i];
            assertThat(peak[i]).isCloseTo(0.25 / (many * many), within(relative(peak[i])));
            double slope = -1 / (many * many) - 0.5 / (many * many * many);
            assertThat(entropy[i]).isCloseTo(slope, within(relative(slope)));
        }
        // Of 3: 1/2 (psi(2) - psi(3/2) - 1/3).
        double digammas = 1 - 0.5772156649015329 - (2 - 0.5772156649015329 - 2 * Math.log(2));
        assertThat(peak[4]).isCloseTo(0.5 * (digammas - 1 / 3.0), within(1e-12));
    }

    @Test
    void studentsOfManyDegreesOfFreedom() {
        Node freedom = leaf("freedom", 1e5, 1e7, 400, 3, 0.5);
        Node scale = leaf("scale", 1, 2, 1, 1, 1);
        Node x = leaf("x", 1, -3, 0.5, 4, 9);
        StudentT law = new StudentT(freedom, x.zeros(), scale, Shape.SCALAR);
        ask("density", law.logProb(x), x, scale);
        ask("entropy", law.entropy().orElseThrow(), scale);
        assertBothPrecisionsAgree();
        double entropy = new Reference(leaves, Noise.of(Seed.root(0), 1, 0))
                .evaluate(law.entropy().orElseThrow())[1];
        assertThat(entropy).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(2), within(1e-6));
    }
}
