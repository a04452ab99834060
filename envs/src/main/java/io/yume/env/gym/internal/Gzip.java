package io.yume.env.gym.internal;

import io.yume.env.gym.GymProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Reads bodies that were made smaller. */
public final class Gzip {

    private static final int PIECE = 1 << 16;

    private Gzip() {}

    /** What was packed is larger than allowed. */
    public static final class TooLarge extends Exception {

        private static final long serialVersionUID = 1;

        private TooLarge(long limit) {
            super("a body must have at most " + limit + " bytes when inflated");
        }
    }

    /**
     * Inflates.
     *
     * @throws TooLarge if there are more than {@code limit} bytes
     * @throws GymProtocolException if the bytes are damaged
     */
    public static byte[] inflate(byte[] packed, long limit) throws TooLarge {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(PIECE);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), PIECE)) {
            byte[] piece = new byte[PIECE];
            int read = in.read(piece);
            while (read >= 0) {
                bytes.write(piece, 0, read);
                if (bytes.size() > limit) {
                    throw new TooLarge(limit);
                }
                read = in.read(piece);
            }
        } catch (IOException e) {
            throw new GymProtocolException("a gzip body must be whole: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }
}
