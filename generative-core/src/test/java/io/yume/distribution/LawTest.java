package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.LawBattery.Form;
import io.yume.distribution.LawBattery.Member;
import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every law against itself by quadrature or summation: what follows from its density must be what its closed forms and its sampler
 * say. Numbers are double precision unless a program is compiled.
 */
final class LawTest {

    private static final int DRAWS = 40_000;

    /** 1e-3 for the whole battery over less than a thousand checks: 4.9 standard errors each. */
    private static final double ERRORS = 4.9;

    /** A law over leaves: {@code free}, {@code other} and a value. */
    private static final class Setting {
        final Graph graph = new Graph();
        final Member member;
        final Law law;
        final Law other;
        final Map<String, double[]> leaves = new HashMap<>();
        private final double[] own;

        Setting(Member member, double... free) {
            this.member = member;
            own = free;
            law = member.family().fromFree(graph.placeholder("free", free.length), member.event());
            other = member.family().fromFree(graph.placeholder("other", free.length), member.event());
            leaves.put("free", free);
            leaves.put("other", member.other());
        }

        double[] evaluate(Node node, int rows) {
            return new Reference(leaves, Noise.of(Seed.root(11), rows, 3))
                    .evaluate(node)
                    .clone();
        }

        Node values() {
            if (member.finite()) {
                return law.values().orElseThrow();
            }
            Points points = member.points().of(own);
            leaves.put("x", points.values());
            return graph.placeholder(
                    "x",
                    Axes.join(Shape.of(points.weights().length), member.event()).dims());
        }

        /** Log-probabilities of all points. */
        double[] logProbs() {
            return evaluate(law.logProb(values()), 1);
        }

        double[] weights() {
            double[] ones = new double[member.finite() ? values().shape().dim(0) : 0];
            Arrays.fill(ones, 1);
            return member.finite() ? ones : member.points().of(own).weights();
        }

        /** Three values with much weight, one event after another. */
        double[] quantiles() {
            double[] logProbs = logProbs();
            double[] weights = weights();
            double[] values = member.points().of(own).values();
            int each = values.length / logProbs.length;
            double[] found = new double[3 * each];
            double below = 0;
            int next = 0;
            for (int i = 0; i < logProbs.length && next < 3; i++) {
                below += weights[i] * Math.exp(logProbs[i]);
                if (below > 0.25 * (next + 1)) {
                    System.arraycopy(values, i * each, found, each * next++, each);
                }
            }
            return found;
        }

        /** The moments of each element about some numbers. */
        double[] moments(double[] about, int power) {
            double[] logProbs = logProbs();
            double[] weights = weights();
            double[] values = evaluate(values(), 1);
            double[] sums = new double[about.length];
            for (int i = 0; i < values.length; i++) {
                int at = i / about.length;
                double distance = values[i] - about[i % about.length];
                sums[i % about.length] += weights[at] * Math.exp(logProbs[at]) * Math.pow(distance, power);
            }
            return sums;
        }

        /** One number for each value. */
        Node project(Node values) {
            double[] factors = factors(member.event().size());
            Node all = Axes.sumLast(
                    values.times(values.graph().constant(factors, member.event().dims())),
                    member.event().rank());
            return member.heavy() ? all.dividedBy(all.abs().plus(1)) : all;
        }

        double[] projected() {
            return evaluate(project(values()), 1);
        }

        /** The mean of a function of the projected value. */
        double mean(DoubleUnaryOperator function) {
            double[] logProbs = logProbs();
            double[] weights = weights();
            double[] values = projected();
            double sum = 0;
            for (int i = 0; i < logProbs.length; i++) {
                sum += weights[i] * Math.exp(logProbs[i]) * function.applyAsDouble(values[i]);
            }
            return sum;
        }
    }

    private static double[] factors(int size) {
        return IntStream.range(0, size).mapToDouble(Math::cos).toArray();
    }

    private static Setting setting(Member member) {
        return new Setting(member, member.free());
    }

    private static Node drawn(Setting setting) {
        return setting.law.sample(batch(setting.graph, DRAWS));
    }

    /** Draws whose only lead axis is the batch. */
    static Draws batch(Graph graph, int rows) {
        return new Draws() {
            @Override
            public Node normal(String part, Shape event) {
                return graph.normal(
                        "draw" + part, Axes.join(Shape.of(rows), event).dims());
            }

            @Override
            public Node uniform(String part, Shape event) {
                return graph.uniform(
                        "draw" + part, Axes.join(Shape.of(rows), event).dims());
            }
        };
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void probabilitiesSumToOne(Member member) {
        assertThat(setting(member).mean(x -> 1)).isCloseTo(1, within(1e-6));
    }

    /** Whatever is closed is compared below; what went missing would be drawn, and nobody would see it. */
    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void closedFormsAreThoseThatTheMemberDeclares(Member member) {
        Setting setting = setting(member);
        for (Form form : Form.values()) {
            assertThat(form.of(setting.law, setting.other).isPresent())
                    .as(form.name())
                    .isEqualTo(member.forms().contains(form));
            assertThat(form.of(setting.other, setting.law).isPresent())
                    .as(form + " of the other")
                    .isEqualTo(member.forms().contains(form));
        }
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void meanIsThatOfTheDensity(Member member) {
        Setting setting = setting(member);
        setting.law.mean().ifPresent(mean -> {
            double[] actual = setting.evaluate(mean, 1);
            double[] expected = setting.moments(new double[actual.length], 1);
            assertThat(actual).containsExactly(expected, within(1e-6));
        });
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void varianceIsThatOfTheDensity(Member member) {
        Setting setting = setting(member);
        setting.law.variance().ifPresent(variance -> {
            double[] actual = setting.evaluate(variance, 1);
            double[] means = setting.moments(new double[actual.length], 1);
            double[] expected = setting.moments(means, 2);
            for (int i = 0; i < actual.length; i++) {
                if (Double.isFinite(actual[i])) {
                    assertThat(actual[i]).isCloseTo(expected[i], within(1e-6 * (1 + expected[i])));
                } else {
                    assertThat(actual[i]).isEqualTo(Double.POSITIVE_INFINITY);
                    assertThat(expected[i]).isGreaterThan(1e3);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void nothingIsMoreProbableThanTheMode(Member member) {
        Setting setting = setting(member);
        double most = Arrays.stream(setting.logProbs()).max().orElseThrow();
        // What is no number would be greater than all.
        setting.law.mode().ifPresent(mode -> assertThat(setting.evaluate(setting.law.logProb(mode), 1)[0])
                .isNotNaN()
                .isGreaterThanOrEqualTo(most - 1e-12));
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void entropyIsThatOfTheDensity(Member member) {
        Setting setting = setting(member);
        double[] logProbs = setting.logProbs();
        double[] weights = setting.weights();
        double sum = IntStream.range(0, logProbs.length)
                .filter(i -> logProbs[i] > -700)
                .mapToDouble(i -> -weights[i] * Math.exp(logProbs[i]) * logProbs[i])
                .sum();
        setting.law.entropy().ifPresent(entropy -> assertThat(setting.evaluate(entropy, 1)[0])
                .isCloseTo(sum, within(1e-6)));
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void divergenceIsThatOfTheDensities(Member member) {
        Setting setting = setting(member);
        double[] own = setting.logProbs();
        double[] other = setting.evaluate(setting.other.logProb(setting.values()), 1);
        double[] weights = setting.weights();
        double sum = IntStream.range(0, own.length)
                .filter(i -> own[i] > -700)
                .mapToDouble(i -> weights[i] * Math.exp(own[i]) * (own[i] - other[i]))
                .sum();
        setting.law.kl(setting.other).ifPresent(kl -> assertThat(setting.evaluate(kl, 1)[0])
                .isCloseTo(sum, within(1e-6)));
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void drawsHaveTheMomentsOfTheDensity(Member member) {
        Setting setting = setting(member);
        double[] draws = projections(setting);
        for (DoubleUnaryOperator moment : List.<DoubleUnaryOperator>of(x -> x, x -> x * x)) {
            double expected = setting.mean(moment);
            double variance = setting.mean(x -> Math.pow(moment.applyAsDouble(x) - expected, 2));
            double actual = Arrays.stream(draws).map(moment).average().orElseThrow();
            assertThat(actual).isCloseTo(expected, within(ERRORS * Math.sqrt(variance / DRAWS) + 1e-9));
        }
    }

    /** Kolmogorov and Smirnov's test against the summed density, which is conservative for finite laws. */
    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void drawsHaveTheDistributionOfTheDensity(Member member) {
        Setting setting = setting(member);
        assertDistribution(setting, projections(setting));
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void compiledDrawsHaveTheDistributionOfTheDensity(Member member) {
        Setting setting = setting(member);
        Node projected = setting.project(drawn(setting));
        float[] free = new float[member.free().length];
        IntStream.range(0, free.length).forEach(i -> free[i] = (float) member.free()[i]);
        try (Program program = Program.of(Map.of("draws", projected), null)) {
            program.feed("free", free).run(Noise.of(Seed.root(12), DRAWS, 3));
            float[] draws = program.get("draws");
            assertDistribution(
                    setting,
                    IntStream.range(0, DRAWS).mapToDouble(i -> draws[i]).toArray());
        }
    }

    private static void assertDistribution(Setting setting, double... draws) {
        Arrays.sort(draws);
        double[] logProbs = setting.logProbs();
        double[] weights = setting.weights();
        double[] values = setting.projected();
        Integer[] order = IntStream.range(0, logProbs.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double below = 0;
        double worst = 0;
        int at = 0;
        for (int i = 0; i + 1 < order.length; i++) {
            below += weights[order[i]] * Math.exp(logProbs[order[i]]);
            double value = 0.5 * (values[order[i]] + values[order[i + 1]]);
            if (values[order[i + 1]] - values[order[i]] < 1e-12) {
                continue;
            }
            while (at < draws.length && draws[at] <= value) {
                at++;
            }
            worst = Math.max(worst, Math.abs(below - (double) at / DRAWS));
        }
        // P(D > 2.4 / sqrt(n)) is about 2e-5.
        assertThat(worst).isLessThan(2.4 / Math.sqrt(DRAWS));
    }

    private static double[] projections(Setting setting) {
        return setting.evaluate(setting.project(drawn(setting)), DRAWS);
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void drawsLieInTheSupport(Member member) {
        Setting setting = setting(member);
        double[] draws = setting.evaluate(drawn(setting), DRAWS);
        Support support = setting.law.support();
        assertThat(Arrays.stream(draws).allMatch(support.contains())).isTrue();
        // Of vectors also what they sum to, or how long they are.
        int event = member.event().size();
        float[] rows = new float[draws.length];
        IntStream.range(0, rows.length).forEach(i -> rows[i] = (float) draws[i]);
        for (int row = 0; row < DRAWS && !support.totals().isEmpty(); row++) {
            support.require("x", rows, row * event, event, row);
        }
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void gradientsOfClosedFormsAreTheirSlopes(Member member) {
        check(member, setting -> {
            double[] points = member.finite() ? null : setting.quantiles();
            Node x = member.finite()
                    ? setting.values()
                    : setting.graph.placeholder(
                            "points", Axes.join(Shape.of(3), member.event()).dims());
            setting.leaves.put("points", points == null ? new double[0] : points);
            return setting.law.logProb(x).square().sum();
        });
        Setting own = setting(member);
        if (own.law.entropy().isPresent()) {
            check(member, setting -> setting.law.entropy().orElseThrow().sum());
        }
        if (own.law.kl(own.other).isPresent()) {
            check(member, setting -> setting.law.kl(setting.other).orElseThrow().sum());
            check(member, setting -> setting.other.kl(setting.law).orElseThrow().sum());
        }
    }

    private static void check(Member member, Function<Setting, Node> of) {
        Setting setting = setting(member);
        Node loss = of.apply(setting);
        if (Double.isInfinite(setting.evaluate(loss, 1)[0])) {
            // A law from outside the other's support.
            return;
        }
        double[] gradient = setting.evaluate(
                Gradients.of(loss, List.of(setting.graph.placeholder("free", member.free().length)))
                        .get(0),
                1);
        for (int i = 0; i < gradient.length; i++) {
            double step = 1e-5;
            double[] up = member.free().clone();
            up[i] += step;
            double[] down = member.free().clone();
            down[i] -= step;
            setting.leaves.put("free", up);
            double above = setting.evaluate(loss, 1)[0];
            setting.leaves.put("free", down);
            double below = setting.evaluate(loss, 1)[0];
            assertThat(gradient[i]).isCloseTo((above - below) / (2 * step), within(1e-6 * (1 + Math.abs(gradient[i]))));
        }
    }

    /** The mean gradient of the squared projected draw against the slope of the second moment by quadrature. */
    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void pathwiseGradientsAreThoseOfTheExpectation(Member member) {
        Setting setting = setting(member);
        assertThat(setting.law.pathwise()).isEqualTo(member.family().pathwise());
        if (!setting.law.pathwise() || setting.law.biased()) {
            return;
        }
        // One copy of the parameters per draw gives the gradient of every draw.
        int size = member.free().length;
        Node free = setting.graph.placeholder("each", DRAWS, size);
        double[] each = new double[DRAWS * size];
        Arrays.setAll(each, i -> member.free()[i % size]);
        setting.leaves.put("each", each);
        Node draws = member.family().fromFree(free, member.event()).sample(batch(setting.graph, DRAWS));
        double[] gradients = setting.evaluate(
                Gradients.of(setting.project(draws).square().sum(), List.of(free))
                        .get(0),
                DRAWS);
        for (int i = 0; i < size; i++) {
            int parameter = i;
            double[] own = IntStream.range(0, DRAWS)
                    .mapToDouble(row -> gradients[row * size + parameter])
                    .toArray();
            double mean = Arrays.stream(own).average().orElseThrow();
            double variance =
                    Arrays.stream(own).map(g -> (g - mean) * (g - mean)).sum() / DRAWS;
            double[] up = member.free().clone();
            up[i] += 1e-4;
            double[] down = member.free().clone();
            down[i] -= 1e-4;
            double slope =
                    (new Setting(member, up).mean(x -> x * x) - new Setting(member, down).mean(x -> x * x)) / 2e-4;
            assertThat(mean).isCloseTo(slope, within(ERRORS * Math.sqrt(variance / DRAWS) + 1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void compiledLogProbabilitiesAreThoseInDoublePrecision(Member member) {
        Graph graph = new Graph();
        double[] free = member.free();
        Node parameters = graph.placeholder("free", free.length);
        Law law = member.family().fromFree(parameters, member.event());
        Node draws = law.sample(batch(graph, 64));
        Node logProb = law.logProb(draws);
        float[] fed = new float[free.length];
        IntStream.range(0, fed.length).forEach(i -> fed[i] = (float) free[i]);
        double[] rounded =
                IntStream.range(0, fed.length).mapToDouble(i -> fed[i]).toArray();
        Noise noise = Noise.of(Seed.root(4), 64, 0);
        double[] expected = new Reference(Map.of("free", rounded), noise).evaluate(logProb);
        try (Program program = Program.of(Map.of("logProb", logProb), null)) {
            program.feed("free", fed).run(noise);
            float[] actual = program.get("logProb");
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(2e-5 * (1 + Math.abs(expected[i]))));
            }
        }
    }

    /** Families of one element with events of several axes: each element has its own numbers, one parameter after another. */
    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#elementwise")
    void elementsOfSeveralAxesAreLawsOfTheirOwn(Family family) {
        Graph graph = new Graph();
        int parts = family.free(Shape.of(1)).size();
        Shape event = Shape.of(2, 3);
        assertThat(family.free(event)).isEqualTo(Shape.of(2 * parts, 3));
        assertThat(family.event(Shape.of(2 * parts, 3))).isEqualTo(event);
        double[] numbers = IntStream.range(0, 6 * parts)
                .mapToDouble(i -> 0.8 * Math.sin(1 + 2.3 * i))
                .toArray();
        Law whole = family.fromFree(graph.constant(numbers, 2 * parts, 3), event);
        int rows = 4_000;
        Node drawn = whole.sample(batch(graph, rows));
        Reference reference = new Reference(Map.of(), Noise.of(Seed.root(2), rows, 0));
        double[] actual = reference.evaluate(whole.logProb(drawn)).clone();
        double[] draws = reference.evaluate(drawn).clone();
        double[] expected = new double[rows];
        for (int element = 0; element < 6; element++) {
            int at = element;
            double[] own = IntStream.range(0, parts)
                    .mapToDouble(part -> numbers[6 * part + at])
                    .toArray();
            Law one = family.fromFree(graph.constant(own, parts), Shape.of(1));
            double[] values = IntStream.range(0, rows)
                    .mapToDouble(row -> draws[6 * row + at])
                    .toArray();
            double[] each = reference.evaluate(one.logProb(graph.constant(values, rows, 1)));
            Arrays.setAll(expected, row -> expected[row] + each[row]);
        }
        for (int row = 0; row < rows; row++) {
            assertThat(actual[row]).isCloseTo(expected[row], within(1e-9 * (1 + Math.abs(expected[row]))));
        }
        double[][] sides = new double[6][];
        for (int element = 0; element < 6; element++) {
            int at = element;
            double[] values = IntStream.range(0, rows)
                    .mapToDouble(row -> draws[6 * row + at])
                    .toArray();
            double median = Arrays.stream(values).sorted().toArray()[rows / 2];
            double[] above = Arrays.stream(values).map(x -> x >= median ? 1 : 0).toArray();
            double share = Arrays.stream(above).average().orElseThrow();
            sides[element] = Arrays.stream(above).map(x -> x - share).toArray();
        }
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < i; j++) {
                double[] a = sides[i];
                double[] b = sides[j];
                double product = IntStream.range(0, rows)
                        .mapToDouble(row -> a[row] * b[row])
                        .average()
                        .orElseThrow();
                assertThat(product).isCloseTo(0, within(ERRORS * 0.25 / Math.sqrt(rows)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.yume.distribution.LawBattery#members")
    void freeShapesAndEventsBelongTogether(Member member) {
        Shape free = Shape.of(member.free().length);
        Shape event = member.family().event(free);
        if (!member.family().name().equals("Categorical")) {
            assertThat(member.family().free(event)).isEqualTo(free);
        }
        assertThat(setting(member).law.event()).isEqualTo(event);
    }
}
