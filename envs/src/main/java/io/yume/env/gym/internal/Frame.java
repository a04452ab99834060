package io.yume.env.gym.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.DType;
import io.yume.env.gym.GymProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A binary frame: a JSON header, and the arrays that it refers to. */
public final class Frame {

    /** The media type. */
    public static final String TYPE = "application/x-gym-frame";

    private static final byte[] MAGIC = "GYMF".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int FIXED = 12;
    private static final int ALIGNMENT = 8;

    private final JsonNode header;
    private final ByteBuffer tensors;

    private Frame(JsonNode header, ByteBuffer tensors) {
        this.header = header;
        this.tensors = tensors;
    }

    /** @throws GymProtocolException if the bytes are no frame */
    public static Frame read(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        require(body.length >= FIXED, "bytes=" + body.length);
        for (byte expected : MAGIC) {
            require(buffer.get() == expected, "it does not begin with GYMF");
        }
        int version = buffer.getShort() & 0xffff;
        require(version == VERSION, "version=" + version);
        int flags = buffer.getShort() & 0xffff;
        require(flags == 0, "flags=" + flags);
        long length = Integer.toUnsignedLong(buffer.getInt());
        long begin = align(FIXED + length);
        require(FIXED + length <= body.length, "header bytes=" + length + ", bytes=" + body.length);
        JsonNode header = Json.read(body, FIXED, (int) length, "the header of a frame");
        require(header.isObject(), "header=" + Json.shown(header));
        // A frame without tensors may end with its header.
        int from = (int) Math.min(begin, body.length);
        return new Frame(header, buffer.slice(from, body.length - from).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static void require(boolean condition, String actual) {
        if (!condition) {
            throw new GymProtocolException("a frame must be whole and of version " + VERSION + ": " + actual);
        }
    }

    private static long align(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** The JSON header. */
    public JsonNode header() {
        return header;
    }

    /** Whether a value of the header stands for an array. */
    public static boolean isTensor(JsonNode value) {
        return value != null
                && value.isObject()
                && value.has("dtype")
                && value.has("shape")
                && value.has("offset")
                && value.has("nbytes");
    }

    /**
     * The array that a value of the header stands for.
     *
     * @throws GymProtocolException if it stands for none, or for bytes that the frame does not have
     */
    public Tensor tensor(JsonNode value, String what) {
        if (!isTensor(value)) {
            throw new GymProtocolException(
                    what + " must be a tensor: value=" + (value == null ? "none" : Json.shown(value)));
        }
        long offset = value.get("offset").asLong(-1);
        long bytes = value.get("nbytes").asLong(-1);
        if (offset < 0 || bytes < 0 || offset > tensors.limit() - bytes) {
            throw new GymProtocolException(what + " must lie in its frame: offset=" + offset + ", nbytes=" + bytes
                    + ", tensor bytes=" + tensors.limit());
        }
        return new Tensor(
                DType.of(value.get("dtype").asText()),
                shape(value.get("shape"), what),
                tensors.slice((int) offset, (int) bytes));
    }

    static int[] shape(JsonNode axes, String what) {
        if (!axes.isArray()) {
            throw new GymProtocolException(what + " must have a shape: value=" + Json.shown(axes));
        }
        int[] shape = new int[axes.size()];
        for (int i = 0; i < shape.length; i++) {
            if (!axes.get(i).canConvertToInt() || !axes.get(i).isIntegralNumber()) {
                throw new GymProtocolException(what + " must have whole axes: shape=" + Json.shown(axes));
            }
            shape[i] = axes.get(i).intValue();
        }
        return shape;
    }

    /** Puts a frame together. Not thread-safe. */
    public static final class Builder {

        private final ObjectNode header = Json.object();
        private final List<ByteBuffer> tensors = new ArrayList<>(4);
        private long end;

        /** The header, for plain values. */
        public ObjectNode header() {
            return header;
        }

        /** Adds an array; its data must not change before {@link #build}. */
        public Builder add(String key, Tensor tensor) {
            ObjectNode entry = header.putObject(key);
            entry.put("dtype", tensor.dtype().text());
            ArrayNode shape = entry.putArray("shape");
            for (int axis : tensor.shape()) {
                shape.add(axis);
            }
            entry.put("offset", end).put("nbytes", tensor.data().limit());
            tensors.add(tensor.data());
            end = align(end + tensor.data().limit());
            return this;
        }

        /**
         * The bytes of the frame.
         *
         * @throws ArithmeticException if they do not fit one array
         */
        public byte[] build() {
            byte[] text = Json.write(header, true);
            long begin = align(FIXED + text.length);
            byte[] body = new byte[Math.toIntExact(begin + end)];
            ByteBuffer buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
            buffer.put(MAGIC)
                    .putShort((short) VERSION)
                    .putShort((short) 0)
                    .putInt(text.length)
                    .put(text);
            int at = (int) begin;
            for (ByteBuffer tensor : tensors) {
                buffer.put(at, tensor, 0, tensor.limit());
                at = (int) align(at + tensor.limit());
            }
            return body;
        }
    }
}
