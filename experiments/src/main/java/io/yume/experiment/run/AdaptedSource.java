package io.yume.experiment.run;

import io.yume.env.Environment;
import io.yume.env.Space;
import java.util.function.UnaryOperator;

/**
 * The environments of another source, each in a wrapper.
 *
 * @param inner closed with this one
 * @param wrapper takes over an environment; must not change its actions
 */
public record AdaptedSource(EnvironmentSource inner, UnaryOperator<Environment> wrapper) implements EnvironmentSource {

    @Override
    public Environment make() {
        Environment made = inner.make();
        try {
            return wrapper.apply(made);
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    @Override
    public Space actionSpace() {
        return inner.actionSpace();
    }

    @Override
    public void requireUsable() {
        inner.requireUsable();
    }

    @Override
    public void close() {
        inner.close();
    }
}
