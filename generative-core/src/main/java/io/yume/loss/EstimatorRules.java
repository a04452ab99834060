package io.yume.loss;

import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which estimators may stand where.
 *
 * @param sampling of the term
 * @param inBound whether the term is no mean over samples, but a bound made of all of them
 */
record EstimatorRules(Sampling sampling, boolean inBound) {

    private static final String MU_PROP = "MuProp is for discrete variables that have a mean";
    private static final String STRAIGHT_THROUGH = "straight-through is for discrete variables that have a mean";

    /** Whether the objective is expanded around the means of some variables. */
    boolean expands() {
        return sampling.estimators().containsValue(new Estimator.MuProp());
    }

    /** Whether some variables have their gradient in a bound twice through the draw. */
    boolean doubles() {
        return sampling.estimators().containsValue(new Estimator.DoublyReparameterised());
    }

    /**
     * Estimators that may not meet.
     *
     * @param passages of what is drawn already
     * @param passing the variables that are drawn already, through whose draws gradients flow
     * @throws IllegalArgumentException if a variable's must not stand here, naming it
     */
    void requireAllowed(Factor factor, Estimator estimator, List<Passage> passages, Set<String> passing) {
        requireNothingAfterRelaxed(factor, estimator, passages);
        requireAllDoubly(factor, estimator, passing);
        if (expands() && !(estimator instanceof Estimator.MuProp || estimator instanceof Estimator.Pathwise)) {
            throw refused(factor, "beside MuProp, the other variables of an expectation must be MuProp or pathwise");
        }
        if (inBound
                && (estimator instanceof Estimator.Enumeration
                        || estimator instanceof Estimator.MuProp
                        || estimator instanceof Estimator.Relaxation
                        || estimator instanceof Estimator.StickingTheLanding)) {
            throw refused(
                    factor,
                    "in a bound made of several samples, an estimator must be pathwise, "
                            + "doublyReparameterised, scoreFunction, vimco, straightThrough or gumbelSoftmax");
        }
        if (!inBound
                && (estimator instanceof Estimator.DoublyReparameterised || estimator instanceof Estimator.Vimco)) {
            throw refused(factor, "doublyReparameterised and vimco are for importance-weighted bounds: use iwae(...)");
        }
    }

    private static void requireNothingAfterRelaxed(Factor factor, Estimator estimator, List<Passage> passages) {
        for (Passage passage : passages) {
            if (!(passage instanceof Passage.Relaxed relaxed)) {
                continue;
            }
            if (factor.given().contains(relaxed.variable())) {
                throw refused(
                        factor,
                        "REBAR and RELAX are for variables from which nothing else is drawn, but " + relaxed.variable()
                                + " is given here");
            }
            if (estimator instanceof Estimator.Enumeration) {
                throw refused(factor, "nothing can be enumerated after a variable of REBAR or RELAX");
            }
        }
    }

    private void requireAllDoubly(Factor factor, Estimator estimator, Set<String> passing) {
        for (String given : factor.given()) {
            boolean there = sampling.estimators().get(given) instanceof Estimator.DoublyReparameterised;
            if (passing.contains(given) && there != estimator instanceof Estimator.DoublyReparameterised) {
                throw refused(
                        factor,
                        "variables of which one is drawn from the other must both be doublyReparameterised, or neither: "
                                + "given=" + given);
            }
        }
    }

    /** The mean around which MuProp expands. */
    static Node expandedMean(Factor factor, Law law) {
        if (law.pathwise()) {
            throw refused(factor, MU_PROP);
        }
        return law.mean().orElseThrow(() -> refused(factor, MU_PROP));
    }

    /** The mean whose gradient a straight-through draw has. */
    static Node straightThroughMean(Factor factor, Law law) {
        if (!law.isDiscrete() || law.pathwise()) {
            throw refused(factor, STRAIGHT_THROUGH);
        }
        return law.mean().orElseThrow(() -> refused(factor, STRAIGHT_THROUGH));
    }

    /** Of a draw whose gradient goes to the square of its weight. */
    static void requireUnbiased(Factor factor, Law law) {
        if (law.biased()) {
            throw refused(factor, "doublyReparameterised is for draws whose gradient is unbiased");
        }
    }

    /**
     * A draw through which a gradient is to flow, if it needs one.
     *
     * @throws IllegalArgumentException if none does, naming the variable
     */
    void requirePathwise(Factor factor, Law law, Node drawn) {
        if (law.pathwise()) {
            return;
        }
        Estimator chosen = sampling.estimators().get(factor.variable());
        if (chosen != null) {
            throw refused(factor, name(chosen) + " needs draws through which gradients flow, which these are not");
        }
        if (isTrained(law, drawn)) {
            throw refused(
                    factor,
                    "no gradient flows through draws of this variable: give it an estimator with estimating(\""
                            + factor.variable() + "\", ...): " + String.join(", ", ways(law)));
        }
    }

    private List<String> ways(Law law) {
        List<String> ways = new ArrayList<>(List.of("scoreFunction(...)"));
        if (law.values().isPresent() && !inBound) {
            ways.add("enumeration() outside of scans");
        }
        if (law.isDiscrete() && law.mean().isPresent()) {
            ways.add("straightThrough()");
        }
        if (RelaxedDraw.law(law, 1).isPresent()) {
            ways.add("gumbelSoftmax(...)");
        }
        return ways;
    }

    /** As it is made. */
    private static String name(Estimator estimator) {
        String type = estimator.getClass().getSimpleName();
        return Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    private static boolean isTrained(Law law, Node drawn) {
        return !GradientPaths.parameters(law.logProb(drawn)).isEmpty();
    }

    /** The error of a variable that breaks a rule. */
    static IllegalArgumentException refused(Factor factor, String rule) {
        return new IllegalArgumentException(rule + ": variable=" + factor.variable() + ", family="
                + factor.family().name());
    }
}
