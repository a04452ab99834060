package io.yume.env;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Some rows of a {@link VectorEnvironment} failed in a step, and the others did not: their part of the step is
 * {@link #step()}, and they can be observed as after any other step. The failed rows count as truncated with a reward of
 * 0; their episode is lost and must be replaced: by {@link VectorEnvironment#reset(boolean[], long[])}, or by the
 * autoreset.
 */
public final class VectorStepException extends RuntimeException {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial")
    private final Map<Integer, String> failures;

    @SuppressWarnings("serial")
    private final VectorStep step;

    /** @param failures what is wrong, by row */
    public VectorStepException(Map<Integer, String> failures, VectorStep step) {
        super(new TreeMap<>(failures)
                .entrySet().stream()
                        .map(failure -> "row " + failure.getKey() + ": " + failure.getValue())
                        .collect(Collectors.joining("; ")));
        this.failures = Map.copyOf(failures);
        this.step = step;
    }

    /** What is wrong, by row. */
    public Map<Integer, String> failures() {
        return failures;
    }

    /** The step of all rows. */
    public VectorStep step() {
        return step;
    }
}
