package io.yume.env.classic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yume.env.NumpyRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a saved episode, big-endian: format byte, length and text of the id, ended flag, steps, state, generator.
 */
@SuppressWarnings("ArrayRecordComponent")
record ClassicSnapshot(String id, boolean ended, int steps, double[] state, NumpyRandom.State random) {

    private static final byte FORMAT = 1;

    byte[] toBytes() {
        byte[] name = id.getBytes(UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(length(name.length, state.length));
        buffer.put(FORMAT).putShort((short) name.length).put(name);
        buffer.put((byte) (ended ? 1 : 0)).putInt(steps);
        for (double value : state) {
            buffer.putDouble(value);
        }
        buffer.putLong(random.stateHigh()).putLong(random.stateLow());
        buffer.putLong(random.incrementHigh()).putLong(random.incrementLow());
        return buffer.array();
    }

    /** @throws IllegalArgumentException if the bytes are no snapshot of this environment */
    static ClassicSnapshot of(byte[] bytes, String id, int stateSize, int maxSteps) {
        byte[] name = id.getBytes(UTF_8);
        int expected = length(name.length, stateSize);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        require(bytes.length == expected, id, "expected bytes=" + expected + ", actual bytes=" + bytes.length);
        byte format = buffer.get();
        require(format == FORMAT, id, "expected format=" + FORMAT + ", actual format=" + format);
        int nameLength = buffer.getShort();
        byte[] actualName = new byte[name.length];
        buffer.get(actualName);
        require(nameLength == name.length && Arrays.equals(name, actualName), id, "it is of another environment");
        byte ended = buffer.get();
        require(ended == 0 || ended == 1, id, "ended flag=" + ended);
        int steps = buffer.getInt();
        require(steps >= 0 && steps <= maxSteps, id, "steps=" + steps);
        require(ended == 1 || steps < maxSteps, id, "running at steps=" + steps);
        double[] state = new double[stateSize];
        for (int i = 0; i < stateSize; i++) {
            state[i] = buffer.getDouble();
            require(Double.isFinite(state[i]), id, "state[" + i + "]=" + state[i]);
        }
        NumpyRandom.State random =
                new NumpyRandom.State(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        return new ClassicSnapshot(id, ended == 1, steps, state, random);
    }

    private static int length(int nameLength, int stateSize) {
        return Byte.BYTES
                + Short.BYTES
                + nameLength
                + Byte.BYTES
                + Integer.BYTES
                + Double.BYTES * stateSize
                + Long.BYTES * 4;
    }

    private static void require(boolean condition, String id, String actual) {
        if (!condition) {
            throw new IllegalArgumentException("snapshot must be one of " + id + ": " + actual);
        }
    }
}
