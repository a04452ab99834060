package io.yume.env.episode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Builds the index of a store from its record headers. A record whose header is damaged is skipped by looking for the
 * next intact header, whose ordinal then says how many records are lost.
 */
final class StoreScanner {

    private final Path folder;
    private final List<EpisodeEntry> entries = new ArrayList<>();
    private long lastId = -1;
    private RecordHeader first;

    StoreScanner(Path folder) {
        this.folder = folder;
    }

    List<EpisodeEntry> entries() {
        return entries;
    }

    Optional<RecordHeader> first() {
        return Optional.ofNullable(first);
    }

    /** Reads the headers of all chunks in their order. */
    void scan(NavigableMap<Integer, Path> chunks) throws IOException {
        int expected = 0;
        for (Map.Entry<Integer, Path> chunk : chunks.entrySet()) {
            int number = chunk.getKey();
            Path blamed = number == 0 ? chunk.getValue() : Chunks.file(folder, number - 1);
            String reason = "the end of the chunk is lost";
            if (number > expected) {
                blamed = Chunks.file(folder, expected);
                reason = "the chunk is missing";
            }
            scan(chunk.getValue(), blamed, reason);
            expected = number + 1;
        }
    }

    private void scan(Path file, Path blamedBefore, String reasonBefore) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long offset = 0;
            while (offset < size) {
                Optional<RecordHeader> found = headerAt(channel, offset, size);
                boolean skipped = found.isEmpty();
                if (skipped) {
                    offset = next(channel, offset + 1, size);
                    if (offset < 0) {
                        return;
                    }
                    found = headerAt(channel, offset, size);
                }
                RecordHeader header = found.orElseThrow();
                if (skipped || offset > 0) {
                    addLost(header, file, "the head of the record is damaged");
                } else {
                    addLost(header, blamedBefore, reasonBefore);
                }
                boolean whole = offset + header.recordBytes() <= size;
                add(header, file, offset, whole ? Optional.empty() : Optional.of("the record ends early"));
                offset += header.recordBytes();
            }
        }
    }

    private Optional<RecordHeader> headerAt(FileChannel channel, long offset, long size) throws IOException {
        if (size - offset < RecordHeader.BYTES) {
            return Optional.empty();
        }
        return RecordHeader.parse(Chunks.read(channel, offset, RecordHeader.BYTES), 0)
                .filter(this::follows);
    }

    private boolean follows(RecordHeader header) {
        return header.ordinal() >= entries.size() && header.ordinal() < Integer.MAX_VALUE && header.id() > lastId;
    }

    /** The offset of the next intact header, or -1. */
    private long next(FileChannel channel, long from, long size) throws IOException {
        if (size - from < RecordHeader.BYTES) {
            return -1;
        }
        byte[] rest = Chunks.read(channel, from, size - from);
        for (int i = 0; i <= rest.length - RecordHeader.BYTES; i++) {
            if (rest[i] == (byte) RecordHeader.MAGIC
                    && RecordHeader.parse(rest, i).filter(this::follows).isPresent()) {
                return from + i;
            }
        }
        return -1;
    }

    private void addLost(RecordHeader next, Path file, String problem) {
        long lost = next.ordinal() - entries.size();
        boolean contiguous = next.id() - lastId - 1 == lost;
        for (long i = 0; i < lost; i++) {
            long id = contiguous ? lastId + 1 + i : -1;
            entries.add(new EpisodeEntry(id, 0, file, -1, 0, Optional.of(problem)));
        }
    }

    private void add(RecordHeader header, Path file, long offset, Optional<String> problem) {
        if (first == null) {
            first = header;
        }
        entries.add(new EpisodeEntry(header.id(), header.steps(), file, offset, header.recordBytes(), problem));
        lastId = header.id();
    }
}
