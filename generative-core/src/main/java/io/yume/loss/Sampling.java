package io.yume.loss;

import io.yume.distribution.Distribution;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many samples a term takes, and how gradients pass them. */
record Sampling(int samples, Map<String, Estimator> estimators) {

    static final Sampling ONCE = new Sampling(1, Map.of());

    Sampling {
        if (samples < 1) {
            throw new IllegalArgumentException("an expectation needs a sample: samples=" + samples);
        }
    }

    Sampling samples(int count) {
        return new Sampling(count, estimators);
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
        return new Sampling(samples, more);
    }

    /** Only what concerns some distribution. */
    Sampling only(Distribution q) {
        Map<String, Estimator> fewer = new LinkedHashMap<>();
        q.factors().forEach(factor -> {
            if (estimators.containsKey(factor.variable())) {
                fewer.put(factor.variable(), estimators.get(factor.variable()));
            }
        });
        return new Sampling(samples, fewer);
    }
}
