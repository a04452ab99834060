package io.yume.world.dream;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Space;
import java.util.Arrays;

/** How Memory sees actions: a discrete one as one-hot, a vector as it is. */
public final class Actions {

    private Actions() {}

    /**
     * Length of an action vector.
     *
     * @throws IllegalArgumentException if the space is neither discrete nor a box
     */
    public static int width(Space space) {
        if (space instanceof Discrete discrete) {
            return discrete.n();
        }
        if (space instanceof Box box) {
            return box.size();
        }
        throw new IllegalArgumentException("actions must be discrete or a box: space=" + space.describe());
    }

    /**
     * Writes the vector of action number {@code index} of {@code actions} to place {@code index} of {@code into}.
     *
     * @throws IllegalArgumentException if the action is no member of a discrete space, or not finite; nothing is written
     */
    public static void encode(Space space, float[] actions, int index, float[] into) {
        int width = width(space);
        if (space instanceof Discrete discrete) {
            int chosen = discrete.index(new float[] {actions[index]});
            Arrays.fill(into, index * width, (index + 1) * width, 0);
            into[index * width + chosen] = 1;
        } else {
            for (int i = 0; i < width; i++) {
                if (!Float.isFinite(actions[index * width + i])) {
                    throw new IllegalArgumentException(
                            "action must be finite: index=" + i + ", value=" + actions[index * width + i]);
                }
            }
            System.arraycopy(actions, index * width, into, index * width, width);
        }
    }
}
