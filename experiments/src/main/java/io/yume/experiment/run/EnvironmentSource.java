package io.yume.experiment.run;

import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.Space;

/** Where the environments of a run come from. Thread-safe: every worker has an environment of its own made. */
public interface EnvironmentSource extends AutoCloseable {

    /**
     * Makes an environment, which the caller closes.
     *
     * @throws IllegalArgumentException if there is none of the configured name, or a run cannot use it
     */
    Environment make();

    /** The actions of these environments. */
    default Space actionSpace() {
        try (Environment environment = make()) {
            return environment.actionSpace();
        }
    }

    /** Fails as {@link #make} would, before anything else is done; where that is cheap it may do nothing. */
    default void requireUsable() {}

    /** Ends what makes them; environments that are still open end, too. Idempotent. */
    @Override
    default void close() {}

    /** The native environments of this name. */
    static EnvironmentSource registered(String id) {
        return () -> Environments.make(id);
    }
}
