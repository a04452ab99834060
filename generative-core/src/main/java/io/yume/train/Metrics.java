package io.yume.train;

import io.yume.loss.ObjectiveGraph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a stretch of training or an evaluation showed.
 *
 * @param step updates done since the first
 * @param epoch passes over the data done since the first
 * @param terms the mean of every term, by its text, then that of the total under {@code objective}; in nats where the objective
 *     is
 * @param gradientNorm the mean Euclidean norm of the gradient before clipping; 0 where nothing was trained
 */
public record Metrics(long step, long epoch, Map<String, Double> terms, double gradientNorm) {

    /** Keeps the order of the terms. */
    public Metrics {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    /**
     * The mean of a term.
     *
     * @throws IllegalArgumentException if there is none of this text
     */
    public double term(String text) {
        Double value = terms.get(text);
        if (value == null) {
            throw new IllegalArgumentException("unknown term: term=" + text + ", known=" + terms.keySet());
        }
        return value;
    }

    /** The mean of the total. */
    public double objective() {
        return term(ObjectiveGraph.TOTAL);
    }
}
