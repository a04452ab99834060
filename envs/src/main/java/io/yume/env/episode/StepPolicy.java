package io.yume.env.episode;

/** Chooses actions while an episode is recorded. */
@FunctionalInterface
public interface StepPolicy {

    /**
     * Writes the next action.
     *
     * @param step the number of steps already made in this episode
     * @param into one action; the buffer is reused and holds the previous action
     */
    void act(int step, float[] into);
}
