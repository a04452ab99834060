package io.yume.experiment.bench;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;

/** One side of a comparison, ready to step a row. */
interface Contender extends AutoCloseable {

    /**
     * What was measured.
     *
     * @param steps that were made
     * @param seconds they took
     * @param peakRssMiB the most memory its process has held, MiB; empty where the system does not tell
     */
    record Turn(long steps, double seconds, OptionalLong peakRssMiB) {

        double millisecondsPerStep() {
            return 1e3 * seconds / steps;
        }
    }

    /**
     * Makes steps until there are enough of them and enough time has passed.
     *
     * @throws IOException if it cannot, with the reason in a sentence
     */
    Turn run(int leastSteps, double leastSeconds) throws IOException, InterruptedException;

    /** The packages that it runs on, and their versions. */
    Map<String, String> versions();

    /** Ends it; nothing of it is left running. */
    @Override
    void close();
}
