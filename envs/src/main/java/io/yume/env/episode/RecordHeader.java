package io.yume.env.episode;

import io.yume.env.Pixels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The fixed-size head of one record. It has a checksum of its own, so that a store is opened by reading the headers only,
 * and the ordinal of the record in the store, so that lost records can be counted.
 */
record RecordHeader(
        long ordinal,
        long id,
        long seed,
        Pixels space,
        int actionSize,
        int steps,
        boolean terminated,
        boolean truncated,
        boolean deflated,
        int payloadBytes,
        int payloadCrc) {

    static final int BYTES = 72;
    /** "YEP1" in little endian; the last byte is the version of the format. */
    static final int MAGIC = 0x31504559;

    private static final int TERMINATED = 1;
    private static final int TRUNCATED = 2;
    private static final int DEFLATED = 4;

    static RecordHeader of(Episode episode, boolean deflated, int payloadBytes, int payloadCrc) {
        return new RecordHeader(
                0,
                episode.id(),
                episode.seed(),
                episode.space(),
                episode.actionSize(),
                episode.steps(),
                episode.terminated(),
                episode.truncated(),
                deflated,
                payloadBytes,
                payloadCrc);
    }

    RecordHeader withOrdinal(long newOrdinal) {
        return new RecordHeader(
                newOrdinal,
                id,
                seed,
                space,
                actionSize,
                steps,
                terminated,
                truncated,
                deflated,
                payloadBytes,
                payloadCrc);
    }

    long recordBytes() {
        return BYTES + (long) payloadBytes;
    }

    boolean sameShape(RecordHeader other) {
        return space.equals(other.space) && actionSize == other.actionSize;
    }

    String shape() {
        return "space=" + space.describe() + ", actionSize=" + actionSize;
    }

    ByteBuffer toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int flags = (terminated ? TERMINATED : 0) | (truncated ? TRUNCATED : 0) | (deflated ? DEFLATED : 0);
        buffer.putInt(MAGIC).putLong(ordinal).putLong(id).putLong(seed);
        buffer.putInt(space.height()).putInt(space.width()).putInt(space.channels());
        buffer.putInt(actionSize).putInt(steps).putInt(flags);
        buffer.putInt(payloadBytes).putInt(payloadCrc).putLong(0);
        buffer.putInt(crc(buffer.array(), 0));
        return buffer.flip();
    }

    /** The header at this place, or empty if the bytes are no intact header. */
    static Optional<RecordHeader> parse(byte[] bytes, int offset) {
        if (bytes.length - offset < BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != MAGIC || in.getInt(offset + BYTES - Integer.BYTES) != crc(bytes, offset)) {
            return Optional.empty();
        }
        long ordinal = in.getLong();
        long id = in.getLong();
        long seed = in.getLong();
        Pixels space = new Pixels(in.getInt(), in.getInt(), in.getInt());
        int actionSize = in.getInt();
        int steps = in.getInt();
        int flags = in.getInt();
        int payloadBytes = in.getInt();
        int payloadCrc = in.getInt();
        return Optional.of(new RecordHeader(
                ordinal,
                id,
                seed,
                space,
                actionSize,
                steps,
                (flags & TERMINATED) != 0,
                (flags & TRUNCATED) != 0,
                (flags & DEFLATED) != 0,
                payloadBytes,
                payloadCrc));
    }

    private static int crc(byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }
}
