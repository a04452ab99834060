package io.yume.env.gym.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;

/** Writes an outcome as the body of a reply. */
final class OutcomeWriter {

    private static final int INITIAL = 512;

    private OutcomeWriter() {}

    /** As a binary frame. */
    static byte[] frame(Outcome outcome, String instanceId) {
        Frame.Builder frame = new Frame.Builder();
        int[] rows = outcome.vector ? new int[] {outcome.rows()} : new int[0];
        int[] shape = arrayShape(outcome, outcome.vector);
        frame.add("observation", tensor(outcome.observations, shape));
        if (outcome.request != null) {
            frame.add("reward", Tensor.of(outcome.rewards, rows));
            frame.add("terminated", Tensor.of(outcome.terminated, rows));
            frame.add("truncated", Tensor.of(outcome.truncated, rows));
            if (outcome.finalMask != null) {
                frame.add("final_mask", Tensor.of(outcome.finalMask, rows));
            }
            if (outcome.finalObservations() != null) {
                frame.add("final_observation", tensor(outcome.finalObservations(), shape));
            }
            ObjectNode header = frame.header();
            if (outcome.request.stepId() != null) {
                header.put("step_id", outcome.request.stepId());
            }
            if (outcome.request.repeating()) {
                header.put("repeated", outcome.repeated);
            }
            if (!outcome.errors.isEmpty()) {
                header.set("errors", errors(outcome, instanceId));
            }
        }
        ObjectNode info = frame.header().putObject("info");
        if (cutByLimit(outcome)) {
            info.put("TimeLimit.truncated", true);
        }
        return frame.build();
    }

    private static Tensor tensor(Object values, int[] shape) {
        return values instanceof byte[] bytes ? Tensor.of(bytes, shape) : Tensor.of((float[]) values, shape);
    }

    private static int[] arrayShape(Outcome outcome, boolean withRows) {
        Space space = outcome.space;
        int rows = outcome.rows();
        if (space instanceof Pixels p) {
            return withRows
                    ? new int[] {rows, p.height(), p.width(), p.channels()}
                    : new int[] {p.height(), p.width(), p.channels()};
        }
        return withRows ? new int[] {rows, space.size()} : new int[] {space.size()};
    }

    private static boolean cutByLimit(Outcome outcome) {
        return outcome.request != null && !outcome.vector && outcome.truncated[0] && !outcome.terminated[0];
    }

    private static ObjectNode errors(Outcome outcome, String instanceId) {
        ObjectNode errors = Json.object();
        for (Map.Entry<Integer, Refusal> error : outcome.errors.entrySet()) {
            errors.set(Integer.toString(error.getKey()), error.getValue().toJson(instanceId));
        }
        return errors;
    }

    /** As JSON. */
    static byte[] json(Outcome outcome, String instanceId, boolean base64, boolean strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL);
        try (JsonGenerator json = Json.generator(bytes, strings)) {
            write(json, outcome, instanceId, base64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** As a JSON object within a larger text. */
    static void write(JsonGenerator json, Outcome outcome, String instanceId, boolean base64) throws IOException {
        json.writeStartObject();
        json.writeFieldName("observation");
        observations(json, outcome, outcome.observations, null, base64);
        if (outcome.request != null) {
            scalars(json, outcome);
            if (outcome.finalMask != null) {
                json.writeFieldName("final_mask");
                flags(json, outcome.finalMask, true);
            }
            if (outcome.finalObservations() != null) {
                json.writeFieldName("final_observation");
                observations(json, outcome, outcome.finalObservations(), outcome.finalMask, base64);
            }
            if (outcome.request.stepId() != null) {
                json.writeNumberField("step_id", outcome.request.stepId());
            }
            if (outcome.request.repeating()) {
                json.writeNumberField("repeated", outcome.repeated);
            }
            if (!outcome.errors.isEmpty()) {
                json.writeFieldName("errors");
                json.writeTree(errors(outcome, instanceId));
            }
        }
        json.writeObjectFieldStart("info");
        if (cutByLimit(outcome)) {
            json.writeBooleanField("TimeLimit.truncated", true);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void scalars(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeFieldName("reward");
        if (outcome.vector) {
            json.writeArray(outcome.rewards, 0, outcome.rewards.length);
        } else {
            json.writeNumber(outcome.rewards[0]);
        }
        boolean[] done = new boolean[outcome.rows()];
        for (int row = 0; row < done.length; row++) {
            done[row] = outcome.terminated[row] || outcome.truncated[row];
        }
        json.writeFieldName("done");
        flags(json, done, outcome.vector);
        json.writeFieldName("terminated");
        flags(json, outcome.terminated, outcome.vector);
        json.writeFieldName("truncated");
        flags(json, outcome.truncated, outcome.vector);
    }

    private static void flags(JsonGenerator json, boolean[] values, boolean vector) throws IOException {
        if (!vector) {
            json.writeBoolean(values[0]);
            return;
        }
        json.writeStartArray();
        for (boolean value : values) {
            json.writeBoolean(value);
        }
        json.writeEndArray();
    }

    /** @param mask which rows are written; the others are null, and no mask is all */
    private static void observations(JsonGenerator json, Outcome outcome, Object values, boolean[] mask, boolean base64)
            throws IOException {
        if (base64) {
            base64(json, tensor(values, arrayShape(outcome, outcome.vector)));
            return;
        }
        int size = outcome.space.size();
        if (outcome.vector) {
            json.writeStartArray();
        }
        for (int row = 0; row < outcome.rows(); row++) {
            if (mask != null && !mask[row]) {
                json.writeNull();
            } else if (values instanceof byte[] bytes) {
                picture(json, bytes, row * size, (Pixels) outcome.space);
            } else {
                vector(json, (float[]) values, row * size, size);
            }
        }
        if (outcome.vector) {
            json.writeEndArray();
        }
    }

    private static void vector(JsonGenerator json, float[] values, int from, int size) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < size; i++) {
            json.writeNumber((double) values[from + i]);
        }
        json.writeEndArray();
    }

    private static void picture(JsonGenerator json, byte[] bytes, int from, Pixels space) throws IOException {
        int at = from;
        json.writeStartArray();
        for (int y = 0; y < space.height(); y++) {
            json.writeStartArray();
            for (int x = 0; x < space.width(); x++) {
                json.writeStartArray();
                for (int c = 0; c < space.channels(); c++) {
                    json.writeNumber(bytes[at++] & 0xff);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void base64(JsonGenerator json, Tensor tensor) throws IOException {
        json.writeStartObject();
        json.writeNumberField("__nd__", 1);
        json.writeStringField("dtype", tensor.dtype().text());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        ByteBuffer data = tensor.data().duplicate();
        byte[] raw = new byte[data.clear().limit(tensor.data().limit()).remaining()];
        data.get(raw);
        json.writeStringField("b64", Base64.getEncoder().encodeToString(raw));
        json.writeEndObject();
    }
}
