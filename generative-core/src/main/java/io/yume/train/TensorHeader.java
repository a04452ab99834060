package io.yume.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON header of a safetensors file. */
record TensorHeader(List<TensorEntry> entries, Map<String, String> metadata) {

    static final int MAX_BYTES = 100_000_000;
    static final int ALIGNMENT = 8;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_BYTES)
                    .maxNameLength(MAX_BYTES)
                    .build())
            .build();

    /** The header of these tensors, whose data follow in this order. */
    static TensorHeader of(Map<String, Tensor> tensors, Map<String, String> metadata) {
        List<TensorEntry> entries = new ArrayList<>();
        long at = 0;
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            Tensor tensor = named.getValue();
            long end = at + (long) tensor.size() * TensorBytes.elementBytes(tensor);
            long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
            entries.add(new TensorEntry(named.getKey(), tensor.dtype(), shape, at, end));
            at = end;
        }
        return new TensorHeader(entries, metadata);
    }

    /** The JSON text, padded by spaces to a multiple of 8 bytes. */
    byte[] toBytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafeTensors.METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (TensorEntry entry : entries) {
                json.writeObjectFieldStart(entry.name());
                json.writeStringField("dtype", entry.dtype());
                json.writeFieldName("shape");
                json.writeArray(entry.shape(), 0, entry.shape().length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        while (out.size() % ALIGNMENT != 0) {
            out.write(' ');
        }
        if (out.size() > MAX_BYTES) {
            throw new IOException("header must be <= " + MAX_BYTES + " bytes: bytes=" + out.size());
        }
        return out.toByteArray();
    }

    /**
     * Parses a header; entries come back in the order of their offsets.
     *
     * @throws IOException if it is not JSON of the right form; the message does not name the file
     */
    static TensorHeader parse(byte[] bytes) throws IOException {
        if (bytes.length == 0 || bytes[0] != '{') {
            throw new IOException("header must start with {");
        }
        List<TensorEntry> entries = new ArrayList<>();
        Map<String, String> metadata = new TreeMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json.nextToken(), JsonToken.START_OBJECT, "header");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                expect(json.nextToken(), JsonToken.START_OBJECT, name);
                if (name.equals(SafeTensors.METADATA)) {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String key = json.currentName();
                        expect(json.nextToken(), JsonToken.VALUE_STRING, name + "." + key);
                        metadata.put(key, json.getText());
                    }
                } else {
                    entries.add(entry(json, name));
                }
            }
            if (json.nextToken() != null) {
                throw new IOException("header must be one JSON object: found=" + json.currentToken() + " after it");
            }
        }
        entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        return new TensorHeader(entries, metadata);
    }

    private static TensorEntry entry(JsonParser json, String name) throws IOException {
        String dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> {
                    expect(json.currentToken(), JsonToken.VALUE_STRING, name + ".dtype");
                    dtype = json.getText();
                }
                case "shape" -> shape = numbers(json, name + ".shape");
                case "data_offsets" -> offsets = numbers(json, name + ".data_offsets");
                default -> throw new IOException("unknown field: tensor=" + name + ", field=" + field);
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
            throw new IOException("a tensor must have dtype, shape and two data_offsets: tensor=" + name);
        }
        return new TensorEntry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private static long[] numbers(JsonParser json, String what) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY, what);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
            long number = json.getLongValue();
            if (number < 0) {
                throw new IOException(what + " must be >= 0: value=" + number);
            }
            numbers.add(number);
        }
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static void expect(JsonToken actual, JsonToken expected, String what) throws IOException {
        if (actual != expected) {
            throw new IOException(what + " must be " + expected + ": actual=" + actual);
        }
    }

    /** Checks that the tensors fill the data without holes or overlap, and that sizes match types and shapes. */
    void requireLayout(long dataBytes) throws IOException {
        long at = 0;
        for (TensorEntry entry : entries) {
            if (entry.begin() != at || entry.end() < entry.begin()) {
                throw new IOException("tensors must follow each other without holes: tensor=" + entry.name()
                        + ", expected begin=" + at + ", actual=[" + entry.begin() + ", " + entry.end() + "]");
            }
            int elementBytes = TensorEntry.elementBytes(entry.dtype());
            if (elementBytes < 0) {
                throw new IOException("type must be one of F64, F32, F16, BF16, I64, I32, U8: tensor=" + entry.name()
                        + ", dtype=" + entry.dtype());
            }
            long expected;
            try {
                expected = Math.multiplyExact(entry.size(), elementBytes);
                Math.toIntExact(entry.size());
                entry.intShape();
            } catch (ArithmeticException e) {
                throw new IOException(
                        "a tensor must fit one array: tensor=" + entry.name() + ", shape="
                                + Arrays.toString(entry.shape()),
                        e);
            }
            if (expected != entry.end() - entry.begin()) {
                throw new IOException("bytes must match type and shape: tensor=" + entry.name() + ", dtype="
                        + entry.dtype() + ", shape=" + Arrays.toString(entry.shape()) + ", expected=" + expected
                        + ", actual=" + (entry.end() - entry.begin()));
            }
            at = entry.end();
        }
        if (at != dataBytes) {
            throw new IOException("tensors must fill the file: expected=" + at + " bytes of data, actual=" + dataBytes);
        }
    }
}
