package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.ModelGraph;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/**
 * An expression over distributions, such as {@code E_q(z|x)[log p(x|z)] - KL[q(z|x) || p(z)]}: one number per example,
 * or one for the whole batch after {@link #mean} or {@link #sum}. In nats where it is made of log-probabilities.
 * Immutable; {@link Objectives} has the factories.
 *
 * <p>A new kind of term implements this interface.
 */
public interface Objective {

    /**
     * Its value as a node of the scope's graph: {@code [lead...]}, or a scalar after a reduction over the batch.
     *
     * @throws IllegalArgumentException if it cannot be computed there; the message names the term
     */
    Node lower(Scope scope);

    /** The formula in a notation. */
    String print(Notation notation);

    /** The objectives that it is made of. */
    List<Objective> parts();

    /** The distributions in it, not counting those in its {@link #parts}. */
    default List<Distribution> distributions() {
        return List.of();
    }

    /**
     * Those of {@link #distributions} that approximate another: where two are of one variable, formulas call these q.
     */
    default List<Distribution> approximations() {
        return List.of();
    }

    /** Whether it prints as a sum, so that a factor beside it needs parentheses around it. */
    default boolean isSum() {
        return false;
    }

    /** The sum of both, example by example. */
    default Objective plus(Objective other) {
        return new Arithmetic(Arithmetic.Operation.PLUS, this, other);
    }

    /** This plus a number. */
    default Objective plus(double number) {
        return plus(new Constant(number));
    }

    /** This minus another, example by example. */
    default Objective minus(Objective other) {
        return new Arithmetic(Arithmetic.Operation.MINUS, this, other);
    }

    /** This minus a number. */
    default Objective minus(double number) {
        return minus(new Constant(number));
    }

    /** The product of both, example by example. */
    default Objective times(Objective other) {
        return new Arithmetic(Arithmetic.Operation.TIMES, this, other);
    }

    /** This times a number. */
    default Objective times(double number) {
        return new Arithmetic(Arithmetic.Operation.TIMES, new Constant(number), this);
    }

    /** This divided by another, example by example. */
    default Objective dividedBy(Objective other) {
        return new Arithmetic(Arithmetic.Operation.DIVIDED_BY, this, other);
    }

    /** This divided by a number. */
    default Objective dividedBy(double number) {
        return dividedBy(new Constant(number));
    }

    /** The larger of both, example by example. */
    default Objective max(Objective other) {
        return new Arithmetic(Arithmetic.Operation.MAX, this, other);
    }

    /** The larger of this and a number, such as a floor of free bits. */
    default Objective max(double number) {
        return max(new Constant(number));
    }

    /** The smaller of both, example by example. */
    default Objective min(Objective other) {
        return new Arithmetic(Arithmetic.Operation.MIN, this, other);
    }

    /** The smaller of this and a number. */
    default Objective min(double number) {
        return min(new Constant(number));
    }

    /** {@code min(max(this, low), high)}. */
    default Objective clip(double low, double high) {
        return max(low).min(high);
    }

    /** {@code -this}. */
    default Objective neg() {
        return new Function(Function.Kind.NEG, this);
    }

    /** {@code e^this}. */
    default Objective exp() {
        return new Function(Function.Kind.EXP, this);
    }

    /** Natural logarithm. */
    default Objective log() {
        return new Function(Function.Kind.LOG, this);
    }

    /** The absolute value. */
    default Objective abs() {
        return new Function(Function.Kind.ABS, this);
    }

    /** The square. */
    default Objective square() {
        return new Function(Function.Kind.SQUARE, this);
    }

    /** {@code log(1 / (1 + exp(-this)))}: the log-probability of "yes" by a discriminator with this logit. */
    default Objective logSigmoid() {
        return new Function(Function.Kind.LOG_SIGMOID, this);
    }

    /** 1 where this is at most the bound, else 0. For reports: it has no gradient. */
    default Objective atMost(double bound) {
        return new AtMost(this, bound);
    }

    /** The same value without a gradient. */
    default Objective stopGradient() {
        return new Function(Function.Kind.STOP_GRADIENT, this);
    }

    /** The mean over the batch: one number for all examples. */
    default Objective mean() {
        return new Reduced(Reduced.Kind.MEAN, this);
    }

    /** The sum over the batch: one number for all examples. */
    default Objective sum() {
        return new Reduced(Reduced.Kind.SUM, this);
    }

    /** {@code log mean(exp(this))} over the batch, computed without overflow: one number for all examples. */
    default Objective logMeanExp() {
        return new Reduced(Reduced.Kind.LOG_MEAN_EXP, this);
    }

    /**
     * The same under a chosen name, which reports use wherever the term stands; no two terms of an objective may share
     * it.
     */
    default Objective named(String name) {
        return new Named(name, this);
    }

    /** The same value; other terms are also reported, by their names, but not trained. */
    default Objective reporting(Objective... others) {
        return new Beside(this, List.of(others));
    }

    /** The formula as LaTeX. */
    default String latex() {
        return print(Letters.of(this, Notation.latex()));
    }

    /**
     * The model behind the objective, as a graph to be drawn, with a plate for the examples and one for the time of a
     * scan.
     *
     * @param observed the variables that the data provide; sequences of a scan need not be named
     * @throws IllegalArgumentException if it has no variable of such a name
     */
    default ModelGraph graph(String... observed) {
        return Picture.of(this, observed);
    }

    /** The formula as plain text. */
    default String text() {
        return print(Letters.of(this, Notation.text()));
    }
}
