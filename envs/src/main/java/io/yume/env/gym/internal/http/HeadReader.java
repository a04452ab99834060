package io.yume.env.gym.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Reads the start line and the header fields of a message. */
final class HeadReader {

    private final Wire wire;
    private final int limit;
    private byte[] line = new byte[256];
    private int taken;

    HeadReader(Wire wire, int limit) {
        this.wire = wire;
        this.limit = limit;
    }

    /** The first line that is not empty, or null at the end of the stream. */
    String startLine(long deadline) throws IOException {
        taken = 0;
        String first;
        do {
            first = readLine(deadline, true);
        } while (first != null && first.isEmpty());
        return first;
    }

    Headers headers(long deadline) throws IOException {
        Headers headers = new Headers();
        String field = readLine(deadline, false);
        while (!field.isEmpty()) {
            int colon = field.indexOf(':');
            if (colon < 1 || Character.isWhitespace(field.charAt(colon - 1)) || field.charAt(0) == ' ') {
                throw new HttpProblem(400, "a header field must be 'name: value': line=" + Excerpt.of(field));
            }
            headers.add(field.substring(0, colon), field.substring(colon + 1).trim());
            field = readLine(deadline, false);
        }
        return headers;
    }

    /** One line without its end; null if the stream ends before it, where that is allowed. */
    String readLine(long deadline, boolean mayEnd) throws IOException {
        int length = 0;
        while (true) {
            int next = wire.read(deadline);
            if (next < 0) {
                if (mayEnd && length == 0) {
                    return null;
                }
                throw new EOFException("the connection ended in the head of a message");
            }
            taken++;
            if (taken > limit) {
                throw new HttpProblem(431, "the head of a message must have at most " + limit + " bytes");
            }
            if (next == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(line, 0, end, ISO_8859_1);
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) next;
        }
    }
}
