package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Notation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Decides which distribution of a formula is called q: one in the place of an approximation, if the formula has
 * another distribution of the same variable.
 */
final class Letters {

    private final Map<String, Set<Object>> ownersOfVariable = new HashMap<>();
    private final Map<Object, Factor> approximating = new LinkedHashMap<>();

    private Letters() {}

    static Notation of(Objective objective, Notation notation) {
        Letters letters = new Letters();
        letters.collect(objective);
        Map<Object, String> chosen = new HashMap<>();
        letters.approximating.forEach((owner, factor) -> {
            if (letters.ownersOfVariable.get(factor.variable()).size() > 1) {
                chosen.put(owner, "q");
            }
        });
        return notation.with(chosen);
    }

    private void collect(Objective objective) {
        for (Distribution distribution : objective.distributions()) {
            for (Factor factor : distribution.factors()) {
                ownersOfVariable
                        .computeIfAbsent(factor.variable(), unused -> new HashSet<>())
                        .add(factor.owner());
            }
        }
        for (Distribution distribution : objective.approximations()) {
            distribution.factors().forEach(factor -> approximating.put(factor.owner(), factor));
        }
        objective.parts().forEach(this::collect);
    }
}
