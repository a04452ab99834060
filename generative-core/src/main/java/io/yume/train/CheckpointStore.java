package io.yume.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the latest checkpoint of a name and the one before it: {@code name.safetensors} and
 * {@code name.previous.safetensors}.
 *
 * <p>A checkpoint is one safetensors file with the metadata in it and the SHA-256 of its own bytes. It is written to
 * {@code name.saving}, forced to disk and renamed, so that a crash at any moment leaves a loadable state. Not thread-safe.
 */
public final class CheckpointStore {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

    private final Path latest;
    private final Path previous;
    private final Path saving;
    private final FileOperations operations;
    private final Consumer<String> warnings;

    /** The checkpoints of this name; no file or folder is made or read until it is needed. */
    public CheckpointStore(Path folder, String name) {
        this(folder, name, FileOperations.DISK, LOG::warn);
    }

    CheckpointStore(Path folder, String name, FileOperations operations, Consumer<String> warnings) {
        this.latest = folder.resolve(name + ".safetensors");
        this.previous = folder.resolve(name + ".previous.safetensors");
        this.saving = folder.resolve(name + ".saving");
        this.operations = operations;
        this.warnings = warnings;
    }

    /** The file of the latest checkpoint, for tools that read safetensors. */
    public Path file() {
        return latest;
    }

    /**
     * Saves a checkpoint. The latest one becomes the previous one, unless it is damaged, so that a damaged file never
     * replaces a good one.
     *
     * @throws CheckpointException if that fails, such as on a full disk; the saved checkpoints are still loadable
     */
    public void save(Checkpoint checkpoint) throws CheckpointException {
        try {
            Files.createDirectories(latest.toAbsolutePath().getParent());
            SealedFile.write(operations, saving, checkpoint);
            if (Files.exists(latest) && isIntact(latest)) {
                operations.move(latest, previous);
            }
            operations.move(saving, latest);
            operations.forceFolder(latest.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new CheckpointException("checkpoint could not be saved: file=" + latest + ": " + e, e);
        }
    }

    /**
     * Loads the latest checkpoint, or the previous one if the latest is damaged or missing, with a warning that names the
     * file. Empty if nothing was ever saved.
     *
     * @throws CheckpointException if there are checkpoints but none can be loaded; it names them
     */
    public Optional<Checkpoint> load() throws CheckpointException {
        boolean hasLatest = Files.exists(latest);
        boolean hasPrevious = Files.exists(previous);
        if (!hasLatest && !hasPrevious) {
            return Optional.empty();
        }
        String problem = "missing: file=" + latest;
        IOException first = null;
        if (hasLatest) {
            try {
                return Optional.of(SealedFile.read(latest));
            } catch (IOException e) {
                first = e;
                problem = "damaged: file=" + latest + ": " + e.getMessage();
            }
        }
        if (!hasPrevious) {
            throw new CheckpointException("the only checkpoint is " + problem, first);
        }
        try {
            Checkpoint checkpoint = SealedFile.read(previous);
            warnings.accept("using the previous checkpoint " + previous + ", because the latest is " + problem);
            return Optional.of(checkpoint);
        } catch (IOException e) {
            if (first != null) {
                e.addSuppressed(first);
            }
            throw new CheckpointException(
                    "no checkpoint can be loaded: the latest is " + problem + "; the previous is damaged: file="
                            + previous + ": " + e.getMessage(),
                    e);
        }
    }

    private boolean isIntact(Path file) {
        try {
            SealedFile.verify(file);
            return true;
        } catch (IOException e) {
            warnings.accept("replacing a damaged checkpoint: file=" + file + ": " + e.getMessage());
            return false;
        }
    }
}
