package io.yume.env.gym.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.gym.DType;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The latest observation, or those of all rows; numbers go from the message into the array without a box around them. */
final class ObservationBuffer {

    private static final String WHAT = "observation";

    private final int[] shape;
    private final String key;
    private final byte[] pixels;
    private final float[] vector;
    private int at;

    /**
     * @param shape the axes in messages, rows included
     * @param key which part of a Dict is wanted, or null
     */
    ObservationBuffer(Space space, int rows, int[] shape, String key) {
        this.shape = shape.clone();
        this.key = key;
        int size = Math.multiplyExact(rows, space.size());
        pixels = space instanceof Pixels ? new byte[size] : null;
        vector = pixels == null ? new float[size] : null;
    }

    byte[] pixels() {
        return pixels;
    }

    float[] vector() {
        return vector;
    }

    /** Reads the value that the parser stands at. */
    void read(JsonParser json) throws IOException {
        if (key != null && json.currentToken() == JsonToken.START_OBJECT) {
            boolean found = false;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(key)) {
                    array(json);
                    found = true;
                } else {
                    json.skipChildren();
                }
            }
            if (!found) {
                throw new GymProtocolException("observation must have the key '" + key + "'");
            }
            return;
        }
        array(json);
    }

    /** Reads a list of rows, some of which may be null and then stay as they are. */
    void readRows(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            read(json);
            return;
        }
        int size = (pixels == null ? vector.length : pixels.length) / shape[0];
        int row = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (row == shape[0]) {
                throw mismatch("more than " + row + " rows");
            }
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                at = row * size;
                axis(json, 1);
            }
            row++;
        }
    }

    private void array(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            JsonNode array = json.readValueAsTree();
            copy(base64(array));
            return;
        }
        at = 0;
        axis(json, 0);
    }

    private void axis(JsonParser json, int depth) throws IOException {
        if (depth == shape.length) {
            number(json);
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw mismatch("axis " + depth + " is no list but " + json.currentToken());
        }
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == shape[depth]) {
                throw mismatch("axis " + depth + " has more than " + shape[depth] + " elements");
            }
            axis(json, depth + 1);
            count++;
        }
        if (count != shape[depth]) {
            throw mismatch("axis " + depth + " has " + count + " elements");
        }
    }

    private GymProtocolException mismatch(String actual) {
        return new GymProtocolException(
                "observation shape must match the space: expected=" + Arrays.toString(shape) + ", actual: " + actual);
    }

    private void number(JsonParser json) throws IOException {
        if (pixels != null && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            int value = json.getIntValue();
            if (value < 0 || value > 255) {
                throw new GymProtocolException("observation must have whole numbers in 0..255: value=" + value);
            }
            pixels[at++] = (byte) value;
            return;
        }
        double value = number(json, WHAT);
        if (pixels == null) {
            vector[at++] = (float) value;
        } else if (value == (int) value && value >= 0 && value <= 255) {
            pixels[at++] = (byte) (int) value;
        } else {
            throw new GymProtocolException("observation must have whole numbers in 0..255: value=" + value);
        }
    }

    /** A number in any of the forms that occur. */
    static double number(JsonParser json, String what) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> json.getDoubleValue();
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            case VALUE_NULL -> Double.NaN;
            case VALUE_STRING -> Json.number(json.getText(), what);
            default -> throw new GymProtocolException(what + " must be a number: token=" + json.currentToken());
        };
    }

    private static Tensor base64(JsonNode array) throws IOException {
        if (!array.has("__nd__")) {
            throw new GymProtocolException("observation must be an array: value=" + Json.shown(array)
                    + " (of a Dict, one key must be chosen)");
        }
        JsonNode axes = Json.require(array, "shape", "an array");
        int[] shape = new int[axes.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = axes.get(i).asInt(-1);
        }
        byte[] data = Json.require(array, "b64", "an array").binaryValue();
        return new Tensor(DType.of(Json.require(array, "dtype", "an array").asText()), shape, ByteBuffer.wrap(data));
    }

    /** Reads from a frame. */
    void read(Frame frame, JsonNode value) {
        JsonNode wanted = value;
        if (key != null && value != null && !Frame.isTensor(value)) {
            wanted = value.get(key);
        }
        copy(frame.tensor(wanted, WHAT));
    }

    private void copy(Tensor tensor) {
        if (!Arrays.equals(shape, tensor.shape())) {
            throw mismatch(Arrays.toString(tensor.shape()));
        }
        if (pixels != null) {
            tensor.copyTo(pixels, WHAT);
        } else {
            tensor.copyTo(vector, WHAT);
        }
    }

    /** Copies rows of {@code size} elements beginning at {@code row}. */
    void write(int row, int size, byte[] into) {
        System.arraycopy(pixels, row * size, into, 0, into.length);
    }

    /** As {@link #write(int, int, byte[])}, for vectors. */
    void write(int row, int size, float[] into) {
        System.arraycopy(vector, row * size, into, 0, into.length);
    }
}
