package io.yume.env.gym.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Autoreset;
import io.yume.env.VectorEnvironment;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.SpaceJson;
import io.yume.env.gym.internal.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client of one Gym HTTP server, be it a classic one or one that speaks the superset: it asks, and uses what there is.
 * Thread-safe; the environments that it makes are used by one thread each.
 *
 * <p>Failures are {@link io.yume.env.gym.GymException}s: {@link GymStatusException} with the server's own words,
 * {@link io.yume.env.gym.GymConnectionException} if there was no reply, {@link GymProtocolException} if it was rubbish.
 */
public final class GymClient implements AutoCloseable {

    /** What a classic server takes for no seed; the largest that NumPy's old generator took. */
    private static final long SEED_INSTEAD_OF_ZERO = Integer.MAX_VALUE;

    private final GymClientOptions options;
    private final Transport transport;
    private final Set<GymInstance> open = ConcurrentHashMap.newKeySet();
    private volatile GymServerInfo info;

    private GymClient(GymAddress address, GymClientOptions options) {
        this.options = options;
        transport = new Transport(address, options);
    }

    /**
     * A client of the server at this address, such as {@code http://127.0.0.1:5000}, which may have a path. Nothing is sent
     * yet.
     *
     * @throws IllegalArgumentException if the text is no {@code http} address
     */
    public static GymClient of(String url, GymClientOptions options) {
        return new GymClient(GymAddress.parse(url), options);
    }

    /** As {@link #of(String, GymClientOptions)} with the defaults. */
    public static GymClient of(String url) {
        return of(url, GymClientOptions.defaults());
    }

    GymClientOptions options() {
        return options;
    }

    HttpResponse send(Call call) {
        return transport.send(call);
    }

    /** What the server is; asked once. */
    public GymServerInfo server() {
        GymServerInfo known = info;
        if (known == null) {
            known = ask();
            info = known;
        }
        return known;
    }

    private GymServerInfo ask() {
        HttpResponse response;
        try {
            response = send(Call.get("/v1/health/", options.replyTimeout()));
        } catch (GymStatusException e) {
            if (e.status() >= 500 || e.status() == 401 || e.status() == 403) {
                throw e;
            }
            return GymServerInfo.CLASSIC;
        }
        if (!response.headers().contentType().equals("application/json")) {
            return GymServerInfo.CLASSIC;
        }
        JsonNode health = Json.read(response.body(), "the server's health");
        int protocol = health.path("protocol").asInt(1);
        if (protocol < 2) {
            return GymServerInfo.CLASSIC;
        }
        Set<String> features = new HashSet<>();
        health.path("features").forEach(feature -> features.add(feature.asText()));
        return new GymServerInfo(protocol, health.path("server").asText(""), features);
    }

    boolean frames() {
        return options.frames() && server().features().contains("frame");
    }

    boolean has(String feature) {
        return server().features().contains(feature);
    }

    /** What the server makes; empty if it does not tell, as classic ones do not. */
    public Optional<List<String>> ids() {
        if (server().classic()) {
            return Optional.empty();
        }
        List<String> ids = new ArrayList<>();
        json(send(Call.get("/v1/registry/", options.replyTimeout())))
                .path("ids")
                .forEach(id -> ids.add(id.asText()));
        return Optional.of(List.copyOf(ids));
    }

    /** All instances on the server, anybody's, with the ids of their environments. */
    public Map<String, String> instances() {
        JsonNode all = Json.require(
                json(send(Call.get("/v1/envs/", options.replyTimeout()))), "all_envs", "the list of instances");
        Map<String, String> instances = new TreeMap<>();
        all.properties()
                .forEach(entry -> instances.put(entry.getKey(), entry.getValue().asText()));
        return instances;
    }

    /** Shuts the server down, if it lets this client. */
    public void shutDownServer() {
        send(Call.post("/v1/shutdown/", options.replyTimeout()));
    }

    /** Makes one environment in the words of the protocol. */
    public GymInstance open(String id, GymMakeOptions make) {
        return create(id, make, null, OptionalInt.empty(), null);
    }

    /**
     * Makes an environment.
     *
     * @throws io.yume.env.gym.UnsupportedSpaceException if its spaces do not fit; {@link #open} still makes it
     */
    public GymEnvironment make(String id, GymMakeOptions make) {
        return new GymEnvironment(this, id, make);
    }

    /** As {@link #make(String, GymMakeOptions)} with the defaults. */
    public GymEnvironment make(String id) {
        return make(id, GymMakeOptions.defaults());
    }

    /**
     * Makes a vector of environments. A superset server steps all of them in one request; on a classic one each has an
     * instance of its own.
     *
     * @throws IllegalArgumentException if there are no rows
     */
    public VectorEnvironment makeVector(String id, int rows, Autoreset autoreset, GymMakeOptions make) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be >= 1: rows=" + rows);
        }
        if (has("vector")) {
            return new GymVectorEnvironment(this, id, rows, autoreset, make);
        }
        List<GymEnvironment> environments = new ArrayList<>(rows);
        try {
            for (int row = 0; row < rows; row++) {
                environments.add(make(id, make));
            }
            return new ClassicVector(environments, autoreset);
        } catch (RuntimeException e) {
            environments.forEach(GymEnvironment::close);
            throw e;
        }
    }

    /**
     * Creates an instance.
     *
     * @param seed for a classic server, which takes it here; null for none
     * @param rows the rows of a vector, or empty
     */
    GymInstance create(String id, GymMakeOptions make, Long seed, OptionalInt rows, Autoreset autoreset) {
        ObjectNode parameters = Json.object().put("env_id", id);
        boolean classic = server().classic();
        if (seed != null) {
            parameters.put("seed", classic && seed == 0 ? SEED_INSTEAD_OF_ZERO : seed);
        }
        if (!classic) {
            parameters.put("lease_s", options.lease().toSeconds());
            make.maxSteps().ifPresent(limit -> parameters.put("max_episode_steps", limit));
            make.kwargs().ifPresent(kwargs -> parameters.set("kwargs", kwargs));
            if (make.render()) {
                parameters.put("render_mode", "rgb_array");
            }
            if (rows.isPresent()) {
                parameters.put("num_envs", rows.getAsInt()).put("vector", "sync");
                parameters.put("autoreset", autoreset.name().toLowerCase(Locale.ROOT));
            }
        }
        JsonNode reply = json(send(Call.post("/v1/envs/", options.createTimeout())
                .with("application/json", Json.write(parameters, true))));
        return described(id, reply, make);
    }

    private GymInstance described(String id, JsonNode reply, GymMakeOptions make) {
        String instanceId =
                Json.require(reply, "instance_id", "the reply to a creation").asText();
        if (!instanceId.matches("[A-Za-z0-9_.-]{1,200}")) {
            throw new GymProtocolException("instance_id must be a plain name: instance_id=" + Json.shown(reply));
        }
        try {
            GymSpace actions = space(reply, instanceId, "action_space");
            GymSpace observations = space(reply, instanceId, "observation_space");
            JsonNode limit = reply.path("spec").path("max_episode_steps");
            OptionalInt maxSteps = limit.canConvertToInt() && limit.intValue() > 0
                    ? OptionalInt.of(limit.intValue())
                    : make.maxSteps();
            GymInstance instance = new GymInstance(this, instanceId, id, actions, observations, maxSteps);
            open.add(instance);
            return instance;
        } catch (RuntimeException e) {
            new GymInstance(this, instanceId, id, null, null, OptionalInt.empty()).close();
            throw e;
        }
    }

    private GymSpace space(JsonNode reply, String instanceId, String which) {
        if (reply.hasNonNull(which)) {
            return SpaceJson.recursive(reply.get(which));
        }
        JsonNode described = json(send(Call.get("/v1/envs/" + instanceId + "/" + which + "/", options.replyTimeout())));
        return described.hasNonNull("space")
                ? SpaceJson.recursive(described.get("space"))
                : SpaceJson.classic(Json.require(described, "info", which));
    }

    private static JsonNode json(HttpResponse response) {
        return Json.read(response.body(), "the reply");
    }

    void forget(GymInstance instance) {
        open.remove(instance);
    }

    /** Closes all that this client made, and its connections. Idempotent. */
    @Override
    public void close() {
        open.forEach(GymInstance::close);
        transport.close();
    }
}
