package io.yume.env.gym.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.DType;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.GymSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes the two descriptions of a space: the classic one ({@code info}) and the recursive one. */
public final class SpaceJson {

    /** What classic servers write for an infinite bound; float32's largest number stands for one, too. */
    private static final double CLASSIC_INFINITY = 1e100;

    private static final double UNBOUNDED = 3.4e38;

    private SpaceJson() {}

    /** Reads a classic description. */
    public static GymSpace classic(JsonNode info) {
        String name = Json.require(info, "name", "a space").asText();
        return switch (name) {
            case "Discrete" -> new GymSpace.DiscreteSpace(whole(Json.require(info, "n", name), "n"), 0);
            case "Box" ->
                new GymSpace.BoxSpace(
                        null,
                        Frame.shape(Json.require(info, "shape", name), name),
                        bounds(Json.require(info, "low", name), "low"),
                        bounds(Json.require(info, "high", name), "high"));
            default -> new GymSpace.OtherSpace(name);
        };
    }

    /** Reads a recursive description. */
    public static GymSpace recursive(JsonNode space) {
        String type = Json.require(space, "type", "a space").asText();
        return switch (type) {
            case "Discrete" ->
                new GymSpace.DiscreteSpace(
                        whole(Json.require(space, "n", type), "n"),
                        space.path("start").asLong(0));
            case "Box" ->
                new GymSpace.BoxSpace(
                        DType.of(Json.require(space, "dtype", type).asText()),
                        Frame.shape(Json.require(space, "shape", type), type),
                        bounds(Json.require(space, "low", type), "low"),
                        bounds(Json.require(space, "high", type), "high"));
            case "MultiDiscrete" -> multiDiscrete(space);
            case "MultiBinary" -> new GymSpace.MultiBinarySpace(Frame.shape(Json.require(space, "shape", type), type));
            case "Tuple" -> tuple(space);
            case "Dict" -> dict(space);
            default ->
                new GymSpace.OtherSpace(
                        type.equals("Unsupported") ? space.path("repr").asText(type) : type);
        };
    }

    private static GymSpace multiDiscrete(JsonNode space) {
        JsonNode sizes = Json.require(space, "nvec", "MultiDiscrete");
        long[] counts = new long[sizes.size()];
        long[] start = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = whole(sizes.get(i), "nvec");
            start[i] = space.path("start").path(i).asLong(0);
        }
        return new GymSpace.MultiDiscreteSpace(counts, start);
    }

    private static GymSpace tuple(JsonNode space) {
        List<GymSpace> spaces = new ArrayList<>();
        for (JsonNode one : Json.require(space, "spaces", "Tuple")) {
            spaces.add(recursive(one));
        }
        return new GymSpace.TupleSpace(spaces);
    }

    private static GymSpace dict(JsonNode space) {
        JsonNode spaces = Json.require(space, "spaces", "Dict");
        List<String> keys = new ArrayList<>();
        Map<String, GymSpace> byKey = new HashMap<>();
        for (JsonNode key : Json.require(space, "keys", "Dict")) {
            keys.add(key.asText());
            byKey.put(key.asText(), recursive(Json.require(spaces, key.asText(), "Dict")));
        }
        return new GymSpace.DictSpace(keys, byKey);
    }

    private static long whole(JsonNode node, String what) {
        if (!node.isNumber() || node.doubleValue() != node.longValue()) {
            throw new GymProtocolException(what + " must be a whole number: value=" + Json.shown(node));
        }
        return node.longValue();
    }

    private static double[] bounds(JsonNode node, String what) {
        if (!node.isArray()) {
            return new double[] {bound(node, what)};
        }
        double[] bounds = new double[node.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = bound(node.get(i), what);
        }
        return bounds;
    }

    /** A bound that nothing can reach is none; NaN and null tell nothing, so they bound nothing. */
    private static double bound(JsonNode node, String what) {
        double value = Json.number(node, what);
        if (Double.isNaN(value)) {
            return what.equals("low") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (Math.abs(value) >= UNBOUNDED) {
            return value < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return value;
    }

    /** Writes a classic description. */
    public static ObjectNode toClassic(GymSpace space) {
        ObjectNode info = Json.object().put("name", space.kind());
        if (space instanceof GymSpace.DiscreteSpace discrete) {
            info.put("n", discrete.n());
        } else if (space instanceof GymSpace.BoxSpace box) {
            ArrayNode shape = info.putArray("shape");
            for (int axis : box.shape()) {
                shape.add(axis);
            }
            ArrayNode low = info.putArray("low");
            ArrayNode high = info.putArray("high");
            for (int i = 0; i < box.size(); i++) {
                low.add(clamp(box.low(i)));
                high.add(clamp(box.high(i)));
            }
        }
        return info;
    }

    private static double clamp(double bound) {
        return Math.max(-CLASSIC_INFINITY, Math.min(CLASSIC_INFINITY, bound));
    }

    /** Writes a recursive description of a kind that native environments have. */
    public static ObjectNode toRecursive(GymSpace space) {
        ObjectNode described = Json.object().put("type", space.kind());
        if (space instanceof GymSpace.DiscreteSpace discrete) {
            return described
                    .put("n", discrete.n())
                    .put("start", discrete.start())
                    .put("dtype", "int64");
        }
        if (space instanceof GymSpace.BoxSpace box) {
            described.put("dtype", box.dtype().text());
            ArrayNode shape = described.putArray("shape");
            for (int axis : box.shape()) {
                shape.add(axis);
            }
            putBounds(described, "low", box.low());
            putBounds(described, "high", box.high());
            return described;
        }
        return Json.object().put("type", "Unsupported").put("repr", space.kind());
    }

    private static void putBounds(ObjectNode into, String key, double[] bounds) {
        boolean uniform = true;
        for (double bound : bounds) {
            uniform &= bound == bounds[0];
        }
        if (uniform) {
            put(into, key, bounds[0]);
            return;
        }
        ArrayNode array = into.putArray(key);
        for (double bound : bounds) {
            if (Double.isInfinite(bound)) {
                array.add(Double.toString(bound));
            } else {
                array.add(bound);
            }
        }
    }

    private static void put(ObjectNode into, String key, double bound) {
        if (Double.isInfinite(bound)) {
            into.put(key, Double.toString(bound));
        } else {
            into.put(key, bound);
        }
    }
}
