package io.yume.distribution;

import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;

/** What products and mixtures of experts have in common: checks of their experts and weights. */
final class Experts {

    private Experts() {}

    /** A factor of the experts' common variable whose law is made from their laws. */
    static Factor factor(Family family, List<Factor> experts, Source.Made source) {
        return Factor.of(family, experts.get(0).variable(), null, source);
    }

    static List<Factor> require(List<Factor> experts, double... weights) {
        if (experts.isEmpty()) {
            throw new IllegalArgumentException("there must be an expert: experts=[]");
        }
        List<String> variables =
                experts.stream().map(Factor::variable).distinct().toList();
        if (variables.size() > 1) {
            throw new IllegalArgumentException("experts must be of one variable: variables=" + variables);
        }
        boolean legal = Arrays.stream(weights).allMatch(weight -> weight > 0 && Double.isFinite(weight));
        if (weights.length != experts.size() || !legal) {
            throw new IllegalArgumentException("there must be a weight above 0 for each expert: experts="
                    + experts.size() + ", weights=" + Arrays.toString(weights));
        }
        return List.copyOf(experts);
    }

    static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The common event of all laws. */
    static Shape event(List<Law> laws) {
        List<Shape> events = laws.stream().map(Law::event).distinct().toList();
        if (events.size() > 1) {
            throw new IllegalArgumentException("experts must have one event: events=" + events);
        }
        return events.get(0);
    }
}
