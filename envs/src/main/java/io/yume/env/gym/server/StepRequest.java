package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.Discrete;
import io.yume.env.Space;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.Tensor;
import java.util.Arrays;

/**
 * A step as a client asks for it.
 *
 * @param actions one action per row
 * @param stepId the place in the sequence of steps, or null
 * @param repeat how often the action is taken
 * @param repeating whether the request says how often, so that the reply does, too
 * @param base64 whether arrays in JSON are base64
 */
record StepRequest(float[][] actions, Long stepId, int repeat, boolean repeating, boolean base64) {

    private static final int MAX_REPEAT = 1000;

    /**
     * @param parameters the JSON body, or the header of a frame
     * @param tensor the action of a frame, or null
     */
    static StepRequest read(JsonNode parameters, Tensor tensor, Space space, int rows, boolean vector) {
        JsonNode stepId = parameters.path("step_id");
        Long id = Parameters.isNone(stepId) ? null : Parameters.whole(stepId, "step_id", 0, Long.MAX_VALUE);
        JsonNode times = parameters.path("repeat");
        int repeat = Parameters.isNone(times) ? 1 : (int) Parameters.whole(times, "repeat", 1, MAX_REPEAT);
        if (vector && repeat != 1) {
            throw Refusal.parameter("repeat must be 1 on a vector instance: repeat=" + repeat);
        }
        float[][] actions;
        if (tensor != null) {
            actions = ofTensor(tensor, space, rows, vector);
        } else {
            actions = ofJson(Parameters.require(parameters, "action"), space, rows, vector);
        }
        return new StepRequest(
                actions, id, repeat, !vector && !Parameters.isNone(times), Parameters.base64(parameters));
    }

    private static float[][] ofTensor(Tensor tensor, Space space, int rows, boolean vector) {
        int size = space.size();
        int[] one = space instanceof Discrete ? new int[0] : new int[] {size};
        int[] expected = vector ? prepend(rows, one) : one;
        if (!Arrays.equals(expected, tensor.shape())) {
            throw Refusal.action("action shape must match the space: expected=" + Arrays.toString(expected)
                    + ", actual=" + Arrays.toString(tensor.shape()));
        }
        float[][] actions = new float[rows][size];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < size; i++) {
                actions[row][i] = (float) tensor.get(row * size + i);
            }
        }
        return actions;
    }

    private static int[] prepend(int rows, int[] shape) {
        int[] all = new int[shape.length + 1];
        all[0] = rows;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return all;
    }

    private static float[][] ofJson(JsonNode action, Space space, int rows, boolean vector) {
        if (!vector) {
            return new float[][] {one(action, space, "")};
        }
        if (!action.isArray() || action.size() != rows) {
            throw Refusal.action(
                    "action must have one element per row: expected=[" + rows + "], actual=" + Json.shown(action));
        }
        float[][] actions = new float[rows][];
        for (int row = 0; row < rows; row++) {
            actions[row] = one(action.get(row), space, "row " + row + ": ");
        }
        return actions;
    }

    private static float[] one(JsonNode action, Space space, String where) {
        if (space instanceof Discrete discrete) {
            if (!action.isIntegralNumber() || !action.canConvertToInt()) {
                throw Refusal.action(where + "action must be a whole number in 0.." + (discrete.n() - 1) + ": action="
                        + Json.shown(action));
            }
            return new float[] {action.intValue()};
        }
        if (!action.isArray() || action.size() != space.size()) {
            throw Refusal.action(where + "action shape must match the space: expected=[" + space.size() + "], actual="
                    + Json.shown(action));
        }
        float[] values = new float[space.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode element = action.get(i);
            if (!element.isNumber() && !element.isTextual()) {
                throw Refusal.action(where + "action must have numbers: index=" + i + ", value=" + Json.shown(element));
            }
            try {
                values[i] = (float) Json.number(element, "action");
            } catch (GymProtocolException e) {
                throw Refusal.action(where + e.getMessage());
            }
        }
        return values;
    }
}
