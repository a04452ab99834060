package io.yume.distribution;

import io.yume.graph.Shape;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The members of the battery. A new family joins by one line: two settings of its free parameters and, where it is continuous, a stretch
 * that holds all but 1e-9 of its weight.
 */
final class LawBattery {

    private static final int INTERVALS = 40_000;

    private LawBattery() {}

    /** A family at two settings; finite ones have no bounds, continuous ones bounds that may depend on the setting. */
    record Member(String name, Family family, UnaryOperator<double[]> bounds, double[] free, double[] other) {

        Shape event() {
            return family.event(Shape.of(free.length));
        }

        boolean finite() {
            return bounds == null;
        }

        /** The middles of small intervals. */
        double[] grid(double... setting) {
            double low = bounds.apply(setting)[0];
            double width = width(setting);
            return IntStream.range(0, INTERVALS)
                    .mapToDouble(i -> low + (i + 0.5) * width)
                    .toArray();
        }

        double width(double... setting) {
            double[] ends = bounds.apply(setting);
            return (ends[1] - ends[0]) / INTERVALS;
        }

        Member named(String other) {
            return new Member(other, family, bounds, free, this.other);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Member continuous(Family family, double low, double high, double[] free, double... other) {
        return new Member(family.name(), family, setting -> new double[] {low, high}, free, other);
    }

    private static Member finite(Family family, double[] free, double... other) {
        return new Member(family.name() + " of " + free.length, family, null, free, other);
    }

    private static double[] ends(double... setting) {
        return new double[] {setting[0], setting[0] + Math.log1p(Math.exp(setting[1])) + 1e-6};
    }

    private static double[] at(double... free) {
        return free;
    }

    static Stream<Member> members() {
        return Stream.of(
                continuous(Normal.family(), -12, 13, at(0.4, 0.7), -0.5, 1.2),
                continuous(Normal.family(Positive.EXP), -12, 13, at(0.4, 0.2), -0.5, 0.4)
                        .named("Normal by log-scale"),
                continuous(Laplace.family(), -30, 31, at(0.4, 0.3), -0.5, 0.8),
                continuous(Logistic.family(), -40, 41, at(0.4, 0.2), -0.5, 0.8),
                continuous(Gumbel.family(), -5, 60, at(0.4, 0.2), -0.5, 0.8),
                continuous(LogNormal.family(), 0, 150, at(0.2, -0.3), -0.1, 0.1),
                continuous(Exponential.family(), 0, 40, at(0.3), -0.4),
                new Member("Uniform", Uniform.family(), LawBattery::ends, at(-1, 0.4), at(-2, 3)),
                continuous(RelaxedBernoulli.family(1.7), 0, 1, at(0.3), -0.4),
                continuous(
                        Mixture.family(Normal.family(), 2, Mixture.Mixing.EVENT),
                        -12,
                        12,
                        at(0.3, -0.4, -1.5, 1, 0.2, -0.5),
                        at(-0.3, 0.4, 1.5, 0, 0.2, 0.5)),
                continuous(
                                Mixture.family(Laplace.family(), 3, Mixture.Mixing.ELEMENT),
                                -30,
                                30,
                                at(0.3, -0.4, 0.2, -1.5, 1, 0, 0.2, -0.5, 0.1),
                                at(0, 0, 0, 1, 2, 3, 0.2, -0.5, 0.1))
                        .named("Mixture of elements"),
                continuous(
                                Mixture.family(Logistic.family(), 2, Mixture.Mixing.ELEMENT_SHARED_WEIGHTS),
                                -40,
                                40,
                                at(0.3, -0.4, -1.5, 1, 0.2, -0.5),
                                at(-0.3, 0.4, 1.5, 0, 0.2, 0.5))
                        .named("Mixture with shared weights"),
                finite(Bernoulli.family(), at(0.8), -0.4),
                finite(Bernoulli.family(), at(0.8, -1.2, 0.1), -0.4, 0.3, 1),
                finite(Categorical.family(), at(0.5, -0.3, 0.2, -1), 0.1, 0.2, 0.3, 0.4),
                finite(OneHotCategorical.family(), at(0.5, -0.3, 0.2), 0.1, 0.2, -0.3));
    }
}
