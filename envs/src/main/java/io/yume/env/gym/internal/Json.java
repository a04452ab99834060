package io.yume.env.gym.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.GymProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON as Python's {@code json} module reads and writes it: NaN and infinities are bare tokens or strings. */
public final class Json {

    private static final int MAX_TEXT = 1 << 28;
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxStringLength(MAX_TEXT)
            .build();
    private static final JsonFactory BARE = factory(false);
    private static final JsonFactory STRINGS = factory(true);
    private static final ObjectMapper MAPPER = new ObjectMapper(BARE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    /** For values within a larger text, which goes on after them. */
    private static final ObjectMapper PARTS = new ObjectMapper(BARE);

    private static final ObjectMapper STRINGS_MAPPER = new ObjectMapper(STRINGS);

    private Json() {}

    private static JsonFactory factory(boolean strings) {
        return JsonFactory.builder()
                .streamReadConstraints(CONSTRAINTS)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .configure(JsonWriteFeature.WRITE_NAN_AS_STRINGS, strings)
                .build();
    }

    /** A new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Reads one whole JSON value.
     *
     * @param what whose text it is, for the error
     * @throws GymProtocolException if it is none
     */
    public static JsonNode read(byte[] bytes, int from, int length, String what) {
        try {
            JsonNode node = MAPPER.readTree(bytes, from, length);
            if (node == null || node.isMissingNode()) {
                throw new GymProtocolException(what + " must be JSON: it is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new GymProtocolException(what + " must be JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #read(byte[], int, int, String)}, of the whole array. */
    public static JsonNode read(byte[] bytes, String what) {
        return read(bytes, 0, bytes.length, what);
    }

    /** A reader of tokens over these bytes. */
    public static JsonParser parser(byte[] bytes) throws IOException {
        JsonParser parser = BARE.createParser(bytes);
        parser.setCodec(PARTS);
        return parser;
    }

    /** A writer of tokens. */
    public static JsonGenerator generator(ByteArrayOutputStream into, boolean strings) throws IOException {
        JsonGenerator generator = (strings ? STRINGS : BARE).createGenerator(into);
        generator.setCodec(strings ? STRINGS_MAPPER : MAPPER);
        return generator;
    }

    /** @param strings whether NaN and infinities become strings instead of bare tokens */
    public static byte[] write(JsonNode node, boolean strings) {
        try {
            return (strings ? STRINGS_MAPPER : MAPPER).writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A number in any of the forms that occur: a number, one of the three strings, a flag, or null for NaN.
     *
     * @param what whose number it is, for the error
     * @throws GymProtocolException if it is none of these
     */
    public static double number(JsonNode node, String what) {
        if (node == null || node.isNull()) {
            return Double.NaN;
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? 1 : 0;
        }
        if (node.isTextual()) {
            return number(node.textValue(), what);
        }
        throw new GymProtocolException(what + " must be a number: value=" + shown(node));
    }

    /** One of the strings that stand for non-finite numbers. */
    public static double number(String text, String what) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new GymProtocolException(what + " must be a number: value=\"" + cut(text) + "\"");
        };
    }

    /** A flag: {@code true}, {@code false}, 0 or 1. */
    public static boolean flag(JsonNode node, String what) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber() && (node.doubleValue() == 0 || node.doubleValue() == 1)) {
            return node.doubleValue() == 1;
        }
        throw new GymProtocolException(what + " must be a flag: value=" + shown(node));
    }

    /** The key of an object. */
    public static JsonNode require(JsonNode object, String key, String what) {
        JsonNode value = object.get(key);
        if (value == null) {
            throw new GymProtocolException(what + " must have the key '" + key + "': value=" + shown(object));
        }
        return value;
    }

    /** The value as short text, for errors. */
    public static String shown(JsonNode node) {
        return cut(node.toString());
    }

    private static String cut(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
