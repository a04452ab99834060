package io.yume.env.gym.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.GymException;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One environment, or one vector of them, on a server, in the words of the protocol: for spaces that an
 * {@code Environment} cannot have, actions and observations are JSON. One thread at a time.
 */
public final class GymInstance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GymInstance.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final String JSON = "application/json";

    private final GymClient client;
    private final String id;
    private final String environmentId;
    private final GymSpace actionSpace;
    private final GymSpace observationSpace;
    private final OptionalInt maxSteps;
    private final AtomicBoolean closed = new AtomicBoolean();

    GymInstance(
            GymClient client,
            String id,
            String environmentId,
            GymSpace actionSpace,
            GymSpace observationSpace,
            OptionalInt maxSteps) {
        this.client = client;
        this.id = id;
        this.environmentId = environmentId;
        this.actionSpace = actionSpace;
        this.observationSpace = observationSpace;
        this.maxSteps = maxSteps;
    }

    /** The server's name for it. */
    public String id() {
        return id;
    }

    /** The registered name, such as {@code CartPole-v1}. */
    public String environmentId() {
        return environmentId;
    }

    /** What actions are; of one row of a vector. */
    public GymSpace actionSpace() {
        return actionSpace;
    }

    /** What observations are; of one row of a vector. */
    public GymSpace observationSpace() {
        return observationSpace;
    }

    /** The step at which episodes are truncated, if the server said so. */
    public OptionalInt maxSteps() {
        return maxSteps;
    }

    /**
     * Starts an episode.
     *
     * @param seed what decides the episode; a classic server takes none here and gets none
     * @return the whole reply
     */
    public JsonNode reset(OptionalLong seed) {
        ObjectNode parameters = null;
        if (!client.server().classic()) {
            parameters = Json.object();
            if (seed.isPresent()) {
                parameters.put("seed", seed.getAsLong());
            }
        }
        return object(reset(parameters, seed.isPresent(), null));
    }

    /**
     * Moves on by one step; never repeated when the connection breaks.
     *
     * @return the whole reply
     */
    public JsonNode step(JsonNode action) {
        ObjectNode parameters = Json.object();
        parameters.set("action", action);
        return object(step(Json.write(parameters, true), JSON, null, false));
    }

    /**
     * The current picture as PNG.
     *
     * @throws GymStatusException if the instance was made without pictures
     */
    public byte[] render() {
        return client.send(Call.get(path("/render/"), client.options().replyTimeout())
                        .accepting("image/png"))
                .body();
    }

    private static JsonNode object(HttpResponse response) {
        return Json.read(response.body(), "the reply");
    }

    private String path(String end) {
        return "/v1/envs/" + id + end;
    }

    /** @param parameters null for no body, since some classic servers leave bodies in the connection */
    HttpResponse reset(ObjectNode parameters, boolean repeatable, String accept) {
        Call call = Call.post(path("/reset/"), client.options().replyTimeout())
                .repeatableIf(repeatable)
                .accepting(accept);
        return client.send(parameters == null ? call : call.with(JSON, Json.write(parameters, true)));
    }

    HttpResponse step(byte[] body, String type, String accept, boolean repeatable) {
        return client.send(Call.post(path("/step/"), client.options().replyTimeout())
                .with(type, body)
                .accepting(accept)
                .repeatableIf(repeatable));
    }

    /** What a client that takes frames asks for. */
    static String accept(boolean frames) {
        return frames ? Frame.TYPE : null;
    }

    /**
     * Closes it on the server. It does not throw: an instance that the server no longer knows is closed, and one on a server
     * that is gone cannot be. Idempotent, and may be called by any thread.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        client.forget(this);
        // The connection would not wait for an interrupted thread.
        boolean interrupted = Thread.interrupted();
        try {
            client.send(Call.post(path("/close/"), CLOSE_PATIENCE).repeatableIf(true));
        } catch (GymStatusException e) {
            if (!e.unknownInstance()) {
                LOG.warn("instance {} of {} did not close", id, environmentId, e);
            }
        } catch (GymException | IllegalStateException e) {
            LOG.warn("instance {} of {} was not closed; its lease will", id, environmentId, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
