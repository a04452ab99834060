package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.ModelGraph;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import java.util.List;

/**
 * An expression over distributions, such as {@code E_q(z|x)[log p(x|z)] - KL[q(z|x) || p(z)]}: one number per example, or one
 * in all after {@link #mean} or {@link #sum}. Immutable; {@link Objectives} has the ways to make one. In nats where it is made
 * of log-probabilities.
 *
 * <p>A new kind of term is an implementation of this.
 */
public interface Objective {

    /**
     * Its value in a scope: {@code [lead...]}, or a scalar after a reduction.
     *
     * @throws IllegalArgumentException if it cannot be computed there, naming the term
     */
    Node lower(Scope scope);

    /** As a formula. */
    String print(Notation notation);

    /** The expressions that it is made of. */
    List<Objective> parts();

    /** The distributions in it, without those in its parts. */
    default List<Distribution> distributions() {
        return List.of();
    }

    /** Those of {@link #distributions} that stand for an approximation: where names clash, formulas call them q. */
    default List<Distribution> approximations() {
        return List.of();
    }

    /** Whether it is a sum, and in parentheses where something is multiplied with it. */
    default boolean isSum() {
        return false;
    }

    default Objective plus(Objective other) {
        return new Arithmetic(Arithmetic.Operation.PLUS, this, other);
    }

    default Objective plus(double number) {
        return plus(new Constant(number));
    }

    default Objective minus(Objective other) {
        return new Arithmetic(Arithmetic.Operation.MINUS, this, other);
    }

    default Objective minus(double number) {
        return minus(new Constant(number));
    }

    default Objective times(Objective other) {
        return new Arithmetic(Arithmetic.Operation.TIMES, this, other);
    }

    default Objective times(double number) {
        return new Arithmetic(Arithmetic.Operation.TIMES, new Constant(number), this);
    }

    default Objective dividedBy(Objective other) {
        return new Arithmetic(Arithmetic.Operation.DIVIDED_BY, this, other);
    }

    default Objective dividedBy(double number) {
        return dividedBy(new Constant(number));
    }

    default Objective max(Objective other) {
        return new Arithmetic(Arithmetic.Operation.MAX, this, other);
    }

    default Objective max(double number) {
        return max(new Constant(number));
    }

    default Objective min(Objective other) {
        return new Arithmetic(Arithmetic.Operation.MIN, this, other);
    }

    default Objective min(double number) {
        return min(new Constant(number));
    }

    /** {@code min(max(this, low), high)}. */
    default Objective clip(double low, double high) {
        return max(low).min(high);
    }

    default Objective neg() {
        return new Function(Function.Kind.NEG, this);
    }

    default Objective exp() {
        return new Function(Function.Kind.EXP, this);
    }

    /** Natural logarithm. */
    default Objective log() {
        return new Function(Function.Kind.LOG, this);
    }

    default Objective abs() {
        return new Function(Function.Kind.ABS, this);
    }

    default Objective square() {
        return new Function(Function.Kind.SQUARE, this);
    }

    /** {@code log(1 / (1 + exp(-this)))}: the log-probability that a discriminator with this logit says yes. */
    default Objective logSigmoid() {
        return new Function(Function.Kind.LOG_SIGMOID, this);
    }

    /** 1 where this is at most some number, else 0; for reports, since nothing is trained through it. */
    default Objective atMost(double bound) {
        return new AtMost(this, bound);
    }

    /** The same value, through which nothing is trained. */
    default Objective stopGradient() {
        return new Function(Function.Kind.STOP_GRADIENT, this);
    }

    /** The mean over the batch: one number in all. */
    default Objective mean() {
        return new Reduced(Reduced.Kind.MEAN, this);
    }

    /** The sum over the batch: one number in all. */
    default Objective sum() {
        return new Reduced(Reduced.Kind.SUM, this);
    }

    /** The logarithm of the mean of the exponentials over the batch, without overflow: one number in all. */
    default Objective logMeanExp() {
        return new Reduced(Reduced.Kind.LOG_MEAN_EXP, this);
    }

    /** The same under a name, by which it is reported, wherever it stands; no two terms of an objective have one name. */
    default Objective named(String name) {
        return new Named(name, this);
    }

    /** The same, beside which other terms are reported by their names; they are no part of what is trained. */
    default Objective reporting(Objective... others) {
        return new Beside(this, List.of(others));
    }

    /** As LaTeX. */
    default String latex() {
        return print(Letters.of(this, Notation.latex()));
    }

    /**
     * The model that it is about, as a graph to be drawn: a plate for the examples, and one for the time of a scan.
     *
     * @param observed the variables that the data provide; sequences of a scan need not be named
     * @throws IllegalArgumentException if it has no variable of a name
     */
    default ModelGraph graph(String... observed) {
        return Picture.of(this, observed);
    }

    /** As plain text. */
    default String text() {
        return print(Letters.of(this, Notation.text()));
    }
}
