package io.yume.env.gym.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Space;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.internal.Spaces;
import io.yume.env.gym.internal.Tensor;
import java.io.IOException;

/** Writes actions: whole numbers bare, boxes nested in their shape, so that {@code Box(1)} is {@code [x]}. */
final class ActionWriter {

    private final Space space;
    private final int[] shape;
    private final long start;

    ActionWriter(GymSpace described, Space space) {
        this.space = space;
        shape = Spaces.shape(described);
        start = described instanceof GymSpace.DiscreteSpace discrete ? discrete.start() : 0;
    }

    /** @throws IllegalArgumentException if the action is no member of the space */
    void require(float[] action) {
        if (space instanceof Discrete discrete) {
            discrete.index(action);
        } else {
            ((Box) space).requireShape("action", action);
        }
    }

    /** Writes the action that begins at an index. */
    void write(JsonGenerator json, float[] actions, int from) throws IOException {
        if (space instanceof Discrete) {
            json.writeNumber((int) actions[from] + start);
        } else {
            axis(json, actions, from, 0);
        }
    }

    private int axis(JsonGenerator json, float[] values, int from, int depth) throws IOException {
        if (depth == shape.length) {
            number(json, values[from]);
            return from + 1;
        }
        int next = from;
        json.writeStartArray();
        for (int i = 0; i < shape[depth]; i++) {
            next = axis(json, values, next, depth + 1);
        }
        json.writeEndArray();
        return next;
    }

    /** The shortest text from which both a float32 and a float64 reader get this number as float32. */
    static void number(JsonGenerator json, float value) throws IOException {
        String text = Float.toString(value);
        if ((float) Double.parseDouble(text) == value) {
            json.writeNumber(value);
        } else {
            json.writeNumber((double) value);
        }
    }

    /** The actions of all rows as an array. */
    Tensor tensor(float[] actions, int rows) {
        if (space instanceof Discrete) {
            long[] indices = new long[rows];
            for (int row = 0; row < rows; row++) {
                indices[row] = (long) actions[row] + start;
            }
            return Tensor.of(indices, rows);
        }
        int[] all = new int[shape.length + 1];
        all[0] = rows;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return Tensor.of(actions, all);
    }
}
