package io.yume.env.gym.client;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Lets one thread in at a time, and refuses the second instead of letting it wait. */
final class Confinement {

    private final AtomicReference<Thread> inside = new AtomicReference<>();

    /** @throws IllegalStateException if another thread is inside */
    <T> T run(Supplier<String> what, Supplier<T> work) {
        Thread current = Thread.currentThread();
        if (!inside.compareAndSet(null, current)) {
            throw new IllegalStateException(what.get() + " must be used by one thread at a time: " + current.getName()
                    + " came while another thread was at it");
        }
        try {
            return work.get();
        } finally {
            inside.set(null);
        }
    }
}
