package io.yume.env.gym.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.internal.Json;
import java.util.Map;
import java.util.TreeMap;

/** What a reply says besides its observation; null where it says nothing. */
final class StepReply {

    private static final String LIMIT = "TimeLimit.truncated";

    double[] reward;
    boolean[] done;
    boolean[] terminated;
    boolean[] truncated;
    boolean[] finalMask;
    JsonNode info;
    JsonNode errors;
    Long stepId;

    /** Completes the flags: a classic server only says that an episode is done, and perhaps why in {@code info}. */
    void derive(int rows) {
        requireRows("reward", reward == null ? -1 : reward.length, rows);
        if (terminated != null && truncated != null) {
            requireRows("terminated", terminated.length, rows);
            requireRows("truncated", truncated.length, rows);
            return;
        }
        requireRows("done", done == null ? -1 : done.length, rows);
        boolean[] cut = new boolean[rows];
        boolean[] ended = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            JsonNode limit = rows == 1 && info != null ? info.get(LIMIT) : null;
            cut[row] = truncated != null ? truncated[row] : done[row] && limit != null && Json.flag(limit, LIMIT);
            ended[row] = terminated != null ? terminated[row] : done[row] && !cut[row];
        }
        terminated = ended;
        truncated = cut;
    }

    /** Whether it is told apart why an episode ended. */
    boolean saysWhy() {
        return info != null && info.has(LIMIT);
    }

    private static void requireRows(String key, int actual, int expected) {
        if (actual != expected) {
            throw new GymProtocolException(
                    actual < 0
                            ? "a step reply must have the key '" + key + "'"
                            : key + " must have one element per row: expected=[" + expected + "], actual=[" + actual
                                    + "]");
        }
    }

    /** What is wrong with which row. */
    Map<Integer, String> failures(int rows) {
        Map<Integer, String> failures = new TreeMap<>();
        if (errors != null) {
            for (Map.Entry<String, JsonNode> error : errors.properties()) {
                failures.put(
                        row(error.getKey(), rows),
                        error.getValue().path("message").asText("it failed"));
            }
        }
        return failures;
    }

    private static int row(String key, int rows) {
        if (!key.matches("[0-9]{1,9}") || Integer.parseInt(key) >= rows) {
            throw new GymProtocolException("errors must be by row: expected=0.." + (rows - 1) + ", actual=" + key);
        }
        return Integer.parseInt(key);
    }
}
