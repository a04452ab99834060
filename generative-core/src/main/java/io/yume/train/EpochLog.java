package io.yume.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes what epochs showed as curves, or nowhere. */
final class EpochLog implements AutoCloseable {

    /** What the names of terms over other examples begin with. */
    static final String VALIDATION = "validation: ";

    private final Path folder;
    private Curves curves;
    private long last;

    /** @param folder where the curves are, or null */
    EpochLog(Path folder) {
        this.folder = folder;
    }

    /**
     * Gets ready for what follows a step: what an attempt wrote that got further is dropped.
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
