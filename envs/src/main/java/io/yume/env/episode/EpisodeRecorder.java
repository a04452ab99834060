package io.yume.env.episode;

import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;
import java.util.Arrays;

/**
 * Runs episodes of a pixel environment and records them. The buffers grow to the longest episode and are reused, so keep
 * one recorder per worker. Not thread-safe.
 */
public final class EpisodeRecorder {

    private static final int INITIAL_STEPS = 256;

    private byte[] frame = new byte[0];
    private byte[] frames = new byte[0];
    private float[] actions = new float[0];
    private float[] rewards = new float[0];

    /**
     * Resets the environment with the seed and steps it until the episode ends.
     *
     * @throws IllegalArgumentException if the environment does not observe pixels, or the policy chooses an action that
     *     is no member of the action space
     * @throws IllegalStateException if the episode outgrows one array of frames (2 GiB)
     */
    public Episode record(Environment environment, long id, long seed, StepPolicy policy) {
        if (!(environment.observationSpace() instanceof Pixels space)) {
            throw new IllegalArgumentException("observations must be pixels: environment=" + environment.id()
                    + ", space=" + environment.observationSpace().describe());
        }
        int size = space.size();
        int actionSize = environment.actionSpace().size();
        if (frame.length != size) {
            frame = new byte[size];
        }
        float[] action = new float[actionSize];
        environment.reset(seed);
        int steps = 0;
        TimeStep result;
        do {
            ensureCapacity(steps, size, actionSize);
            keepFrame(environment, steps, size);
            policy.act(steps, action);
            result = environment.step(action);
            System.arraycopy(action, 0, actions, steps * actionSize, actionSize);
            rewards[steps] = (float) result.reward();
            steps++;
        } while (!result.last());
        keepFrame(environment, steps, size);
        return new Episode(
                id,
                seed,
                space,
                Arrays.copyOf(frames, (steps + 1) * size),
                Arrays.copyOf(actions, steps * actionSize),
                actionSize,
                Arrays.copyOf(rewards, steps),
                result.terminated(),
                result.truncated());
    }

    private void keepFrame(Environment environment, int step, int size) {
        environment.observe(frame);
        System.arraycopy(frame, 0, frames, step * size, size);
    }

    /** Makes room for step {@code steps}: its frame, the frame after it, its action and its reward. */
    private void ensureCapacity(int steps, int size, int actionSize) {
        long neededFrames = (steps + 2L) * size;
        if (frames.length < neededFrames) {
            long wanted = Math.max(neededFrames, steps == 0 ? (long) INITIAL_STEPS * size : 2L * frames.length);
            frames = Arrays.copyOf(frames, checkedSize(Math.max(neededFrames, Math.min(wanted, maxArray())), steps));
        }
        long neededActions = (steps + 1L) * actionSize;
        if (actions.length < neededActions) {
            actions = Arrays.copyOf(actions, checkedSize(Math.max(neededActions, 2L * actions.length), steps));
        }
        if (rewards.length < steps + 1) {
            rewards = Arrays.copyOf(rewards, Math.max(INITIAL_STEPS, 2 * rewards.length));
        }
    }

    private static long maxArray() {
        return Integer.MAX_VALUE - 8L;
    }

    private static int checkedSize(long size, int steps) {
        if (size > maxArray()) {
            throw new IllegalStateException("an episode must fit one array: steps=" + steps + ", elements=" + size);
        }
        return (int) size;
    }
}
