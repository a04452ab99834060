package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many samples a term takes, and the gradient estimators of its variables.
 *
 * @param estimators by variable; others are pathwise
 * @param noise chosen names of noise, by variable
 */
record Sampling(int samples, Map<String, Estimator> estimators, Map<String, String> noise) {

    static final Sampling ONCE = new Sampling(1, Map.of());

    Sampling {
        if (samples < 1) {
            throw new IllegalArgumentException("an expectation needs a sample: samples=" + samples);
        }
    }

    Sampling(int samples, Map<String, Estimator> estimators) {
        this(samples, estimators, Map.of());
    }

    Sampling samples(int count) {
        return new Sampling(count, estimators, noise);
    }

    /** With a chosen name for the noise of a variable, which must be one of those that are drawn. */
    Sampling noise(List<String> drawn, String variable, String name) {
        if (!drawn.contains(variable) || name.isEmpty()) {
            throw new IllegalArgumentException("noise has a name, and is for a variable that is drawn: variable="
                    + variable + ", noise='" + name + "', drawn=" + drawn);
        }
        Map<String, String> more = new LinkedHashMap<>(noise);
        more.put(variable, name);
        return new Sampling(samples, estimators, more);
    }

    /** With an estimator for one of a distribution's variables. */
    Sampling estimating(Distribution q, String variable, Estimator estimator) {
        if (q.factors().stream().noneMatch(factor -> factor.variable().equals(variable))) {
            throw new IllegalArgumentException("an estimator is for a variable that is drawn: variable=" + variable
                    + ", drawn=" + q.variables() + ", distribution=" + q);
        }
        return with(variable, estimator);
    }

    Sampling with(String variable, Estimator estimator) {
        Map<String, Estimator> more = new LinkedHashMap<>(estimators);
        more.put(variable, estimator);
        return new Sampling(samples, more, noise);
    }

    /** What concerns the variables of one distribution. */
    Sampling only(Distribution q) {
        return new Sampling(samples, only(q, estimators), only(q, noise));
    }

    private static <T> Map<String, T> only(Distribution q, Map<String, T> all) {
        Map<String, T> fewer = new LinkedHashMap<>(all);
        fewer.keySet().retainAll(q.factors().stream().map(Factor::variable).toList());
        return fewer;
    }
}
