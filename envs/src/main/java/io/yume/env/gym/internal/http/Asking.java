package io.yume.env.gym.internal.http;

/**
 * Decides whether a thread asks the socket again and again for a moment, or sleeps until there are bytes. To be woken costs several times
 * as much as a small step of an environment; but who asks takes a core from those who would answer. So it asks where that has paid: each time
 * in vain doubles the waits without asking, each success halves them.
 */
final class Asking {

    /** How long to ask. */
    static final long MOST_NANOS = 50_000;

    private static final int MOST_SKIPPED = 1023;

    private final boolean possible;
    private int skips;
    private int left;

    private Asking(boolean possible) {
        this.possible = possible;
    }

    /** Where there is one core only, whoever asks keeps the other end from answering. */
    static Asking onThisMachine() {
        return on(Runtime.getRuntime().availableProcessors());
    }

    static Asking on(int cores) {
        return new Asking(cores > 1);
    }

    /** A wait begins: whether to ask; if so, {@link #end} says what came of it. */
    boolean begin() {
        if (left > 0) {
            left--;
            return false;
        }
        return possible;
    }

    /** Whether bytes came while it asked. */
    void end(boolean paid) {
        skips = paid ? skips / 2 : Math.min(MOST_SKIPPED, 2 * skips + 1);
        left = skips;
    }
}
