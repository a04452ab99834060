package io.yume.train;

import io.yume.loss.ObjectiveGraph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The results of a part of a training, or of an evaluation.
 *
 * @param step number of steps done so far
 * @param epoch number of passes over the data done so far
 * @param terms the mean of every term, by its text, then that of the total under {@code objective}; in nats where the
 *     objective is
 * @param gradientNorm the mean Euclidean norm of the gradient before clipping; 0 where nothing was trained
 */
public record Metrics(long step, long epoch, Map<String, Double> terms, double gradientNorm) {

    /** Copies the terms, in order. */
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
