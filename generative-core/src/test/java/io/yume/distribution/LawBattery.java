package io.yume.distribution;

import io.yume.graph.Shape;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The members of the battery. A new family joins by one line: two settings of its free parameters and, where it is continuous, a stretch
 * that holds all but 1e-9 of its weight.
 */
final class LawBattery {

    private static final int INTERVALS = 40_000;

    private LawBattery() {}

    /** A family at two settings; the bounds of a finite one are equal. */
    record Member(String name, Family family, double low, double high, double[] free, double[] other) {

        Shape event() {
            return family.event(Shape.of(free.length));
        }

        boolean finite() {
            return low == high;
        }

        /** The middles of small intervals. */
        double[] grid() {
            return IntStream.range(0, INTERVALS)
                    .mapToDouble(i -> low + (i + 0.5) * width())
                    .toArray();
        }

        double width() {
            return (high - low) / INTERVALS;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Member continuous(Family family, double low, double high, double[] free, double... other) {
        return new Member(family.name(), family, low, high, free, other);
    }

    private static Member finite(Family family, double[] free, double... other) {
        return new Member(family.name() + " of " + free.length, family, 0, 0, free, other);
    }

    private static double[] at(double... free) {
        return free;
    }

    static Stream<Member> members() {
        return Stream.of(
                continuous(Normal.family(), -12, 13, at(0.4, 0.7), -0.5, 1.2),
                new Member("Normal by log-scale", Normal.family(Positive.EXP), -12, 13, at(0.4, 0.2), at(-0.5, 0.4)),
                continuous(Laplace.family(), -30, 31, at(0.4, 0.3), -0.5, 0.8),
                continuous(Logistic.family(), -40, 41, at(0.4, 0.2), -0.5, 0.8),
                continuous(
                        Mixture.family(Normal.family(), 2, Mixture.Mixing.EVENT),
                        -12,
                        12,
                        at(0.3, -0.4, -1.5, 1, 0.2, -0.5),
                        at(-0.3, 0.4, 1.5, 0, 0.2, 0.5)),
                new Member(
                        "Mixture of elements",
                        Mixture.family(Laplace.family(), 3, Mixture.Mixing.ELEMENT),
                        -30,
                        30,
                        at(0.3, -0.4, 0.2, -1.5, 1, 0, 0.2, -0.5, 0.1),
                        at(0, 0, 0, 1, 2, 3, 0.2, -0.5, 0.1)),
                new Member(
                        "Mixture with shared weights",
                        Mixture.family(Logistic.family(), 2, Mixture.Mixing.ELEMENT_SHARED_WEIGHTS),
                        -40,
                        40,
                        at(0.3, -0.4, -1.5, 1, 0.2, -0.5),
                        at(-0.3, 0.4, 1.5, 0, 0.2, 0.5)),
                finite(Bernoulli.family(), at(0.8), -0.4),
                finite(Bernoulli.family(), at(0.8, -1.2, 0.1), -0.4, 0.3, 1),
                finite(Categorical.family(), at(0.5, -0.3, 0.2, -1), 0.1, 0.2, 0.3, 0.4),
                finite(OneHotCategorical.family(), at(0.5, -0.3, 0.2), 0.1, 0.2, -0.3));
    }
}
