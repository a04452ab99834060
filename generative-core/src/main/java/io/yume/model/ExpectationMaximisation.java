package io.yume.model;

import io.yume.distribution.Axes;
import io.yume.distribution.Normal;
import io.yume.distribution.Notation;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.loss.Objective;
import io.yume.loss.Scope;
import io.yume.nn.Dense;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A {@link GaussianMixture} that learns by expectation maximisation (Dempster, Laird and Rubin, 1977) instead of
 * gradients. As an objective it is {@code log p(x)}; each step of a training also computes {@code r = p(k|x)} for
 * every example of the batch, and replaces the weights by the means of r, and the means and variances by those of the
 * examples weighted by r. The batch must be the whole data set. Then {@code log p(x)} never falls, with two
 * exceptions:
 *
 * <ul>
 *   <li>A component with a total weight of less than one example is dead: it starts again near the heaviest one, and
 *     both share that one's weight.
 *   <li>A scale that would fall below the smallest one is set to it, since on a single point the likelihood is
 *     unbounded.
 * </ul>
 *
 * <pre>{@code
 * ExpectationMaximisation mixture = ExpectationMaximisation.of(16, 2, 2);
 * try (Trainer trainer = Trainer.maximise(mixture.mean()).on(data, data.size()).compile()) {
 *     trainer.fit(Length.updates(200));
 * }
 * }</pre>
 */
public final class ExpectationMaximisation implements Objective {

    private static final double SMALLEST_SCALE = 1e-3;

    /** Lower limit of a sum of responsibilities, so that it can be divided by. */
    private static final double SMALLEST_MASS = 1e-20;

    private static final String LOGITS = "logits";
    private static final String TABLE = "weight";

    private final Dense locs;
    private final Dense scales;
    private final Spec logits;
    private final GaussianMixture mixture;
    private final Objective logLikelihood;
    private final double smallest;

    private ExpectationMaximisation(
            Dense locs, Dense scales, Spec logits, GaussianMixture mixture, Objective logLikelihood, double smallest) {
        this.locs = locs;
        this.scales = scales;
        this.logits = logits;
        this.mixture = mixture;
        this.logLikelihood = logLikelihood;
        this.smallest = smallest;
    }

    /**
     * Components of equal weights with different centres in [-spread, spread] and scales of 1, none of which falls
     * below 0.001.
     *
     * @param components number of Gaussians
     * @param dimensions length of x
     * @param spread bound of the initial centres, in the unit of the data
     * @throws IllegalArgumentException if a number is not above 0
     */
    public static ExpectationMaximisation of(int components, int dimensions, double spread) {
        if (!(spread > 0) || Double.isInfinite(spread)) {
            throw new IllegalArgumentException("components must start apart: spread=" + spread);
        }
        Dense locs = table(components, dimensions, new Initial.Uniform(spread));
        Dense scales = table(components, dimensions, new Initial.Constant(1));
        Initial equal = new Initial.Statistic(0);
        GaussianMixture mixture = new GaussianMixture(
                OneHotCategorical.of("k", components).with(Parameter.learned(LOGITS, equal, components)),
                Normal.of("x", dimensions).with(Parameter.of(locs, "k"), Parameter.of(scales, "k")));
        return new ExpectationMaximisation(
                locs, scales, new Spec(Shape.of(components), equal), mixture, mixture.logLikelihood(), SMALLEST_SCALE);
    }

    private static Dense table(int components, int dimensions, Initial start) {
        return Dense.of(components, dimensions).unbiased().starting(new Initial.Statistic(start));
    }

    /**
     * With another smallest scale, in the unit of the data.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public ExpectationMaximisation withSmallestScale(double scale) {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("the smallest scale must be > 0: scale=" + scale);
        }
        return new ExpectationMaximisation(locs, scales, logits, mixture, logLikelihood, scale);
    }

    /** The mixture that is learned: {@code p(k)} and {@code p(x|k)}. */
    public GaussianMixture mixture() {
        return mixture;
    }

    @Override
    public Node lower(Scope scope) {
        if (scope.lead().rank() != 1) {
            throw new IllegalArgumentException("expectation maximisation needs one value for each example: variable="
                    + mixture.value().variable() + ", lead axes=" + scope.lead());
        }
        Node value = logLikelihood.lower(scope);
        String label = mixture.value().label();
        io.yume.nn.Scope ofLocs = scope.scope(locs, label, locs.specs());
        io.yume.nn.Scope ofScales = scope.scope(scales, label, scales.specs());
        io.yume.nn.Scope ofWeights =
                scope.scope(mixture.component().owner(), mixture.component().label(), Map.of(LOGITS, logits));
        if (ofLocs.trains()) {
            Graph graph = scope.graph();
            Shape table = Shape.of(locs.in(), locs.out());
            Components old = new Components(
                    ofWeights.parameter(graph, LOGITS, logits.shape()),
                    ofLocs.parameter(graph, TABLE, table),
                    ofScales.parameter(graph, TABLE, table));
            Components next = old.after(scope.value(mixture.value().variable()).node(), smallest);
            ofWeights.follow(LOGITS, next.logits(), 0);
            ofLocs.follow(TABLE, next.locs(), 0);
            ofScales.follow(TABLE, next.scales(), 0);
        }
        return value;
    }

    @Override
    public String print(Notation notation) {
        return logLikelihood.print(notation);
    }

    @Override
    public List<Objective> parts() {
        return List.of(logLikelihood);
    }

    @Override
    public String toString() {
        return text();
    }

    /**
     * The tensors of a mixture.
     *
     * @param logits of the weights, {@code [components]}
     * @param locs means, {@code [components, dimensions]}
     * @param scales standard deviations, {@code [components, dimensions]}
     */
    private record Components(Node logits, Node locs, Node scales) {

        /**
         * The maximisation step: the components that fit examples {@code [rows, dimensions]} best, given the
         * responsibilities of these components.
         */
        Components after(Node x, double smallest) {
            int count = locs.shape().dim(0);
            int rows = x.shape().dim(0);
            Node of = Axes.insert(x, 1);
            Node joint = new Normal(
                            locs, scales, scales.log(), Shape.of(locs.shape().dim(1)))
                    .logProb(of)
                    .plus(logits);
            Node shares = joint.softmax(1);
            Node mass = shares.sum(0).reshape(count, 1);
            Node divisor = mass.max(SMALLEST_MASS);
            Node means = shares.transpose().matmul(x).dividedBy(divisor);
            // Computed around the new means: the mean of squares minus the squared mean would lose the digits of small
            // variances.
            Node variances = of.minus(means)
                    .square()
                    .times(shares.reshape(rows, count, 1))
                    .sum(0)
                    .reshape(means.shape())
                    .dividedBy(divisor);
            return revived(mass, means, variances.max(smallest * smallest).sqrt());
        }

        /** Restarts dead components near the heaviest one. */
        private static Components revived(Node mass, Node means, Node deviations) {
            int count = mass.shape().dim(0);
            Node most = mass.maxOver(0);
            Node heavy = mass.greaterOrEqual(most);
            Node dead = mass.greaterOrEqual(mass.like(1)).max(heavy).neg().plus(1);
            Node weights = heavy.dividedBy(heavy.sum(0)).transpose();
            Node mean = weights.matmul(means);
            Node deviation = weights.matmul(deviations);
            Node beside = mean.plus(deviation.times(directions(mass.graph(), means.shape())));
            Node shared = most.dividedBy(dead.sum(0).plus(1));
            Node masses = dead.select(shared, heavy.select(shared, mass));
            return new Components(
                    masses.log().reshape(count), dead.select(beside, means), dead.select(deviation, deviations));
        }

        /** Constants in (-1, 1), different for each component, so that two that restart together separate. */
        private static Node directions(Graph graph, Shape shape) {
            SplittableRandom random = new SplittableRandom(1);
            return graph.constant(random.doubles(shape.size(), -1, 1).toArray(), shape.dims());
        }
    }
}
