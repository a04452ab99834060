package io.yume.env;

/** The capability of an {@link Environment} to save and restore its full state, random generator included. */
public interface Snapshots {

    /** The full state; restoring it repeats the same future for the same actions. */
    byte[] snapshot();

    /**
     * Goes back to a state that {@link #snapshot} returned.
     *
     * @throws IllegalArgumentException if the bytes are no snapshot of this environment
     */
    void restore(byte[] snapshot);
}
