package io.yume.experiment.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads and writes configurations: YAML presets laid over each other, then single settings. */
public final class RunConfigs {

    /** The presets that a run can start from. */
    public static final List<String> PRESETS = List.of("quick", "standard", "paper", "car-racing", "doom-take-cover");

    /** The keys that may change between the parts of one run, since no result depends on them. */
    public static final Set<String> CHANGEABLE = Set.of("workers");

    private static final int MOST_THREADS = 8;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private RunConfigs() {}

    /**
     * A preset with settings laid over it.
     *
     * @param settings values by dotted key, written as in YAML, such as {@code dream.temperature -> 1.3}
     * @throws UsageException if the preset or a key is unknown, with the nearest known one, or a value breaks a rule
     */
    public static RunConfig preset(String preset, Map<String, String> settings) {
        return bind(apply(presetTree(preset), settings));
    }

    /**
     * The environment that a preset names.
     *
     * @throws UsageException if the preset is unknown, with the nearest known one
     */
    public static String environment(String preset) {
        return presetTree(preset).path("env").asText();
    }

    /**
     * The configuration in the text of a {@code config.yaml}.
     *
     * @param source what an error calls the text
     * @throws UsageException if a key is unknown or a value breaks a rule
     */
    public static RunConfig parse(String yaml, String source) {
        ObjectNode tree = resource("default");
        overlay(tree, object(yaml, source), "", source);
        return bind(tree);
    }

    /** The text of a {@code config.yaml} that {@link #parse} reads back as an equal configuration. */
    public static String yaml(RunConfig config) {
        try {
            return YAML.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration cannot be written as YAML", e);
        }
    }

    /**
     * The configuration with which a saved run goes on: the saved one, in which settings may repeat what is saved and
     * change only what is {@link #CHANGEABLE}.
     *
     * @throws UsageException if another setting differs from what is saved; the message names each key with both values
     */
    public static RunConfig resumed(RunConfig saved, Map<String, String> settings) {
        ObjectNode tree = YAML.valueToTree(saved);
        RunConfig wanted = bind(apply(tree, settings));
        Map<String, JsonNode> before = leaves(YAML.valueToTree(saved));
        Map<String, JsonNode> after = leaves(YAML.valueToTree(wanted));
        List<String> differences = before.keySet().stream()
                .filter(key -> !CHANGEABLE.contains(key))
                .filter(key -> !before.get(key).equals(after.get(key)))
                .map(key -> key + " (saved: " + before.get(key).asText() + ", asked for: "
                        + after.get(key).asText() + ")")
                .toList();
        if (!differences.isEmpty()) {
            throw new UsageException("a run can only go on with the configuration it was started with; different: "
                    + String.join(", ", differences));
        }
        return wanted;
    }

    /** All dotted keys, in order. */
    public static Set<String> keys() {
        return leaves(resource("default")).keySet();
    }

    private static ObjectNode presetTree(String preset) {
        if (!PRESETS.contains(preset)) {
            throw new UsageException("unknown preset: " + preset + "; did you mean "
                    + Nearest.to(preset, PRESETS).orElseThrow() + "? There are " + String.join(", ", PRESETS));
        }
        ObjectNode tree = resource("default");
        overlay(tree, resource(preset), "", preset + ".yaml");
        return tree.put("preset", preset);
    }

    private static ObjectNode resource(String name) {
        String path = "/presets/" + name + ".yaml";
        try (InputStream stream = RunConfigs.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("the preset is missing from the class path: " + path);
            }
            return (ObjectNode) YAML.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("the preset cannot be read: " + path, e);
        }
    }

    private static ObjectNode object(String yaml, String source) {
        try {
            if (YAML.readTree(yaml) instanceof ObjectNode tree) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            throw new UsageException(source + " is not YAML: " + e.getOriginalMessage(), e);
        }
        throw new UsageException(source + " must hold keys and values");
    }

    private static void overlay(ObjectNode base, ObjectNode over, String prefix, String source) {
        for (Map.Entry<String, JsonNode> entry : over.properties()) {
            String key = prefix + entry.getKey();
            JsonNode known = base.get(entry.getKey());
            if (known == null) {
                throw unknown(key, source);
            }
            if (known instanceof ObjectNode section) {
                if (!(entry.getValue() instanceof ObjectNode values)) {
                    throw new UsageException(key + " must be a section of keys: " + source);
                }
                overlay(section, values, key + ".", source);
            } else {
                base.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static ObjectNode apply(ObjectNode tree, Map<String, String> settings) {
        for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
            set(tree, setting.getKey(), setting.getValue());
        }
        return tree;
    }

    private static void set(ObjectNode tree, String key, String text) {
        List<String> path = Arrays.asList(key.split("\\.", -1));
        ObjectNode section = tree;
        for (String name : path.subList(0, path.size() - 1)) {
            if (!(section.get(name) instanceof ObjectNode next)) {
                throw unknown(key, "");
            }
            section = next;
        }
        String name = path.get(path.size() - 1);
        JsonNode known = section.get(name);
        if (known == null) {
            throw unknown(key, "");
        }
        if (known.isObject()) {
            String members = leaves((ObjectNode) known).keySet().stream()
                    .map(member -> key + "." + member)
                    .collect(Collectors.joining(", "));
            throw new UsageException(key + " is a section, set one of its keys: " + members);
        }
        section.set(name, value(key, text));
    }

    private static JsonNode value(String key, String text) {
        try {
            JsonNode value = YAML.readTree(text);
            if (value != null && !value.isMissingNode() && !value.isNull() && !value.isObject()) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw new UsageException(key + " must have a value: " + key + "=" + text, e);
        }
        throw new UsageException(key + " must have a value: " + key + "=" + text);
    }

    private static UsageException unknown(String key, String source) {
        String where = source.isEmpty() ? "" : " in " + source;
        String hint = Nearest.to(key, keys())
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        return new UsageException("unknown key" + where + ": " + key + hint);
    }

    private static Map<String, JsonNode> leaves(ObjectNode tree) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            if (entry.getValue() instanceof ObjectNode section) {
                leaves(section).forEach((key, value) -> leaves.put(entry.getKey() + "." + key, value));
            } else {
                leaves.put(entry.getKey(), entry.getValue());
            }
        }
        return leaves;
    }

    private static RunConfig bind(ObjectNode tree) {
        automatic(tree, "workers");
        automatic(tree, "threads");
        try {
            return YAML.treeToValue(tree, RunConfig.class);
        } catch (ValueInstantiationException e) {
            String rule =
                    e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage();
            throw new UsageException(rule, e);
        } catch (MismatchedInputException e) {
            String key = key(e);
            JsonNode given = tree.at("/" + key.replace('.', '/'));
            throw new UsageException(key + " must be " + kind(e.getTargetType()) + ": " + key + "=" + text(given), e);
        } catch (JsonProcessingException e) {
            throw new UsageException("the configuration cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /** Zero stands for one per core; the saved configuration holds the number that this machine made of it. */
    private static void automatic(ObjectNode tree, String key) {
        if (tree.get(key).canConvertToInt() && tree.get(key).asInt(-1) == 0) {
            tree.put(key, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        }
    }

    private static String text(JsonNode given) {
        return given.isValueNode() ? given.asText() : given.toString();
    }

    private static String key(JsonMappingException e) {
        List<String> path = new ArrayList<>();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() != null) {
                path.add(reference.getFieldName());
            }
        }
        return String.join(".", path);
    }

    private static String kind(Class<?> type) {
        if (type == null) {
            return "of another kind";
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return "a whole number";
        }
        if (type == double.class) {
            return "a number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list such as [1, 2]";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        return "a single value";
    }
}
