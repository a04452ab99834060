package io.yume.env.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.yume.env.Pixels;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpisodeStoreTest {

    private static final Pixels SPACE = new Pixels(2, 3, 1);
    private static final EpisodeStore.Limits LARGE = EpisodeStore.Limits.ofBudget(1 << 20);

    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasAppendedAfterReopening() throws IOException {
        try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
            store.append(episode(0, 3));
            store.append(EncodedEpisode.encode(episode(2, 5), false));
        }
        try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
            assertThat(store.size()).isEqualTo(2);
            assertThat(store.nextId()).isEqualTo(3);
            assertThat(store.frames()).isEqualTo(10);
            assertThat(store.bytes()).isEqualTo(Files.size(chunk(0)));
            assertThat(store.read(0)).isEqualTo(episode(0, 3));
            assertThat(store.read(1)).isEqualTo(episode(2, 5));
            store.append(episode(3, 1));
            assertThat(store.read(2)).isEqualTo(episode(3, 1));
        }
    }

    @Test
    void deflatesOnlyWhereThatIsSmaller() throws IOException {
        Episode flat = new Episode(
                0, 0, new Pixels(64, 64, 3), new byte[2 * 12288], new float[1], 1, new float[1], true, false);
        assertThat(EncodedEpisode.encode(flat).bytes()).isLessThan(1000);
        assertThat(EncodedEpisode.encode(episode(0, 3)).bytes())
                .isEqualTo(EncodedEpisode.encode(episode(0, 3), false).bytes());
        try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
            store.append(flat);
            assertThat(store.read(0)).isEqualTo(flat);
        }
    }

    @Test
    void startsNewChunksAndKeepsTheContentHash() throws IOException {
        fill(folder.resolve("small"), new EpisodeStore.Limits(300, 1 << 20), 6);
        fill(folder.resolve("large"), LARGE, 6);
        assertThat(folder.resolve("small/chunk-000002.episodes")).exists();
        assertThat(folder.resolve("large/chunk-000001.episodes")).doesNotExist();
        assertThat(hash(folder.resolve("small"))).isEqualTo(hash(folder.resolve("large")));
        fill(folder.resolve("fewer"), LARGE, 5);
        assertThat(hash(folder.resolve("fewer"))).isNotEqualTo(hash(folder.resolve("large")));
    }

    @Test
    void rejectsIdsThatDoNotIncreaseAndOtherShapes() throws IOException {
        try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
            store.append(episode(4, 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.append(episode(4, 1)))
                    .withMessage("episode ids must increase: id=4, expected at least 5");
            Episode other =
                    new Episode(5, 0, new Pixels(3, 2, 1), new byte[12], new float[2], 2, new float[1], true, false);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.append(other))
                    .withMessageContaining("expected=[space=Pixels(2, 3, 1)")
                    .withMessageContaining("actual=[space=Pixels(3, 2, 1)");
        }
    }

    @Test
    void rejectsAnEpisodeBeyondTheBudgetAndStaysAsItWas() throws IOException {
        long size = EncodedEpisode.encode(episode(0, 3)).bytes();
        try (EpisodeStore store = EpisodeStore.open(folder, EpisodeStore.Limits.ofBudget(2 * size))) {
            store.append(episode(0, 3));
            store.append(episode(1, 3));
            assertThatExceptionOfType(EpisodeBudgetException.class)
                    .isThrownBy(() -> store.append(episode(2, 3)))
                    .withMessageContaining("episodes must fit the byte budget: budget=" + 2 * size + ", stored="
                            + 2 * size + ", next=" + size);
            assertThat(store.size()).isEqualTo(2);
            assertThat(store.bytes()).isEqualTo(2 * size);
        }
    }

    @Test
    void cutsATornTailAtEveryByte() throws IOException {
        fill(folder, LARGE, 3);
        byte[] whole = Files.readAllBytes(chunk(0));
        int last = whole.length - (int) EncodedEpisode.encode(episode(2, 4)).bytes();
        for (int length = last; length < whole.length; length++) {
            Files.write(chunk(0), Arrays.copyOf(whole, length));
            try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
                assertThat(store.nextId()).isEqualTo(2);
                assertThat(store.bytes()).isEqualTo(last);
                store.append(episode(2, 4));
            }
            assertThat(Files.readAllBytes(chunk(0))).isEqualTo(whole);
        }
    }

    @Test
    void namesADamagedEpisodeWhereverAByteFlipsAndReadsTheOthers() throws IOException {
        fill(folder, new EpisodeStore.Limits(300, 1 << 20), 5);
        byte[] whole = Files.readAllBytes(chunk(0));
        int record = (int) EncodedEpisode.encode(episode(0, 4)).bytes();
        assertThat(whole.length).isEqualTo(2 * record);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            Files.write(chunk(0), flipped);
            int damaged = i / record;
            try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
                assertThat(store.size()).isEqualTo(5);
                for (int k = 0; k < 5; k++) {
                    if (k == damaged) {
                        assertThatExceptionOfType(DamagedEpisodeException.class)
                                .isThrownBy(() -> store.read(damaged))
                                .withMessageContaining("episode=" + damaged + ",");
                    } else {
                        assertThat(store.read(k)).isEqualTo(episode(k, 4));
                    }
                }
            }
        }
    }

    @Test
    void cutsTheLastEpisodeWhereverOneOfItsBytesFlips() throws IOException {
        fill(folder, LARGE, 2);
        byte[] whole = Files.readAllBytes(chunk(0));
        for (int i = whole.length / 2; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(chunk(0), flipped);
            try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
                assertThat(store.nextId()).isEqualTo(1);
                assertThat(store.read(0)).isEqualTo(episode(0, 4));
            }
        }
    }

    @Test
    void namesAMissingChunkAndReadsTheOthers() throws IOException {
        fill(folder, new EpisodeStore.Limits(300, 1 << 20), 6);
        Files.delete(chunk(1));
        try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
            assertThat(store.size()).isEqualTo(6);
            assertThat(store.read(1)).isEqualTo(episode(1, 4));
            assertThat(store.read(4)).isEqualTo(episode(4, 4));
            for (int lost : new int[] {2, 3}) {
                assertThatExceptionOfType(DamagedEpisodeException.class)
                        .isThrownBy(() -> store.read(lost))
                        .withMessage("episode is damaged: episode=" + lost + ", file=" + chunk(1)
                                + ": the chunk is missing");
            }
            assertThatExceptionOfType(DamagedEpisodeException.class).isThrownBy(store::contentHash);
        }
    }

    @Test
    void goesOnAfterAFullDisk() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setMaxSize(64 * 1024)
                .setBlockSize(1024)
                .build())) {
            Path ballast = disk.getPath("/ballast");
            Files.write(ballast, new byte[48 * 1024]);
            Path data = disk.getPath("/data");
            try (EpisodeStore store = EpisodeStore.open(data, new EpisodeStore.Limits(5000, 1 << 20))) {
                int stored = 0;
                EpisodeStoreException full = null;
                while (full == null) {
                    try {
                        store.append(episode(stored, 100));
                        stored++;
                    } catch (EpisodeStoreException e) {
                        full = e;
                    }
                }
                assertThat(stored).isPositive();
                assertThat(full)
                        .hasMessageContaining("episode=" + stored + ", file=/data/chunk-")
                        .hasMessageContaining("out of disk space");
                assertThat(store.size()).isEqualTo(stored);
                try (EpisodeStore other = EpisodeStore.open(data, LARGE)) {
                    assertThat(other.nextId()).isEqualTo(stored);
                }
                Files.delete(ballast);
                for (int id = stored; id < stored + 5; id++) {
                    store.append(episode(id, 100));
                }
            }
            try (EpisodeStore store = EpisodeStore.open(data, LARGE)) {
                for (int i = 0; i < store.size(); i++) {
                    assertThat(store.read(i)).isEqualTo(episode(i, 100));
                }
            }
        }
    }

    @Test
    void anInterruptedAppendLeavesTheStoreUsable() throws IOException {
        try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
            store.append(episode(0, 4));
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(EpisodeStoreException.class).isThrownBy(() -> store.append(episode(1, 4)));
            assertThat(Thread.interrupted()).isTrue();
            store.append(episode(1, 4));
            assertThat(store.read(0)).isEqualTo(episode(0, 4));
            assertThat(store.read(1)).isEqualTo(episode(1, 4));
        }
    }

    private Path chunk(int number) {
        return Chunks.file(folder, number);
    }

    private static void fill(Path folder, EpisodeStore.Limits limits, int count) throws IOException {
        try (EpisodeStore store = EpisodeStore.open(folder, limits)) {
            for (int i = 0; i < count; i++) {
                store.append(episode(i, 4));
            }
        }
    }

    private static String hash(Path folder) throws IOException {
        try (EpisodeStore store = EpisodeStore.open(folder, LARGE)) {
            return store.contentHash();
        }
    }

    /** Noise, which does not deflate, so that all episodes of one length have records of one length. */
    private static Episode episode(long id, int steps) {
        SplittableRandom random = new SplittableRandom(id);
        byte[] frames = new byte[(steps + 1) * SPACE.size()];
        random.nextBytes(frames);
        float[] actions = new float[2 * steps];
        float[] rewards = new float[steps];
        for (int i = 0; i < steps; i++) {
            actions[2 * i] = (float) random.nextDouble();
            rewards[i] = i;
        }
        return new Episode(id, 100 + id, SPACE, frames, actions, 2, rewards, id % 2 == 0, id % 2 == 1);
    }
}
