package io.yume.experiment.stage;

import io.yume.graph.ComputeThread;
import java.io.IOException;

/** Runs a stage's computation on a compute thread. */
final class Threads {

    private Threads() {}

    /** What a stage computes. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    static <T> T call(ComputeThread thread, Work<T> work) throws IOException, InterruptedException {
        try {
            return thread.call(work::run);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a computation failed: " + e.getMessage(), e);
        }
    }
}
