package io.yume.env.episode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * An episode in the bytes of the store, ready to be appended. Encoding is the expensive part, and a pure function of the
 * episode: workers do it in parallel, and the writer only writes.
 *
 * <p>Payload, little endian: rewards, actions, then the frames, deflated or as they are.
 */
public final class EncodedEpisode {

    private static final int FASTEST = 1;

    private final RecordHeader header;
    private final byte[] payload;

    private EncodedEpisode(RecordHeader header, byte[] payload) {
        this.header = header;
        this.payload = payload;
    }

    /** Encodes with deflated frames (the fastest level: about a third of the size for TakeCover). */
    public static EncodedEpisode encode(Episode episode) {
        return encode(episode, true);
    }

    /**
     * Encodes an episode.
     *
     * @param deflate whether to deflate the frames; they stay raw anyway where that does not make them smaller
     */
    public static EncodedEpisode encode(Episode episode, boolean deflate) {
        byte[] frames = episode.frames();
        int numbers = Math.multiplyExact(Float.BYTES, episode.rewards().length + episode.actions().length);
        byte[] payload = new byte[Math.addExact(numbers, frames.length)];
        ByteBuffer buffer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(episode.rewards()).put(episode.actions());
        int packed = deflate ? deflate(frames, payload, numbers) : frames.length;
        boolean deflated = packed < frames.length;
        if (!deflated) {
            System.arraycopy(frames, 0, payload, numbers, frames.length);
        }
        int length = numbers + packed;
        CRC32C crc = new CRC32C();
        crc.update(payload, 0, length);
        RecordHeader header = RecordHeader.of(episode, deflated, length, (int) crc.getValue());
        return new EncodedEpisode(header, length < payload.length ? Arrays.copyOf(payload, length) : payload);
    }

    /** The id of the episode. */
    public long id() {
        return header.id();
    }

    /** The number of steps T. */
    public int steps() {
        return header.steps();
    }

    /** Bytes that the episode takes in the store. */
    public long bytes() {
        return header.recordBytes();
    }

    RecordHeader header() {
        return header;
    }

    ByteBuffer payload() {
        return ByteBuffer.wrap(payload);
    }

    /**
     * Decodes a payload whose checksum has been verified.
     *
     * @throws DataFormatException if the frames cannot be inflated to their size
     */
    static Episode decode(RecordHeader header, byte[] payload) throws DataFormatException {
        float[] rewards = new float[header.steps()];
        float[] actions = new float[Math.multiplyExact(header.steps(), header.actionSize())];
        byte[] frames =
                new byte[Math.multiplyExact(header.steps() + 1, header.space().size())];
        int numbers = Float.BYTES * (rewards.length + actions.length);
        ByteBuffer.wrap(payload)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(rewards)
                .get(actions);
        if (header.deflated()) {
            inflate(payload, numbers, frames);
        } else {
            System.arraycopy(payload, numbers, frames, 0, frames.length);
        }
        return new Episode(
                header.id(),
                header.seed(),
                header.space(),
                frames,
                actions,
                header.actionSize(),
                rewards,
                header.terminated(),
                header.truncated());
    }

    /** Deflates into what is left of the target; gives up, returning the raw size, where that is not enough. */
    private static int deflate(byte[] frames, byte[] target, int offset) {
        Deflater deflater = new Deflater(FASTEST, true);
        try {
            deflater.setInput(frames);
            deflater.finish();
            int written = deflater.deflate(target, offset, target.length - offset);
            return deflater.finished() ? written : frames.length;
        } finally {
            deflater.end();
        }
    }

    private static void inflate(byte[] payload, int offset, byte[] frames) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(payload, offset, payload.length - offset);
            int read = 0;
            while (read < frames.length) {
                int more = inflater.inflate(frames, read, frames.length - read);
                if (more == 0) {
                    throw new DataFormatException(
                            "frames end early: expected=" + frames.length + " bytes, actual=" + read);
                }
                read += more;
            }
        } finally {
            inflater.end();
        }
    }
}
