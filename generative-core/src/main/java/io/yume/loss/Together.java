package io.yume.loss;

import java.util.List;

/**
 * Whether an objective mixes the examples of a batch in a way that is more than a mean over them, so that values for
 * batches of different sizes are not comparable; for the evaluations of {@code io.yume.train}.
 */
public final class Together {

    private Together() {}

    /**
     * Whether an objective, or something reported beside it, compares the examples of a batch with each other, adds
     * them up, or is a non-linear function of their mean. A user's own kind of term does so if one of its parts does.
     */
    public static boolean in(Objective objective) {
        return objective instanceof SampleDistance
                || objective instanceof InfoNce
                || objective instanceof Shuffled
                || objective instanceof ActiveUnits
                || (objective instanceof Reduced reduced && reduced.kind() != Reduced.Kind.MEAN)
                || isBent(objective)
                || objective.parts().stream().anyMatch(Together::in);
    }

    /** Whether it is a non-linear function of a mean over the batch. */
    private static boolean isBent(Objective objective) {
        if (objective instanceof Function function) {
            return function.kind() != Function.Kind.NEG
                    && function.kind() != Function.Kind.STOP_GRADIENT
                    && hasMean(function.of());
        }
        if (objective instanceof Arithmetic arithmetic) {
            Objective left = arithmetic.left();
            Objective right = arithmetic.right();
            return switch (arithmetic.operation()) {
                case PLUS, MINUS -> false;
                case TIMES -> (hasMean(left) && !isNumber(right)) || (hasMean(right) && !isNumber(left));
                case DIVIDED_BY -> hasMean(right) || (hasMean(left) && !isNumber(right));
                case MAX, MIN -> hasMean(left) || hasMean(right);
            };
        }
        return objective instanceof AtMost && hasMean(objective);
    }

    private static boolean hasMean(Objective objective) {
        return objective instanceof Reduced
                || (objective instanceof ScanSum scan && scan.averaged())
                || objective.parts().stream().anyMatch(Together::hasMean);
    }

    /** Whether it is the same number for all examples and batches of an evaluation. */
    static boolean isNumber(Objective objective) {
        List<Objective> parts = objective.parts();
        return objective instanceof Constant
                || objective instanceof Scheduled
                || ((objective instanceof Arithmetic || objective instanceof Function)
                        && parts.stream().allMatch(Together::isNumber));
    }
}
