package io.yume.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes the metrics of epochs as curves, or does nothing. */
final class EpochLog implements AutoCloseable {

    /** The prefix of terms over the examples of an early stop. */
    static final String VALIDATION = "validation: ";

    private final Path folder;
    private Curves curves;
    private long last;

    /** @param folder of the curves, or null to write nothing */
    EpochLog(Path folder) {
        this.folder = folder;
    }

    /**
     * Prepares for what follows a step: points of an earlier attempt beyond that step are dropped.
     *
     * @throws UncheckedIOException if the files cannot be written
     */
    void begin(long step) {
        if (folder == null || (curves != null && last <= step)) {
            return;
        }
        try {
            if (curves == null) {
                curves = Curves.open(folder);
            }
            curves.rewind("", step);
            last = step;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UncheckedIOException if the files cannot be written */
    void add(Metrics metrics) {
        if (curves == null) {
            return;
        }
        last = metrics.step();
        metrics.terms().forEach((name, value) -> curves.log(series(name), metrics.step(), value));
        curves.log("train/gradient norm", metrics.step(), metrics.gradientNorm());
        try {
            curves.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String series(String term) {
        return term.startsWith(VALIDATION) ? "validation/" + term.substring(VALIDATION.length()) : "train/" + term;
    }

    @Override
    public void close() {
        if (curves == null) {
            return;
        }
        try {
            curves.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            curves = null;
        }
    }
}
