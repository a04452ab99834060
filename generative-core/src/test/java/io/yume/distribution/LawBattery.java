package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The members of the battery. A new family joins by one line: two settings of its free parameters, where it is not finite, points
 * that hold all but 1e-9 of its weight, and the closed forms that it is without.
 */
final class LawBattery {

    private LawBattery() {}

    /** What a law may have in closed form; values are all those of a finite one. */
    enum Form {
        MEAN,
        VARIANCE,
        MODE,
        ENTROPY,
        DIVERGENCE,
        VALUES;

        /** Of a law; the divergence is from another one. */
        Optional<Node> of(Law law, Law other) {
            return switch (this) {
                case MEAN -> law.mean();
                case VARIANCE -> law.variance();
                case MODE -> law.mode();
                case ENTROPY -> law.entropy();
                case DIVERGENCE -> law.kl(other);
                case VALUES -> law.values();
            };
        }
    }

    /**
     * A family at two settings; finite ones have no points.
     *
     * @param heavy whether the tails leave no second moment
     * @param forms what its laws have in closed form, the divergence from one of its own family; nothing else
     */
    record Member(
            String name,
            Family family,
            Points.Maker points,
            boolean heavy,
            Set<Form> forms,
            double[] free,
            double[] other) {

        /** With all closed forms. */
        private Member(String name, Family family, Points.Maker points, double[] free, double... other) {
            this(name, family, points, false, forms(points == null), free, other);
        }

        private static Set<Form> forms(boolean finite) {
            return finite ? EnumSet.allOf(Form.class) : EnumSet.complementOf(EnumSet.of(Form.VALUES));
        }

        Shape event() {
            return family.event(Shape.of(free.length));
        }

        boolean finite() {
            return points == null;
        }

        Member named(String other) {
            return new Member(other, family, points, heavy, forms, free, this.other);
        }

        Member withHeavyTails() {
            return new Member(name, family, points, true, forms, free, other);
        }

        Member without(Form... missing) {
            Set<Form> left = EnumSet.copyOf(forms);
            List.of(missing).forEach(left::remove);
            return new Member(name, family, points, heavy, left, free, other);
        }

        /** Nothing is closed but the density. */
        Member withDensityAlone() {
            return without(Form.MEAN, Form.VARIANCE, Form.MODE, Form.ENTROPY, Form.DIVERGENCE);
        }

        Member withoutMoments() {
            return without(Form.MEAN, Form.VARIANCE);
        }

        Member withMomentsAlone() {
            return without(Form.MODE, Form.ENTROPY, Form.DIVERGENCE);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Member continuous(Family family, double low, double high, double[] free, double... other) {
        return over(Points.line(low, high), family, free, other);
    }

    private static Member over(Points points, Family family, double[] free, double... other) {
        return new Member(family.name(), family, Points.always(points), free, other);
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
        return Stream.of(elementary(), more(), made(), several(), vectors()).flatMap(each -> each);
    }

    /** Families whose elements are independent and which a network gives one number per element and parameter. */
    static Stream<Family> elementwise() {
        return Stream.of(
                Normal.family(),
                Normal.familyOfLogVariance(),
                LogNormal.family(),
                Laplace.family(),
                Logistic.family(),
                Gumbel.family(),
                Cauchy.family(),
                StudentT.family(),
                Exponential.family(),
                Gamma.family(),
                Beta.family(),
                Uniform.family(),
                ContinuousBernoulli.family(),
                VonMises.family(),
                Bernoulli.family(),
                Poisson.family(),
                Binomial.family(4),
                RelaxedBernoulli.family(0.8),
                StraightThrough.coins(0.8),
                Quantised.family(Normal.family(), new Levels(7, -2, 2)),
                Truncated.family(Normal.family(), -1, 2));
    }

    private static Stream<Member> several() {
        return Stream.of(
                continuous(
                                new ExpertsFamily(List.of(Normal.family(), Laplace.family()), 1, 2.5),
                                -30,
                                30,
                                at(0.4, 0.7, -2, 0.1),
                                at(-0.5, 1.2, 1, 0.3))
                        .withMomentsAlone(),
                finite(
                                new ExpertsFamily(
                                        List.of(
                                                Quantised.family(Normal.family(), new Levels(5, -2, 2)),
                                                Quantised.family(Logistic.family(), new Levels(5, -2, 2))),
                                        1,
                                        0.5),
                                at(0.4, 0.7, -2, 0.1),
                                at(-0.5, 1.2, 1, 0.3))
                        .named("MixtureOfExperts that are finite")
                        .withDensityAlone(),
                finite(
                                Mixture.family(Bernoulli.family(), 2, Mixture.Mixing.EVENT),
                                at(0.3, -0.4, 1.5, -1, 0.2, -0.5),
                                at(-0.3, 0.4, -1.5, 0, 0.2, 0.5))
                        .named("Mixture of coins")
                        .withMomentsAlone(),
                finite(Binomial.family(1), at(0.8), -0.4).named("Binomial of one trial"),
                finite(Binomial.family(12), at(-1.1), 0.4),
                finite(Binomial.family(3), at(0.8, -1.2, 0.1), -0.4, 0.3, 1),
                finite(StraightThrough.coins(0.7), at(0.8, -1.2, 0.1), -0.4, 0.3, 1),
                finite(StraightThrough.oneHots(0.7), at(0.5, -0.3, 0.2), 0.1, 0.2, -0.3));
    }

    private static Stream<Member> made() {
        Levels levels = new Levels(9, -2, 2);
        return Stream.of(
                finite(DiscretisedLogistic.family(Levels.unit(256)), at(0.3, -2), 0.6, -1)
                        .named("DiscretisedLogistic")
                        .withoutMoments(),
                finite(DiscretisedLogistic.family(levels), at(1.3, 2.5), 0.6, 1)
                        .named("DiscretisedLogistic that is wide")
                        .withoutMoments(),
                finite(Quantised.family(Normal.family(), levels), at(0.3, 0.2), 0.6, -1)
                        .named("Quantised Normal")
                        .withoutMoments(),
                finite(Quantised.family(Laplace.family(), levels), at(-2.6, 0.2), 0.6, -1)
                        .named("Quantised Laplace")
                        .withoutMoments(),
                finite(
                                Mixture.family(DiscretisedLogistic.family(levels), 2, Mixture.Mixing.ELEMENT),
                                at(0.3, -0.4, -1.5, 1, 0.2, -0.5),
                                at(-0.3, 0.4, 1.5, 0, 0.2, 0.5))
                        .named("Mixture of discretised logistics")
                        .withDensityAlone(),
                continuous(Truncated.family(Normal.family(), -0.5, 2), -0.5, 2, at(0.3, 0.2), 0.6, -1)
                        .named("Truncated Normal")
                        .without(Form.VARIANCE, Form.DIVERGENCE),
                continuous(Truncated.family(Normal.family(), 3, 5), 3, 5, at(0.3, -0.1), 0.6, 0.4)
                        .named("Truncated Normal's tail")
                        .without(Form.VARIANCE, Form.DIVERGENCE),
                continuous(
                                Truncated.family(Normal.family(), 0, Double.POSITIVE_INFINITY),
                                0,
                                12,
                                at(-0.3, 0.2),
                                0.6,
                                -1)
                        .named("Normal above 0")
                        .without(Form.VARIANCE, Form.DIVERGENCE),
                continuous(
                                Truncated.family(Laplace.family(), Double.NEGATIVE_INFINITY, 1),
                                -30,
                                1,
                                at(0.3, 0.2),
                                0.6,
                                -1)
                        .named("Laplace below 1")
                        .without(Form.MEAN, Form.VARIANCE, Form.ENTROPY, Form.DIVERGENCE),
                continuous(Truncated.family(Logistic.family(), -3, 1), -3, 1, at(0.3, 0.2), 0.6, -1)
                        .named("Truncated Logistic")
                        .without(Form.MEAN, Form.VARIANCE, Form.ENTROPY, Form.DIVERGENCE),
                finite(Multinomial.family(4), at(0.5, -0.3, 0.2), 0.1, 0.2, -0.3)
                        .without(Form.MODE));
    }

    private static Stream<Member> vectors() {
        return Stream.of(
                over(Points.plane(-11, 11), MultivariateNormal.diagonal(), at(0.4, -0.3, 0.2, 0.7), 0.1, 0.2, 0.9, 0.4),
                over(
                                Points.plane(-14, 14),
                                MultivariateNormal.triangular(),
                                at(0.4, -0.3, 0.2, 0.7, 0.5),
                                at(0.1, 0.2, 0.9, -0.6, 0.4))
                        .named("MultivariateNormal by a triangle"),
                over(
                                Points.plane(-14, 14),
                                MultivariateNormal.lowRank(1),
                                at(0.4, -0.3, 0.9, -0.7, 0.2, 0.5),
                                at(0.1, 0.2, 0.5, 0.6, 0.4, 0.3))
                        .named("MultivariateNormal of rank 1"),
                over(
                                Points.plane(-16, 16),
                                MultivariateNormal.lowRank(2),
                                at(0.4, -0.3, 0.9, -0.7, 0.3, 0.4, 0.2, 0.5),
                                at(0.1, 0.2, 0.5, 0.6, -0.2, 0.3, 0.4, 0.3))
                        .named("MultivariateNormal of rank 2"),
                continuous(VonMises.family(), -Math.PI, Math.PI, at(0.4, 1.2), -0.5, 0.3)
                        .withoutMoments(),
                continuous(VonMises.family(), -Math.PI, Math.PI, at(2.4, 40), 2, 30)
                        .named("VonMises that is concentrated")
                        .withoutMoments(),
                over(Points.circle(), VonMisesFisher.family(), at(0.4, -1.2, 1.3), 0.1, 0.6, 0.4),
                over(Points.sphere(), VonMisesFisher.family(), at(0.4, -1.2, 0.7, 2.3), 0.1, 0.6, 0.5, 0.4)
                        .named("VonMisesFisher in space"));
    }

    private static Stream<Member> more() {
        return Stream.of(
                over(Points.positive(1e-14, 90), Gamma.family(), at(1.3, 0.2), 0.4, -0.5),
                over(Points.positive(1e-60, 90), Gamma.family(), at(-1.3, 0.2), 0.4, -0.5)
                        .named("Gamma with a pole"),
                over(Points.unit(-32, 32), Beta.family(), at(1.3, 2.1), 0.4, -0.2),
                over(Points.unit(-80, 32), Beta.family(), at(-0.8, 0.3), 0.4, -0.2)
                        .named("Beta with a pole"),
                over(Points.simplex(32), Dirichlet.family(), at(1.2, 0.8, 2), 0.6, 1.1, -0.1),
                over(Points.counts(80), Poisson.family(), at(3.2), 1.1).without(Form.ENTROPY),
                over(Points.counts(200), Poisson.family(), at(61.3), 58)
                        .named("Poisson of a large rate")
                        .without(Form.ENTROPY),
                over(Points.heavy(1e12), Cauchy.family(), at(0.4, 0.2), -0.5, 0.8)
                        .withHeavyTails()
                        .withoutMoments(),
                over(Points.heavy(1e9), StudentT.family(), at(1.1, 0.4, 0.2), 2.5, -0.5, 0.3)
                        .withHeavyTails()
                        .without(Form.DIVERGENCE),
                continuous(ContinuousBernoulli.family(), 0, 1, at(2.3), -0.7),
                continuous(ContinuousBernoulli.family(), 0, 1, at(-0.4), 7).named("ContinuousBernoulli by series"),
                continuous(ContinuousBernoulli.family(), 0, 1, at(0.004), -0.4)
                        .named("ContinuousBernoulli that is nearly flat"));
    }

    private static Stream<Member> elementary() {
        return Stream.of(
                continuous(Normal.family(), -12, 13, at(0.4, 0.7), -0.5, 1.2),
                continuous(Normal.family(Positive.EXP), -12, 13, at(0.4, 0.2), -0.5, 0.4)
                        .named("Normal by log-scale"),
                continuous(Normal.family(Positive.expWithin(-1, 1.5)), -14, 15, at(0.4, 0.2), -0.5, 0.4)
                        .named("Normal by bounded log-scale"),
                continuous(Normal.familyOfLogVariance(), -12, 13, at(0.4, 0.4), -0.5, 0.8)
                        .named("Normal by log-variance"),
                continuous(Laplace.family(), -30, 31, at(0.4, 0.3), -0.5, 0.8),
                continuous(Logistic.family(), -40, 41, at(0.4, 0.2), -0.5, 0.8).without(Form.DIVERGENCE),
                continuous(Gumbel.family(), -5, 60, at(0.4, 0.2), -0.5, 0.8),
                continuous(LogNormal.family(), 0, 150, at(0.2, -0.3), -0.1, 0.1),
                continuous(Exponential.family(), 0, 40, at(0.3), -0.4),
                new Member("Uniform", Uniform.family(), Points.line(LawBattery::ends), at(-1, 0.4), at(-2, 3))
                        .without(Form.MODE),
                continuous(RelaxedBernoulli.family(1.7), 0, 1, at(0.3), -0.4).withDensityAlone(),
                over(Points.unit(-60, 34), RelaxedBernoulli.family(0.5), at(0.3), -0.4)
                        .named("RelaxedBernoulli that is cold")
                        .withDensityAlone(),
                over(Points.simplex(14), RelaxedOneHotCategorical.family(1.7), at(0.5, -0.3, 0.2), 0.1, 0.2, -0.3)
                        .withDensityAlone(),
                continuous(
                                Mixture.family(Normal.family(), 2, Mixture.Mixing.EVENT),
                                -12,
                                12,
                                at(0.3, -0.4, -1.5, 1, 0.2, -0.5),
                                at(-0.3, 0.4, 1.5, 0, 0.2, 0.5))
                        .withMomentsAlone(),
                continuous(
                                Mixture.family(Laplace.family(), 3, Mixture.Mixing.ELEMENT),
                                -30,
                                30,
                                at(0.3, -0.4, 0.2, -1.5, 1, 0, 0.2, -0.5, 0.1),
                                at(0, 0, 0, 1, 2, 3, 0.2, -0.5, 0.1))
                        .named("Mixture of elements")
                        .withMomentsAlone(),
                continuous(
                                Mixture.family(Normal.family(Positive.expWithin(-5, 3)), 2, Mixture.Mixing.ELEMENT),
                                -12,
                                12,
                                at(0.3, -0.4, -1.5, 1, 0.9, 0.5),
                                at(-0.3, 0.4, 1.5, 0, 1.2, 1.5))
                        .named("Mixture by bounded log-scales")
                        .withMomentsAlone(),
                continuous(
                                Mixture.family(Logistic.family(), 2, Mixture.Mixing.ELEMENT_SHARED_WEIGHTS),
                                -40,
                                40,
                                at(0.3, -0.4, -1.5, 1, 0.2, -0.5),
                                at(-0.3, 0.4, 1.5, 0, 0.2, 0.5))
                        .named("Mixture with shared weights")
                        .withMomentsAlone(),
                finite(Bernoulli.family(), at(0.8), -0.4),
                finite(Bernoulli.family(), at(0.8, -1.2, 0.1), -0.4, 0.3, 1),
                finite(Categorical.family(), at(0.5, -0.3, 0.2, -1), 0.1, 0.2, 0.3, 0.4)
                        .withoutMoments(),
                finite(OneHotCategorical.family(), at(0.5, -0.3, 0.2), 0.1, 0.2, -0.3));
    }
}
