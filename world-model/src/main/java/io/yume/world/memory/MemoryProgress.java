package io.yume.world.memory;

/**
 * How far a training has come in its episodes.
 *
 * @param taken episodes begun so far
 * @param episodes the number of the episode that each row is in; -1 before the first
 * @param steps the next step of it
 * @param h what the cells showed last, {@code [batch, hidden]}
 * @param c what they kept, {@code [batch, hidden]}
 */
public record MemoryProgress(long taken, int[] episodes, int[] steps, float[] h, float[] c) {

    /** @throws IllegalArgumentException if the lengths do not fit */
    public MemoryProgress {
        if (steps.length != episodes.length || c.length != h.length || taken < 0) {
            throw new IllegalArgumentException("every row has an episode, a step and a state: taken=" + taken
                    + ", episodes=" + episodes.length + ", steps=" + steps.length + ", h=" + h.length + ", c="
                    + c.length);
        }
    }
}
