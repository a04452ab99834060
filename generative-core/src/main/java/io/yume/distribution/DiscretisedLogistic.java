package io.yume.distribution;

/**
 * The discretised logistic of Salimans et al. (2017), and mixtures of it: a likelihood of grey values. It is the
 * {@link Quantised} form of {@link Logistic}, under the name of the paper.
 */
public final class DiscretisedLogistic {

    private DiscretisedLogistic() {}

    /** The family; a network gives the centres and the free scales, side by side. */
    public static Family family(Levels levels) {
        return Quantised.family(Logistic.family(), levels);
    }

    /** A variable whose values are levels; the shape of its event may be left to its parameters. */
    public static Template of(Levels levels, String variable, int... event) {
        return new Template(family(levels), variable, event);
    }

    /** A variable whose elements are mixtures, each with its own weights and components. */
    public static Template mixture(Levels levels, int components, String variable, int... event) {
        return Mixture.ofElements(family(levels), components, variable, event);
    }
}
