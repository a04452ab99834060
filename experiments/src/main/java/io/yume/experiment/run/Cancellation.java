package io.yume.experiment.run;

import java.util.concurrent.CancellationException;

/** A request to stop, made once from any thread and seen by the work at its next safe place. */
public final class Cancellation {

    private volatile boolean requested;

    /** Asks the work to stop. */
    public void request() {
        requested = true;
    }

    /** Whether the work has been asked to stop. */
    public boolean requested() {
        return requested;
    }

    /** @throws CancellationException if the work has been asked to stop */
    public void throwIfRequested() {
        if (requested) {
            throw new CancellationException("stopped on request");
        }
    }
}
