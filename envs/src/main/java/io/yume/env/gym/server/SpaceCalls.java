package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Discrete;
import io.yume.env.Space;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.SpaceJson;
import io.yume.env.gym.internal.Spaces;
import java.util.Map;

/** What clients may ask of a space. */
final class SpaceCalls {

    private SpaceCalls() {}

    static ObjectNode describe(Space space) {
        GymSpace described = Spaces.describe(space);
        ObjectNode json = Json.object();
        json.set("info", SpaceJson.toClassic(described));
        json.set("space", SpaceJson.toRecursive(described));
        return json;
    }

    /** Whether a whole number is an action. */
    static ObjectNode containsAction(Instance instance, String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw Refusal.parameter("an action in a path must be a whole number: action="
                    + (text.length() > 40 ? text.substring(0, 40) : text));
        }
        int action = Integer.parseInt(text);
        boolean member = instance.actionSpace() instanceof Discrete discrete && action >= 0 && action < discrete.n();
        return Json.object().put("member", member);
    }

    /** Whether each given key has this value in the classic description; the classic server tests no more than that. */
    static ObjectNode sameSpace(Instance instance, JsonNode parameters) {
        ObjectNode info = SpaceJson.toClassic(Spaces.describe(instance.observationSpace()));
        boolean member = true;
        for (Map.Entry<String, JsonNode> field : parameters.properties()) {
            JsonNode actual = info.get(field.getKey());
            if (actual == null) {
                throw Refusal.parameter("a key must be one of the space's description: key=" + field.getKey());
            }
            member &= same(field.getValue(), actual);
        }
        return Json.object().put("member", member);
    }

    /** Numbers are compared by value, so that 4 is 4.0. */
    private static boolean same(JsonNode given, JsonNode actual) {
        if (given.isNumber() && actual.isNumber()) {
            return given.doubleValue() == actual.doubleValue();
        }
        if (given.isArray() && actual.isArray() && given.size() == actual.size()) {
            boolean equal = true;
            for (int i = 0; i < given.size(); i++) {
                equal &= same(given.get(i), actual.get(i));
            }
            return equal;
        }
        return given.equals(actual);
    }
}
