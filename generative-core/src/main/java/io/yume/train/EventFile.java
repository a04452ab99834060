package io.yume.train;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a TensorBoard event file: records framed by length and masked CRC-32C, each an {@code Event} protocol buffer
 * that is encoded by hand, since only numbers are written.
 *
 * <p>Not safe for use by several threads.
 */
final class EventFile implements Closeable {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;

    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private EventFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes a new file.
     *
     * @param wallTime seconds since 1970
     * @throws IOException if the file exists or cannot be written
     */
    static EventFile create(Path file, double wallTime) throws IOException {
        EventFile events =
                new EventFile(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        events.record(version(wallTime));
        return events;
    }

    /** Adds one point, which reaches the file at {@link #flush}. */
    void scalar(String tag, long step, double wallTime, double value) throws IOException {
        record(scalarEvent(tag, step, wallTime, (float) value));
        if (pending.size() >= BUFFER) {
            flush();
        }
    }

    void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.toByteArray());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        pending.reset();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }

    private void record(byte[] event) {
        pending.writeBytes(framed(event));
    }

    /** A record: length, masked checksum of the length, content, masked checksum of the content; little-endian. */
    static byte[] framed(byte[] content) {
        ByteBuffer record = ByteBuffer.allocate(content.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(content.length);
        record.putInt(maskedChecksum(record.array(), 8));
        record.put(content);
        record.putInt(maskedChecksum(content, content.length));
        return record.array();
    }

    /**
     * CRC-32C, rotated and shifted as the format demands, so that checksums of data that holds checksums stay
     * reliable.
     */
    static int maskedChecksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + 0xa282ead8;
    }

    private static byte[] version(double wallTime) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        putDouble(event, EVENT_WALL_TIME, wallTime);
        putBytes(event, EVENT_FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.US_ASCII));
        return event.toByteArray();
    }

    static byte[] scalarEvent(String tag, long step, double wallTime, float number) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        putBytes(value, VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
        putFloat(value, VALUE_SIMPLE, number);
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        putBytes(summary, SUMMARY_VALUE, value.toByteArray());
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        putDouble(event, EVENT_WALL_TIME, wallTime);
        putKey(event, EVENT_STEP, VARINT);
        putVarint(event, step);
        putBytes(event, EVENT_SUMMARY, summary.toByteArray());
        return event.toByteArray();
    }

    private static void putKey(ByteArrayOutputStream out, int field, int type) {
        putVarint(out, (long) field << 3 | type);
    }

    private static void putVarint(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static void putDouble(ByteArrayOutputStream out, int field, double number) {
        putKey(out, field, FIXED64);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(number)
                .array());
    }

    private static void putFloat(ByteArrayOutputStream out, int field, float number) {
        putKey(out, field, FIXED32);
        out.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(number)
                .array());
    }

    private static void putBytes(ByteArrayOutputStream out, int field, byte[] bytes) {
        putKey(out, field, BYTES);
        putVarint(out, bytes.length);
        out.writeBytes(bytes);
    }
}
