package io.yume.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** The seconds a stage has taken, over several processes as far as each kept its time. */
final class StageClock {

    private final RunFolder folder;
    private final String file;
    private final LongSupplier nanos;
    private final double before;
    private final long began;

    StageClock(RunFolder folder, String stage, LongSupplier nanos) throws IOException {
        this.folder = folder;
        this.file = "stages/" + stage + ".time.json";
        this.nanos = nanos;
        Path kept = folder.path(file);
        this.before =
                Files.isRegularFile(kept) ? Json.read(kept).path("wallSeconds").asDouble() : 0;
        this.began = nanos.getAsLong();
    }

    double seconds() {
        return before + (nanos.getAsLong() - began) / 1e9;
    }

    void keep() throws IOException {
        folder.writeJson(file, Json.object().put("wallSeconds", seconds()));
    }

    void forget() throws IOException {
        Files.deleteIfExists(folder.path(file));
    }
}
