package io.yume.env.gym.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Reads the body of a message: of a known length, in chunks, or up to the end of the stream. */
final class BodyReader {

    private static final int PIECE = 1 << 16;
    private static final byte[] NOTHING = {};
    private static final int CHUNK_LINES = 1 << 16;

    private final Wire wire;
    private final long limit;
    private final int trusted;

    /**
     * @param limit bytes of a body
     * @param trusted up to how many bytes memory is taken as soon as they are announced; beyond, only as they come
     */
    BodyReader(Wire wire, long limit, int trusted) {
        this.wire = wire;
        this.limit = limit;
        this.trusted = trusted;
    }

    /** @param untilEnd whether a message that tells no length goes up to the end of the stream */
    byte[] read(Headers headers, boolean untilEnd, long deadline) throws IOException {
        List<String> encodings = headers.all("Transfer-Encoding");
        long length = contentLength(headers);
        if (!encodings.isEmpty()) {
            String encoding = encodings.get(encodings.size() - 1).toLowerCase(Locale.ROOT);
            if (length >= 0 || encodings.size() > 1 || !encoding.equals("chunked")) {
                throw new HttpProblem(
                        encoding.equals("chunked") ? 400 : 501,
                        "a body must have one length: transfer encoding=" + Excerpt.of(encodings.toString())
                                + ", content length=" + length);
            }
            return chunked(deadline);
        }
        if (length > limit) {
            throw tooLarge(length);
        }
        if (length >= 0) {
            return length <= trusted ? known((int) length, deadline) : pieces(length, deadline);
        }
        return untilEnd ? pieces(-1, deadline) : NOTHING;
    }

    private byte[] known(int length, long deadline) throws IOException {
        byte[] body = length == 0 ? NOTHING : new byte[length];
        wire.readFully(body, 0, length, deadline);
        return body;
    }

    private byte[] pieces(long length, long deadline) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(PIECE);
        byte[] piece = new byte[PIECE];
        while (length < 0 || body.size() < length) {
            int wanted = length < 0 ? PIECE : (int) Math.min(PIECE, length - body.size());
            if (length < 0) {
                int read = wire.read(piece, 0, wanted, deadline);
                if (read < 0) {
                    break;
                }
                body.write(piece, 0, read);
            } else {
                wire.readFully(piece, 0, wanted, deadline);
                body.write(piece, 0, wanted);
            }
            requireWithin(body.size());
        }
        return body.toByteArray();
    }

    private byte[] chunked(long deadline) throws IOException {
        HeadReader lines = new HeadReader(wire, CHUNK_LINES);
        ByteArrayOutputStream body = new ByteArrayOutputStream(PIECE);
        while (true) {
            int size = chunkSize(lines.readLine(deadline, false));
            if (size == 0) {
                lines.headers(deadline);
                return body.toByteArray();
            }
            requireWithin((long) body.size() + size);
            int left = size;
            byte[] piece = new byte[Math.min(PIECE, size)];
            while (left > 0) {
                int count = Math.min(left, piece.length);
                wire.readFully(piece, 0, count, deadline);
                body.write(piece, 0, count);
                left -= count;
            }
            String end = lines.readLine(deadline, false);
            if (!end.isEmpty()) {
                throw new HttpProblem(400, "a chunk must end with its line: line=" + Excerpt.of(end));
            }
        }
    }

    private static int chunkSize(String line) throws HttpProblem {
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).trim();
        if (!size.matches("[0-9a-fA-F]{1,7}")) {
            throw new HttpProblem(400, "a chunk must say its size: line=" + Excerpt.of(line));
        }
        return Integer.parseInt(size, 16);
    }

    private static long contentLength(Headers headers) throws HttpProblem {
        long length = -1;
        for (String value : headers.all("Content-Length")) {
            if (value.isEmpty() || value.length() > 18 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new HttpProblem(400, "Content-Length must be a whole number: value=" + Excerpt.of(value));
            }
            long parsed = Long.parseLong(value);
            if (length >= 0 && parsed != length) {
                throw new HttpProblem(400, "a body must have one length: " + length + " and " + parsed);
            }
            length = parsed;
        }
        return length;
    }

    private void requireWithin(long size) throws HttpProblem {
        if (size > limit) {
            throw tooLarge(size);
        }
    }

    private HttpProblem tooLarge(long size) {
        return new HttpProblem(413, "a body must have at most " + limit + " bytes: bytes=" + size);
    }
}
