package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Unnormalised;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a ratio of probabilities asks of its sides: both are densities, or both are masses. The ratio of a density to a mass, such as of a
 * relaxed draw's to that of classes, is of nothing, and a divergence made of it can be below 0.
 */
final class Measures {

    private Measures() {}

    /** @throws IllegalArgumentException if one law has densities and the other masses */
    static void requireOne(String variable, Law left, Law right) {
        // What is not normalised is a density or a mass as the other is.
        boolean free = left instanceof Unnormalised || right instanceof Unnormalised;
        if (!free && left.isDiscrete() != right.isDiscrete()) {
            throw new IllegalArgumentException("both sides must have densities, or both masses: variable=" + variable
                    + ", left=" + named(left) + ", right=" + named(right));
        }
    }

    private static String named(Law law) {
        return law.getClass().getSimpleName() + (law.isDiscrete() ? " (masses)" : " (density)");
    }

    /**
     * The same of draws whose weights are ratios.
     *
     * @param q what is drawn from
     * @param weighed whose densities stand beside those of q
     * @param drawn where the draws have values
     */
    static void requireOne(Distribution q, Stream<Factor> weighed, Scope drawn) {
        List<Factor> densities = weighed.toList();
        for (Factor left : seen(q).toList()) {
            for (Factor right : densities) {
                boolean meets = left.variable().equals(right.variable()) && !left.isSame(right);
                if (meets && !left.isFunction() && !right.isFunction()) {
                    drawn.lowering().lookingOnly(() -> requireOne(left.variable(), left.law(drawn), right.law(drawn)));
                }
            }
        }
    }

    /** The same of an expectation in which q's own density stands beside others. */
    static void requireOneIfRatio(Distribution q, Objective of, Scope drawn) {
        boolean ratio = densities(of).anyMatch(factor -> q.factors().stream().anyMatch(factor::isSame));
        if (ratio) {
            requireOne(q, densities(of), drawn);
        }
    }

    /** Of what is added up, whatever its sign or factor. */
    private static Stream<Factor> densities(Objective objective) {
        if (objective instanceof LogProb density) {
            return seen(density.of());
        }
        boolean added = objective instanceof Named
                || objective instanceof Function function && function.kind() == Function.Kind.NEG
                || objective instanceof Arithmetic
                        && (objective.isSum() || objective.parts().stream().anyMatch(Together::isNumber));
        return added ? objective.parts().stream().flatMap(Measures::densities) : Stream.empty();
    }

    /** The factors whose variables have values where the distribution stands: what is summed out, or drawn for that, has none. */
    static Stream<Factor> seen(Distribution distribution) {
        return distribution.factors().stream()
                .filter(factor -> !distribution.hidden().contains(factor.variable()))
                .filter(factor -> factor.given().stream().noneMatch(distribution.hidden()::contains));
    }
}
