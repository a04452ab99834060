package io.yume.env.wrapper;

import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import java.util.Objects;

/** Gives discrete actions other numbers, or leaves some out. */
public final class ReorderedActions extends EnvironmentWrapper {

    private final Discrete space;
    private final int[] order;

    /**
     * Takes over the environment.
     *
     * @param order the environment's action for each of ours
     * @throws IllegalArgumentException if the environment has no discrete actions, or not one that is named
     */
    public ReorderedActions(Environment inner, int... order) {
        super(inner);
        if (!(inner.actionSpace() instanceof Discrete actions)) {
            throw new IllegalArgumentException("actions must be Discrete: environment=" + inner.id() + ", space="
                    + inner.actionSpace().describe());
        }
        for (int action : order) {
            if (action < 0 || action >= actions.n()) {
                throw new IllegalArgumentException(
                        "order must name actions in 0.." + (actions.n() - 1) + ": action=" + action);
            }
        }
        space = new Discrete(order.length);
        this.order = order.clone();
    }

    /** Left, stay, right, where ViZDoom's Take Cover has stay, right, left. */
    public static ReorderedActions takeCover(Environment inner) {
        return new ReorderedActions(Objects.requireNonNull(inner, "inner"), 2, 0, 1);
    }

    @Override
    public Space actionSpace() {
        return space;
    }

    @Override
    public TimeStep step(float[] action) {
        return inner().step(new float[] {order[space.index(action)]});
    }
}
