package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Autoreset;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.SplitMix64;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.SpaceJson;
import io.yume.env.gym.internal.Spaces;
import io.yume.env.wrapper.StepLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes instances from the parameters of a request, and says what was made. */
final class Creation {

    private static final long MAX_LEASE_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private final GymServerOptions options;
    private final Instances instances;

    Creation(GymServerOptions options, Instances instances) {
        this.options = options;
        this.instances = instances;
    }

    Instance create(JsonNode parameters) {
        JsonNode wanted = Parameters.require(parameters, "env_id");
        String environmentId = wanted.asText();
        Supplier<Environment> supplier =
                wanted.isTextual() ? options.environments().get(environmentId) : null;
        if (supplier == null) {
            throw Refusal.of(
                    400,
                    "unknown_environment",
                    "Attempted to look up malformed environment ID '" + shortened(environmentId) + "'");
        }
        int count = (int)
                Parameters.whole(parameters, "num_envs", 1, options.limits().rows(), 1);
        boolean vector = count > 1 || !Parameters.isNone(parameters.path("vector"));
        requireVectorKind(parameters);
        Autoreset autoreset = autoreset(parameters, vector);
        Long[] seeds = Parameters.seeds(parameters.path("seed"), count, vector);
        Parameters.requireEmpty(parameters, "kwargs");
        int limit = (int) Parameters.whole(parameters, "max_episode_steps", 1, Integer.MAX_VALUE, 0);
        long lease = Parameters.whole(
                parameters,
                "lease_s",
                1,
                MAX_LEASE_SECONDS,
                options.limits().lease().toSeconds());
        boolean leaseGiven = !Parameters.isNone(parameters.path("lease_s"));
        long leaseNanos = leaseGiven
                ? TimeUnit.SECONDS.toNanos(lease)
                : options.limits().lease().toNanos();
        return instances.add(id -> {
            List<Row> rows = rows(supplier, environmentId, count, limit, seeds);
            try {
                boolean renders = renders(parameters, rows.get(0).environment());
                return new Instance(id, environmentId, rows, vector, autoreset, renders, leaseNanos);
            } catch (Refusal e) {
                rows.forEach(row -> row.environment().close());
                throw e;
            }
        });
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private List<Row> rows(Supplier<Environment> supplier, String id, int count, int limit, Long[] seeds) {
        long base = new SplitMix64(options.seed() + instances.nextNumber()).nextLong() >>> 1;
        List<Row> rows = new ArrayList<>(count);
        try {
            for (int row = 0; row < count; row++) {
                Environment made = supplier.get();
                Environment environment = made;
                if (limit > 0) {
                    if (limit > made.maxSteps()) {
                        made.close();
                        throw Refusal.parameter("max_episode_steps must be in 1.." + made.maxSteps() + " for " + id
                                + ": max_episode_steps=" + limit);
                    }
                    environment = new StepLimit(made, limit);
                }
                Long given = seeds == null ? null : seeds[row];
                rows.add(new Row(environment, given == null ? (base + row) & Long.MAX_VALUE : given));
            }
            return rows;
        } catch (RuntimeException e) {
            rows.forEach(row -> row.environment().close());
            throw e instanceof Refusal ? e : Refusal.failed(id, e);
        }
    }

    private static void requireVectorKind(JsonNode parameters) {
        JsonNode kind = parameters.path("vector");
        if (!Parameters.isNone(kind)
                && !kind.asText().equals("sync")
                && !kind.asText().equals("async")) {
            throw Refusal.parameter("vector must be sync or async: vector=" + Json.shown(kind));
        }
    }

    private static Autoreset autoreset(JsonNode parameters, boolean vector) {
        JsonNode wanted = parameters.path("autoreset");
        if (Parameters.isNone(wanted)) {
            return vector ? Autoreset.NEXT_STEP : Autoreset.DISABLED;
        }
        for (Autoreset known : Autoreset.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(wanted.asText())) {
                if (!vector && known != Autoreset.DISABLED) {
                    throw Refusal.parameter("autoreset needs a vector instance: autoreset=" + wanted.asText());
                }
                return known;
            }
        }
        throw Refusal.parameter("autoreset must be next_step, same_step or disabled: autoreset=" + Json.shown(wanted));
    }

    private static boolean renders(JsonNode parameters, Environment environment) {
        JsonNode mode = parameters.path("render_mode");
        if (Parameters.isNone(mode)) {
            return false;
        }
        boolean paints = environment.observationSpace() instanceof Pixels;
        if (!mode.asText().equals("rgb_array") || !paints) {
            throw Refusal.parameter("render_mode must be null" + (paints ? " or rgb_array" : "") + " for "
                    + environment.id() + ": render_mode=" + Json.shown(mode));
        }
        return true;
    }

    /** What a client is told of a new instance. */
    static ObjectNode describe(Instance instance) {
        ObjectNode json = Json.object();
        json.put("instance_id", instance.id());
        json.put("env_id", instance.environmentId());
        json.put("num_envs", instance.rows());
        json.put("vector", instance.vector());
        json.put("autoreset", instance.autoreset().name().toLowerCase(Locale.ROOT));
        json.put("lease_s", Math.max(1, TimeUnit.NANOSECONDS.toSeconds(instance.leaseNanos())));
        json.set("action_space", SpaceJson.toRecursive(Spaces.describe(instance.actionSpace())));
        json.set("observation_space", SpaceJson.toRecursive(Spaces.describe(instance.observationSpace())));
        ObjectNode spec = json.putObject("spec");
        int limit = instance.first().maxSteps();
        if (limit == Integer.MAX_VALUE) {
            spec.putNull("max_episode_steps");
        } else {
            spec.put("max_episode_steps", limit);
        }
        spec.putNull("reward_threshold");
        return json;
    }
}
