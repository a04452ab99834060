package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.gym.internal.Json;

/** Reads parameters of requests. */
final class Parameters {

    private Parameters() {}

    /** Whether a parameter is absent or null. */
    static boolean isNone(JsonNode value) {
        return value == null || value.isMissingNode() || value.isNull();
    }

    /** A parameter that must be there; as in the classic server null, the empty text and the empty list are not. */
    static JsonNode require(JsonNode parameters, String name) {
        JsonNode value = parameters.get(name);
        if (isNone(value)
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isArray() && value.isEmpty())) {
            throw Refusal.of(400, "missing_parameter", "A required request parameter '" + name + "' was not provided");
        }
        return value;
    }

    static long whole(JsonNode value, String name, long low, long high) {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < low
                || value.longValue() > high) {
            throw Refusal.parameter(
                    name + " must be a whole number in " + low + ".." + high + ": " + name + "=" + Json.shown(value));
        }
        return value.longValue();
    }

    /** A whole number, or the default where there is none. */
    static long whole(JsonNode parameters, String name, long low, long high, long otherwise) {
        JsonNode value = parameters.path(name);
        return isNone(value) ? otherwise : whole(value, name, low, high);
    }

    static boolean flag(JsonNode value, String name) {
        if (!value.isBoolean() && !(value.isInt() && (value.intValue() == 0 || value.intValue() == 1))) {
            throw Refusal.parameter(name + " must be a flag: " + name + "=" + Json.shown(value));
        }
        return value.asBoolean();
    }

    /** The seeds of the rows, or null where there is none; one number is that of the first row. */
    static Long[] seeds(JsonNode value, int rows, boolean vector) {
        if (isNone(value)) {
            return null;
        }
        Long[] seeds = new Long[rows];
        if (vector && value.isArray()) {
            if (value.size() != rows) {
                throw Refusal.parameter(
                        "seed must have one element per row: expected=[" + rows + "], actual=[" + value.size() + "]");
            }
            for (int row = 0; row < rows; row++) {
                JsonNode one = value.get(row);
                seeds[row] = one.isNull() ? null : (Long) whole(one, "seed", 0, Long.MAX_VALUE);
            }
            return seeds;
        }
        long first = whole(value, "seed", 0, Long.MAX_VALUE);
        for (int row = 0; row < rows; row++) {
            seeds[row] = (first + row) & Long.MAX_VALUE;
        }
        return seeds;
    }

    /** Whether {@code frame} asks for base64. */
    static boolean base64(JsonNode parameters) {
        JsonNode frame = parameters.path("frame");
        if (isNone(frame) || frame.asText().equals("json")) {
            return false;
        }
        if (frame.asText().equals("base64")) {
            return true;
        }
        throw Refusal.parameter("frame must be json or base64: frame=" + Json.shown(frame));
    }

    /** Options that a native environment does not have. */
    static void requireEmpty(JsonNode parameters, String name) {
        JsonNode value = parameters.path(name);
        if (!isNone(value) && !(value.isObject() && value.isEmpty())) {
            throw Refusal.parameter(
                    name + " must be empty: native environments have none: " + name + "=" + Json.shown(value));
        }
    }
}
