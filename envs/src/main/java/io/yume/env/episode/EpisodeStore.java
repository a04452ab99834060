package io.yume.env.episode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only store of episodes in a folder of chunk files, ordered by id.
 *
 * <p>A chunk holds whole records: a header with a checksum, then a payload with a checksum (CRC-32C). A chunk is forced
 * to disk when it is full and when the store is closed. What a crash left half-written at the end is cut away on open,
 * and {@link #nextId} tells where to go on. Damage anywhere else is an error when that episode is read; the others stay
 * readable. Only the index is held in memory.
 *
 * <p>One process at a time may have a store open. Within it, any thread may call any method.
 */
public final class EpisodeStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EpisodeStore.class);

    /**
     * The limits of a store.
     *
     * @param chunkBytes a chunk is full when the next record would make it larger; a single larger record has a chunk of
     *     its own
     * @param budgetBytes the most bytes that all chunks together may take
     */
    public record Limits(long chunkBytes, long budgetBytes) {

        /** Bytes of a chunk unless said otherwise: 32 MiB. */
        public static final long DEFAULT_CHUNK_BYTES = 32L << 20;

        /** @throws IllegalArgumentException if a limit is below 1 */
        public Limits {
            if (chunkBytes < 1 || budgetBytes < 1) {
                throw new IllegalArgumentException("chunkBytes and budgetBytes must be >= 1: chunkBytes=" + chunkBytes
                        + ", budgetBytes=" + budgetBytes);
            }
        }

        /** The default chunk size with this budget. */
        public static Limits ofBudget(long budgetBytes) {
            return new Limits(DEFAULT_CHUNK_BYTES, budgetBytes);
        }
    }

    /** What {@link #forEach} calls with each episode. */
    @FunctionalInterface
    public interface Visitor {

        /** Takes the next episode. */
        void visit(Episode episode) throws IOException;
    }

    private final Path folder;
    private final Limits limits;
    private final List<EpisodeEntry> entries;
    private RecordHeader first;
    private int chunk;
    private long chunkLength;
    private long bytes;
    private long frames;
    private FileChannel channel;
    private boolean closed;

    private EpisodeStore(Path folder, Limits limits, StoreScanner scanned) {
        this.folder = folder;
        this.limits = limits;
        this.entries = scanned.entries();
        this.first = scanned.first().orElse(null);
    }

    /**
     * Opens a store, making the folder if there is none, and cuts away a half-written end.
     *
     * @throws EpisodeStoreException if a file cannot be read or cut; it names the folder
     */
    public static EpisodeStore open(Path folder, Limits limits) throws EpisodeStoreException {
        try {
            Files.createDirectories(folder);
            NavigableMap<Integer, Path> chunks = Chunks.list(folder);
            StoreScanner scanner = new StoreScanner(folder);
            scanner.scan(chunks);
            EpisodeStore store = new EpisodeStore(folder, limits, scanner);
            store.recover(chunks);
            return store;
        } catch (IOException e) {
            throw new EpisodeStoreException("episode store could not be opened: folder=" + folder + ": " + e, e);
        }
    }

    /** Cuts the last chunk after its last intact record; sets the counters. */
    private void recover(NavigableMap<Integer, Path> chunks) throws IOException {
        for (Path file : chunks.values()) {
            bytes += Files.size(file);
        }
        if (!chunks.isEmpty()) {
            chunk = chunks.lastKey();
            Path last = chunks.get(chunk);
            try (FileChannel end = FileChannel.open(last, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                while (!entries.isEmpty() && last.equals(lastEntry().file()) && !isIntact(end, lastEntry())) {
                    entries.remove(entries.size() - 1);
                }
                boolean any = !entries.isEmpty() && last.equals(lastEntry().file());
                chunkLength = any ? lastEntry().offset() + lastEntry().bytes() : 0;
                long torn = end.size() - chunkLength;
                if (torn > 0) {
                    LOG.warn("cut away a half-written end: file={}, bytes={}, nextId={}", last, torn, nextId());
                    end.truncate(chunkLength);
                    end.force(true);
                    bytes -= torn;
                }
            }
        }
        if (entries.stream().allMatch(entry -> entry.problem().isPresent())) {
            first = null;
        }
        for (EpisodeEntry entry : entries) {
            frames += entry.frames();
            entry.problem()
                    .ifPresent(problem -> LOG.warn("{}", entry.damaged(problem).getMessage()));
        }
    }

    private static boolean isIntact(FileChannel channel, EpisodeEntry entry) throws IOException {
        if (entry.problem().isPresent()) {
            return false;
        }
        byte[] record = Chunks.read(channel, entry.offset(), entry.bytes());
        return RecordHeader.parse(record, 0)
                .filter(header -> header.payloadCrc() == payloadCrc(record))
                .isPresent();
    }

    private static int payloadCrc(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, RecordHeader.BYTES, record.length - RecordHeader.BYTES);
        return (int) crc.getValue();
    }

    /** Encodes and appends; see {@link #append(EncodedEpisode)}. */
    public void append(Episode episode) throws EpisodeStoreException {
        append(EncodedEpisode.encode(episode));
    }

    /**
     * Appends one episode. After an error the store is as before and may go on.
     *
     * @throws IllegalArgumentException if the id is not above every stored id, or the shapes differ from the store's
     * @throws EpisodeBudgetException if the store would outgrow its budget
     * @throws EpisodeStoreException if writing fails, such as on a full disk; it names the file and the cause
     */
    public synchronized void append(EncodedEpisode episode) throws EpisodeStoreException {
        requireOpen();
        RecordHeader header = episode.header().withOrdinal(entries.size());
        if (header.id() < nextId()) {
            throw new IllegalArgumentException(
                    "episode ids must increase: id=" + header.id() + ", expected at least " + nextId());
        }
        if (first != null && !first.sameShape(header)) {
            throw new IllegalArgumentException("episode shape must match the store: expected=[" + first.shape()
                    + "], actual=[" + header.shape() + "]");
        }
        long size = episode.bytes();
        if (bytes + size > limits.budgetBytes()) {
            throw new EpisodeBudgetException("episodes must fit the byte budget: budget=" + limits.budgetBytes()
                    + ", stored=" + bytes + ", next=" + size + ", episode=" + header.id() + ", folder=" + folder);
        }
        Path file = Chunks.file(folder, chunk);
        try {
            if (chunkLength > 0 && chunkLength + size > limits.chunkBytes()) {
                seal();
                chunk++;
                chunkLength = 0;
                file = Chunks.file(folder, chunk);
            }
            openChannel(file);
            long at = Chunks.write(channel, header.toBytes(), chunkLength);
            Chunks.write(channel, episode.payload(), at);
        } catch (IOException e) {
            abandon(e);
            throw new EpisodeStoreException(
                    "episode could not be stored: episode=" + header.id() + ", file=" + file + ": " + e, e);
        }
        entries.add(new EpisodeEntry(header.id(), header.steps(), file, chunkLength, size, Optional.empty()));
        first = first == null ? header : first;
        chunkLength += size;
        bytes += size;
        frames += header.steps() + 1;
    }

    private void openChannel(Path file) throws IOException {
        if (channel == null) {
            boolean fresh = Files.notExists(file);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (fresh) {
                Chunks.forceFolder(folder);
            }
            if (channel.size() > chunkLength) {
                channel.truncate(chunkLength);
            }
        }
    }

    /** After a failed write: gives the disk back what was written; if that fails too, the next append does it. */
    private void abandon(IOException cause) {
        FileChannel broken = channel;
        channel = null;
        if (broken != null) {
            try (broken) {
                broken.truncate(chunkLength);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private void seal() throws IOException {
        openChannel(Chunks.file(folder, chunk));
        channel.force(true);
        channel.close();
        channel = null;
    }

    /**
     * Reads one episode.
     *
     * @param index in {@code 0 .. size() - 1}
     * @throws DamagedEpisodeException if its record is damaged or lost; it names the chunk file and the episode
     * @throws EpisodeStoreException if the file cannot be read
     */
    public Episode read(int index) throws EpisodeStoreException {
        EpisodeEntry entry = entry(index);
        if (entry.problem().isPresent()) {
            throw entry.damaged(entry.problem().get());
        }
        byte[] record;
        try (FileChannel in = FileChannel.open(entry.file(), StandardOpenOption.READ)) {
            if (in.size() < entry.offset() + entry.bytes()) {
                throw entry.damaged("the record ends early");
            }
            record = Chunks.read(in, entry.offset(), entry.bytes());
        } catch (DamagedEpisodeException e) {
            throw e;
        } catch (IOException e) {
            throw new EpisodeStoreException(
                    "episode could not be read: episode=" + entry.id() + ", file=" + entry.file() + ": " + e, e);
        }
        RecordHeader header =
                RecordHeader.parse(record, 0).orElseThrow(() -> entry.damaged("the head of the record is damaged"));
        if (header.id() != entry.id() || header.recordBytes() != record.length) {
            throw entry.damaged("the record belongs to episode " + header.id());
        }
        if (header.payloadCrc() != payloadCrc(record)) {
            throw entry.damaged("the checksum of the record does not match");
        }
        try {
            return EncodedEpisode.decode(header, Arrays.copyOfRange(record, RecordHeader.BYTES, record.length));
        } catch (DataFormatException | IllegalArgumentException e) {
            DamagedEpisodeException damaged = entry.damaged(String.valueOf(e.getMessage()));
            damaged.initCause(e);
            throw damaged;
        }
    }

    /** Reads all episodes in the order of their ids, one at a time. */
    public void forEach(Visitor visitor) throws IOException {
        for (int i = 0; i < size(); i++) {
            visitor.visit(read(i));
        }
    }

    /**
     * SHA-256 (hexadecimal) over what the episodes say: ids, seeds, shapes, raw frames, actions, rewards, flags. It does
     * not depend on compression or on the chunks. Reads the whole store, one episode at a time.
     */
    public String contentHash() throws IOException {
        EpisodeHash hash = new EpisodeHash();
        forEach(hash::add);
        return hash.hex();
    }

    /** The number of episodes, damaged ones included. */
    public synchronized int size() {
        return entries.size();
    }

    /** The lowest id that may be appended: one above the last, or 0. */
    public synchronized long nextId() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).id() >= 0) {
                return entries.get(i).id() + 1;
            }
        }
        return 0;
    }

    /** The number of frames in all episodes. */
    public synchronized long frames() {
        return frames;
    }

    /** Bytes of all chunk files. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Where the episode of this index lies. */
    public synchronized EpisodeEntry entry(int index) {
        requireOpen();
        return entries.get(index);
    }

    /** A copy of the whole index. */
    public synchronized List<EpisodeEntry> entries() {
        return List.copyOf(entries);
    }

    /** Forces everything appended so far to disk. */
    public synchronized void force() throws EpisodeStoreException {
        requireOpen();
        if (channel != null) {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw new EpisodeStoreException(
                        "chunk could not be forced to disk: file=" + Chunks.file(folder, chunk) + ": " + e, e);
            }
        }
    }

    /** Forces everything to disk and closes the store; calling it again does nothing. */
    @Override
    public synchronized void close() throws EpisodeStoreException {
        if (closed) {
            return;
        }
        closed = true;
        if (channel != null) {
            try (FileChannel last = channel) {
                channel = null;
                last.force(true);
            } catch (IOException e) {
                throw new EpisodeStoreException(
                        "chunk could not be forced to disk: file=" + Chunks.file(folder, chunk) + ": " + e, e);
            }
        }
    }

    private EpisodeEntry lastEntry() {
        return entries.get(entries.size() - 1);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("episode store is closed: folder=" + folder);
        }
    }
}
