package io.yume.env.gym.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymException;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.UnsupportedSpaceException;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.Spaces;
import io.yume.env.gym.internal.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An environment on a Gym HTTP server.
 *
 * <p>When a step fails - the server is gone, does not answer, or the environment there breaks - a
 * {@link GymException} says so, the episode is lost, and the next call must be {@link #reset}, which makes a new instance on
 * the server if the old one is no more. A step is only ever sent again with a step id, by which the server knows it.
 *
 * <p>{@code terminated} and {@code truncated} are told apart by a superset server. A classic one says {@code done}; that is
 * truncated if {@code info} has {@code TimeLimit.truncated} or the limit given to {@link GymMakeOptions} is reached, and
 * terminated otherwise ({@link #knowsTruncation}).
 */
public final class GymEnvironment implements Environment {

    private enum Phase {
        NEW,
        RUNNING,
        OVER,
        LOST
    }

    private final GymClient client;
    private final String id;
    private final GymMakeOptions make;
    private final Space observationSpace;
    private final Space actionSpace;
    private final OptionalInt maxSteps;
    private final ActionWriter actions;
    private final ObservationBuffer observation;
    private final Confinement confinement = new Confinement();
    private volatile GymInstance instance;
    private volatile boolean closed;
    private Phase phase = Phase.NEW;
    private boolean usable = true;
    private boolean seen;
    private boolean unused = true;
    private boolean saysWhy;
    private long stepId;
    private int steps;
    private JsonNode info = Json.object();

    GymEnvironment(GymClient client, String id, GymMakeOptions make) {
        this.client = client;
        this.id = id;
        this.make = make;
        instance = client.open(id, make);
        try {
            GymSpace observed = chosen(instance.observationSpace());
            observationSpace = Spaces.observation(observed);
            actionSpace = Spaces.action(instance.actionSpace());
            actions = new ActionWriter(instance.actionSpace(), actionSpace);
            observation = new ObservationBuffer(
                    observationSpace,
                    1,
                    Spaces.shape(observed),
                    make.observationKey().orElse(null));
            maxSteps = instance.maxSteps();
        } catch (RuntimeException e) {
            instance.close();
            throw e;
        }
    }

    /** The chosen part of a Dict, or the whole. */
    private GymSpace chosen(GymSpace space) {
        return chosen(space, make);
    }

    static GymSpace chosen(GymSpace space, GymMakeOptions make) {
        Optional<String> key = make.observationKey();
        if (key.isEmpty()) {
            return space;
        }
        if (!(space instanceof GymSpace.DictSpace dict) || !dict.spaces().containsKey(key.get())) {
            throw new UnsupportedSpaceException("observations must be a Dict with the key '" + key.get() + "': space="
                    + (space instanceof GymSpace.DictSpace dict ? "Dict" + dict.keys() : space.kind()));
        }
        return dict.spaces().get(key.get());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Space observationSpace() {
        return observationSpace;
    }

    @Override
    public Space actionSpace() {
        return actionSpace;
    }

    @Override
    public int maxSteps() {
        return maxSteps.orElse(Integer.MAX_VALUE);
    }

    /** Whether it is known why an episode ended; if not, {@code terminated} stands for either. */
    public boolean knowsTruncation() {
        return !client.server().classic() || saysWhy || maxSteps.isPresent();
    }

    /** What the latest reply said in {@code info}. */
    public JsonNode info() {
        return info;
    }

    /** @throws GymException if the server cannot do it */
    @Override
    public void reset(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed must be >= 0: seed=" + seed);
        }
        confinement.run(this::name, () -> {
            requireOpen("reset");
            phase = Phase.LOST;
            HttpResponse response = start(seed);
            read(response);
            steps = 0;
            seen = true;
            phase = Phase.RUNNING;
            return null;
        });
    }

    private HttpResponse start(long seed) {
        if (!usable) {
            renew(null);
        }
        boolean classic = client.server().classic();
        if (classic && client.options().classicSeeds() == GymClientOptions.ClassicSeeds.RECREATE) {
            renew(seed);
        }
        try {
            return sendReset(seed, classic);
        } catch (GymStatusException e) {
            if (!e.unknownInstance() || unused) {
                throw e;
            }
            // Its lease ended, or the server was started again: nothing of an episode is lost by a new one.
            renew(classic ? (Long) seed : null);
            return sendReset(seed, classic);
        }
    }

    private HttpResponse sendReset(long seed, boolean classic) {
        ObjectNode parameters = classic ? null : Json.object().put("seed", seed);
        HttpResponse response = instance.reset(parameters, !classic, GymInstance.accept(client.frames()));
        unused = false;
        return response;
    }

    /** Replaces the instance; a thread that closes the environment meanwhile closes the new one. */
    private void renew(Long seed) {
        instance.close();
        usable = false;
        Long wanted = client.options().classicSeeds() == GymClientOptions.ClassicSeeds.RECREATE ? seed : null;
        instance = client.create(id, make, wanted, OptionalInt.empty(), null);
        usable = true;
        unused = true;
        if (closed) {
            instance.close();
            requireOpen("reset");
        }
    }

    /** @throws GymException if the server or the environment there fails; the episode is lost then */
    @Override
    public TimeStep step(float[] action) {
        return confinement.run(this::name, () -> {
            requireRunning();
            actions.require(action);
            phase = Phase.LOST;
            try {
                TimeStep result = take(action);
                phase = result.last() ? Phase.OVER : Phase.RUNNING;
                return result;
            } catch (GymStatusException e) {
                usable = e.status() < 500 && !e.stepIdGap();
                throw e;
            } catch (GymConnectionException | GymProtocolException e) {
                // The server may still be at it, or not have seen the step: the instance cannot be trusted.
                usable = false;
                throw e;
            }
        });
    }

    private TimeStep take(float[] action) {
        boolean ids = client.has("step_id");
        HttpResponse response =
                instance.step(body(action, ids), "application/json", GymInstance.accept(client.frames()), ids);
        // A refused step does not count.
        stepId++;
        StepReply reply = read(response);
        reply.derive(1);
        saysWhy |= reply.saysWhy();
        steps++;
        boolean terminated = reply.terminated[0];
        boolean truncated = reply.truncated[0];
        if (client.server().classic() && terminated && !reply.saysWhy() && steps >= maxSteps()) {
            return new TimeStep(reply.reward[0], false, true);
        }
        return new TimeStep(reply.reward[0], terminated, truncated);
    }

    private byte[] body(float[] action, boolean ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (JsonGenerator json = Json.generator(bytes, true)) {
            json.writeStartObject();
            json.writeFieldName("action");
            actions.write(json, action, 0);
            if (ids) {
                json.writeNumberField("step_id", stepId);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private StepReply read(HttpResponse response) {
        StepReply reply = ReplyReader.read(response, false, observation, null);
        info = reply.info == null ? Json.object() : reply.info;
        return reply;
    }

    @Override
    public void observe(byte[] into) {
        if (!(observationSpace instanceof Pixels)) {
            Environment.super.observe(into);
        }
        requireObservation(into.length);
        observation.write(0, into.length, into);
    }

    @Override
    public void observe(float[] into) {
        if (observationSpace instanceof Pixels) {
            Environment.super.observe(into);
        }
        requireObservation(into.length);
        observation.write(0, into.length, into);
    }

    /**
     * The current picture as PNG.
     *
     * @throws GymStatusException if the environment was made without {@link GymMakeOptions#withRender}
     */
    public byte[] render() {
        return confinement.run(this::name, () -> {
            requireOpen("render");
            return instance.render();
        });
    }

    private String name() {
        return "an environment of " + id;
    }

    private void requireOpen(String call) {
        if (closed) {
            throw new IllegalStateException(call + " needs an open environment: " + id + " is closed");
        }
    }

    private void requireRunning() {
        requireOpen("step");
        if (phase != Phase.RUNNING) {
            throw new IllegalStateException("step needs a running episode, call reset first: " + id + " "
                    + switch (phase) {
                        case NEW -> "was never reset";
                        case OVER -> "ended at step " + steps;
                        default -> "lost its episode at step " + steps;
                    });
        }
    }

    private void requireObservation(int length) {
        requireOpen("observe");
        if (!seen) {
            throw new IllegalStateException("observe needs an episode, call reset first: " + id + " was never reset");
        }
        if (length != observationSpace.size()) {
            throw new IllegalArgumentException("observation buffer must match the space: expected=["
                    + observationSpace.size() + "], actual=[" + length + "]");
        }
    }

    /** Closes the instance on the server; does not throw if that is gone. Idempotent, and may be called by any thread. */
    @Override
    public void close() {
        closed = true;
        instance.close();
    }
}
