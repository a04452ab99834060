package io.yume.env.wrapper;

import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import java.util.Objects;

/** An environment that hands every call on to another one, which it owns; subclasses change what they are about. */
public abstract class EnvironmentWrapper implements Environment {

    private final Environment inner;

    /** @param inner closed with this one */
    protected EnvironmentWrapper(Environment inner) {
        this.inner = Objects.requireNonNull(inner, "inner");
    }

    /** The one that calls are handed on to. */
    protected final Environment inner() {
        return inner;
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public Space observationSpace() {
        return inner.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return inner.actionSpace();
    }

    @Override
    public int maxSteps() {
        return inner.maxSteps();
    }

    @Override
    public void reset(long seed) {
        inner.reset(seed);
    }

    @Override
    public TimeStep step(float[] action) {
        return inner.step(action);
    }

    @Override
    public void observe(byte[] into) {
        inner.observe(into);
    }

    @Override
    public void observe(float[] into) {
        inner.observe(into);
    }

    @Override
    public void close() {
        inner.close();
    }
}
