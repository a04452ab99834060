package io.yume.env;

/** The capability of an {@link Environment} to save and restore its full state, random generator included. */
public interface Snapshots {

    /**
     * The full state, in the episode or after its end; restoring it repeats the same future for the same actions.
     *
     * @throws IllegalStateException before the first reset or after close
     */
    byte[] snapshot();

    /**
     * Goes to a state that {@link #snapshot} returned, here or in another instance of the same environment; a reset is
     * not needed before. The bytes are not kept.
     *
     * @throws IllegalArgumentException if the bytes are no snapshot of this environment; the state stays as it was
     * @throws IllegalStateException after close
     */
    void restore(byte[] snapshot);
}
