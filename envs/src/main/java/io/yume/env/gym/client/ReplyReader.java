package io.yume.env.gym.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Reads replies to resets and steps, in JSON or binary, with their keys in any order. */
final class ReplyReader {

    private ReplyReader() {}

    /**
     * @param observation where the observation goes
     * @param last where the last observations of ended rows go, or null
     */
    static StepReply read(
            HttpResponse response, boolean vector, ObservationBuffer observation, ObservationBuffer last) {
        String type = response.headers().contentType();
        if (type.equals(Frame.TYPE)) {
            return frame(Frame.read(response.body()), observation, last);
        }
        try (JsonParser json = Json.parser(response.body())) {
            StepReply reply = json(json, vector, observation, last);
            if (json.nextToken() != null) {
                throw new GymProtocolException("the reply must be one JSON object: more follows");
            }
            return reply;
        } catch (JsonProcessingException e) {
            throw new GymProtocolException(
                    "the reply must be JSON: Content-Type=" + type + ", " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StepReply json(
            JsonParser json, boolean vector, ObservationBuffer observation, ObservationBuffer last) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new GymProtocolException("the reply must be a JSON object: token=" + json.currentToken());
        }
        StepReply reply = new StepReply();
        boolean observed = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "observation" -> {
                    observation.read(json);
                    observed = true;
                }
                case "final_observation" -> finalObservation(json, last);
                case "reward" -> reply.reward = numbers(json, vector, key);
                case "done" -> reply.done = flags(json, vector, key);
                case "terminated" -> reply.terminated = flags(json, vector, key);
                case "truncated" -> reply.truncated = flags(json, vector, key);
                case "final_mask" -> reply.finalMask = flags(json, vector, key);
                case "info" -> reply.info = json.readValueAsTree();
                case "errors" -> reply.errors = json.readValueAsTree();
                case "step_id" ->
                    reply.stepId = json.currentToken() == JsonToken.VALUE_NULL ? null : json.getLongValue();
                default -> json.skipChildren();
            }
        }
        if (!observed) {
            throw new GymProtocolException("the reply must have the key 'observation'");
        }
        return reply;
    }

    /** Rows that did not end are null. */
    private static void finalObservation(JsonParser json, ObservationBuffer last) throws IOException {
        if (last == null || json.currentToken() == JsonToken.VALUE_NULL) {
            json.skipChildren();
            return;
        }
        last.readRows(json);
    }

    private static double[] numbers(JsonParser json, boolean vector, String what) throws IOException {
        if (!vector) {
            return new double[] {ObservationBuffer.number(json, what)};
        }
        requireList(json, what);
        double[] values = new double[8];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = ObservationBuffer.number(json, what);
        }
        return Arrays.copyOf(values, count);
    }

    private static boolean[] flags(JsonParser json, boolean vector, String what) throws IOException {
        double[] values = numbers(json, vector, what);
        boolean[] flags = new boolean[values.length];
        for (int i = 0; i < flags.length; i++) {
            if (values[i] != 0 && values[i] != 1) {
                throw new GymProtocolException(what + " must be a flag: value=" + values[i]);
            }
            flags[i] = values[i] == 1;
        }
        return flags;
    }

    private static void requireList(JsonParser json, String what) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new GymProtocolException(what + " must be a list: token=" + json.currentToken());
        }
    }

    private static StepReply frame(Frame frame, ObservationBuffer observation, ObservationBuffer last) {
        JsonNode header = frame.header();
        StepReply reply = new StepReply();
        observation.read(frame, Json.require(header, "observation", "the reply"));
        if (header.has("reward")) {
            reply.reward = frame.tensor(header.get("reward"), "reward").doubles();
        }
        reply.terminated = flags(frame, header, "terminated");
        reply.truncated = flags(frame, header, "truncated");
        reply.finalMask = flags(frame, header, "final_mask");
        if (last != null && header.hasNonNull("final_observation")) {
            last.read(frame, header.get("final_observation"));
        }
        reply.info = header.get("info");
        reply.errors = header.get("errors");
        reply.stepId = header.hasNonNull("step_id") ? header.get("step_id").asLong() : null;
        return reply;
    }

    private static boolean[] flags(Frame frame, JsonNode header, String key) {
        return header.has(key) ? frame.tensor(header.get(key), key).flags() : null;
    }
}
