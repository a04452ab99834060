package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A family of logits whose usual parameter is {@code probs} instead.
 *
 * @param logits from probabilities
 * @param domain where these must lie
 * @param classes whether they are those of classes, of which there is always one
 */
record ProbsFamily(Family inner, UnaryOperator<Node> logits, Support domain, boolean classes) implements FamilyAround {

    /** How far the sum of probabilities may be from 1 for each of them: it is divided out. */
    private static final double TOLERANCE = 1e-3;

    /** A density has no limit where a probability goes to 0 or 1. */
    private static final Support OPEN = new Support("(0, 1)", x -> x > 0 && x < 1);

    /** For laws that normalise their logits over classes, so that the logarithms of the probabilities are logits. */
    static Family classes(Family inner) {
        return new ProbsFamily(inner, ProbsFamily::log, Support.UNIT, true);
    }

    /** For laws of coins, whose logits are log-odds. */
    static Family coins(Family inner) {
        return new ProbsFamily(inner, ProbsFamily::logOdds, Support.UNIT, false);
    }

    /** The same of a density, for which both sides must be possible. */
    static Family openCoins(Family inner) {
        return new ProbsFamily(inner, ProbsFamily::logOdds, OPEN, false);
    }

    private static Node logOdds(Node probs) {
        Node always = probs.equalTo(probs.like(1));
        Node rest = always.select(probs.zeros(), probs).neg().log1p();
        return log(probs).minus(always.select(probs.like(Double.NEGATIVE_INFINITY), rest));
    }

    /** The logarithm of a probability; at 0 it has no gradient, which would be infinite. */
    private static Node log(Node probs) {
        Node never = probs.equalTo(probs.zeros());
        return never.select(
                probs.like(Double.NEGATIVE_INFINITY),
                never.select(probs.like(1), probs).log());
    }

    @Override
    public List<String> parameters() {
        return List.of("probs");
    }

    @Override
    public List<Support> domains() {
        return List.of(domain);
    }

    @Override
    public void requireFree() {
        throw new IllegalArgumentException("a network gives logits: use of(...).by(network), or ofProbs(...)"
                + ".with(Parameter.of(network, ...)) for one that gives probabilities: family=" + name());
    }

    @Override
    public void requireLegal(List<Parameter> given) {
        if (given.get(0) instanceof Parameter.Constant probs) {
            probs.requireIn(domain, this, "probs");
            if (classes) {
                requireWhole(probs);
            }
        }
    }

    /** One number for all classes says that they are equally probable. */
    private void requireWhole(Parameter.Constant probs) {
        if (probs.values().size() == 1 && probs.values().get(0) > 0) {
            return;
        }
        int rank = probs.shape().rank();
        int count = rank == 0 ? 1 : probs.shape().dim(rank - 1);
        for (int row = 0; row < probs.values().size(); row += count) {
            List<Double> one = probs.values()
                    .subList(row, Math.min(row + count, probs.values().size()));
            double sum = one.stream().mapToDouble(prob -> prob).sum();
            if (Math.abs(sum - 1) > TOLERANCE * one.size()) {
                throw new IllegalArgumentException(
                        "probabilities of classes must sum to 1: family=" + name() + ", probs=" + one + ", sum=" + sum);
            }
        }
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        Value probs = parameters.get(0);
        return inner.fromParameters(List.of(new Value(logits.apply(probs.node()), probs.eventRank())), event);
    }
}
