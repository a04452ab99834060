package io.yume.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void isEmptyBeforeTheFirstSave() throws IOException {
        assertThat(store().load()).isEmpty();
    }

    @Test
    void givesBackTheLatestExactly() throws IOException {
        Checkpoint saved = Checkpoint.builder()
                .tensor("w", new float[] {1, -0f, Float.MIN_VALUE}, 3, 1)
                .tensor("sigma", new double[] {Math.PI, Double.MIN_VALUE})
                .put("seed", Long.MIN_VALUE)
                .put("loss", 0.1 + 0.2)
                .put("best", Double.NEGATIVE_INFINITY)
                .put("note", "\"quoted\" \u5922 \n")
                .build();
        store().save(checkpoint(1));
        store().save(saved);
        Checkpoint loaded = store().load().orElseThrow();
        assertThat(loaded).isEqualTo(saved);
        assertThat(loaded.getLong("seed")).isEqualTo(Long.MIN_VALUE);
        assertThat(loaded.getDouble("loss")).isEqualTo(0.1 + 0.2);
        assertThat(loaded.getDouble("best")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(loaded.doubles("sigma")).containsExactly(Math.PI, Double.MIN_VALUE);
        assertThat(warnings).isEmpty();
    }

    @Test
    void usesThePreviousOneWhereverAByteFlips() throws IOException {
        store().save(checkpoint(1));
        store().save(checkpoint(2));
        Path latest = store().file();
        byte[] whole = Files.readAllBytes(latest);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            Files.write(latest, flipped);
            warnings.clear();
            assertThat(store().load()).contains(checkpoint(1));
            assertThat(warnings).singleElement().asString().contains("damaged: file=" + latest);
        }
    }

    @Test
    void usesThePreviousOneWhereverTheLatestIsCut() throws IOException {
        store().save(checkpoint(1));
        store().save(checkpoint(2));
        byte[] whole = Files.readAllBytes(store().file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(store().file(), Arrays.copyOf(whole, length));
            assertThat(store().load()).contains(checkpoint(1));
        }
    }

    @Test
    void namesBothFilesIfBothAreDamaged() throws IOException {
        store().save(checkpoint(1));
        store().save(checkpoint(2));
        Path previous = folder.resolve("c.previous.safetensors");
        Files.write(store().file(), new byte[3]);
        Files.write(previous, new byte[100]);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> store().load())
                .withMessageContaining(store().file().toString())
                .withMessageContaining(previous.toString());
    }

    @Test
    void neverReplacesAGoodPreviousByADamagedLatest() throws IOException {
        store().save(checkpoint(1));
        store().save(checkpoint(2));
        Files.write(store().file(), new byte[3]);
        // Writing the new file fails half-way, or at its end; or the rename does.
        for (Crashing crash : List.of(new Crashing(0, false), new Crashing(0, true), new Crashing(1, false))) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> store(crash).save(checkpoint(3)));
            assertThat(store().load()).contains(checkpoint(1));
        }
        store().save(checkpoint(3));
        assertThat(store().load()).contains(checkpoint(3));
    }

    @Test
    void isLoadableAfterACrashBeforeInOrAfterEachOperation() throws IOException {
        for (boolean half : new boolean[] {false, true}) {
            for (int operation = 0; operation < 4; operation++) {
                store().save(checkpoint(1));
                store().save(checkpoint(2));
                int crash = operation;
                assertThatExceptionOfType(CheckpointException.class)
                        .isThrownBy(() -> store(new Crashing(crash, half)).save(checkpoint(3)))
                        .withMessageContaining("crash");
                Checkpoint loaded = store().load().orElseThrow();
                assertThat(loaded).isIn(checkpoint(2), checkpoint(3));
                store().save(checkpoint(4));
                assertThat(store().load()).contains(checkpoint(4));
            }
        }
    }

    @Test
    void keepsTheSavedOnesOnAFullDisk() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setMaxSize(16 * 1024)
                .setBlockSize(1024)
                .build())) {
            CheckpointStore store = new CheckpointStore(disk.getPath("/run"), "c");
            store.save(checkpoint(1));
            Checkpoint large =
                    Checkpoint.builder().tensor("w", new float[10_000]).build();
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> store.save(large))
                    .withMessageContaining("/run/c.safetensors")
                    .withMessageContaining("out of disk space");
            assertThat(disk.getPath("/run/c.saving")).doesNotExist();
            assertThat(store.load()).contains(checkpoint(1));
            store.save(checkpoint(2));
            assertThat(store.load()).contains(checkpoint(2));
        }
    }

    @Test
    void hashesTensorsButNotMetadata() {
        Checkpoint one = Checkpoint.builder().tensor("w", new float[] {1}).build();
        assertThat(one.sha256())
                .isEqualTo(Checkpoint.builder()
                        .tensor("w", new float[] {1})
                        .put("step", 1)
                        .build()
                        .sha256())
                .isNotEqualTo(Checkpoint.builder()
                        .tensor("w", new float[] {Math.nextUp(1f)})
                        .build()
                        .sha256())
                .isNotEqualTo(Checkpoint.builder()
                        .tensor("w", new float[] {1}, 1, 1)
                        .build()
                        .sha256())
                .isNotEqualTo(Checkpoint.builder()
                        .tensor("v", new float[] {1})
                        .build()
                        .sha256());
    }

    @Test
    void namesWhatACheckpointDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checkpoint(1).floats("nothing"))
                .withMessage("checkpoint must have the tensor: name=nothing, present=[w]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checkpoint(1).doubles("w"))
                .withMessage("tensor must be F64: name=w, actual=F32");
    }

    private CheckpointStore store() {
        return store(FileOperations.DISK);
    }

    private CheckpointStore store(FileOperations operations) {
        return new CheckpointStore(folder, "c", operations, warnings::add);
    }

    private static Checkpoint checkpoint(int step) {
        return Checkpoint.builder()
                .tensor("w", new float[] {step, 2 * step})
                .put("step", step)
                .build();
    }

    /** Fails at one operation: before it does anything, or (where it is a write) half-way, or after it is done. */
    private static final class Crashing implements FileOperations {

        private final int at;
        private final boolean late;
        private int count;

        Crashing(int at, boolean late) {
            this.at = at;
            this.late = late;
        }

        @Override
        public void write(Path file, Content content) throws IOException {
            if (count == at) {
                DISK.write(file, content);
                byte[] whole = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(whole, late ? whole.length : whole.length / 2));
                throw new IOException("crash");
            }
            count++;
            DISK.write(file, content);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            around(() -> DISK.move(from, to));
        }

        @Override
        public void forceFolder(Path path) throws IOException {
            around(() -> DISK.forceFolder(path));
        }

        private void around(Step step) throws IOException {
            boolean crash = count++ == at;
            if (!crash || late) {
                step.run();
            }
            if (crash) {
                throw new IOException("crash");
            }
        }
    }

    @FunctionalInterface
    private interface Step {

        void run() throws IOException;
    }
}
