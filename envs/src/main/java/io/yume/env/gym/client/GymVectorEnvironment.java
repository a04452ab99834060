package io.yume.env.gym.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.Autoreset;
import io.yume.env.Box;
import io.yume.env.Space;
import io.yume.env.VectorChecks;
import io.yume.env.VectorEnvironment;
import io.yume.env.VectorStep;
import io.yume.env.VectorStepException;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymException;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.Spaces;
import io.yume.env.gym.internal.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A vector of environments that a superset server steps in one request.
 *
 * <p>After the first, the episodes of a row are seeded as the server does it: a Java server by
 * {@link VectorEnvironment#episodeSeed}, Gymnasium by going on with the row's random generator. When the environment of a
 * row fails, {@link #step} throws a {@link VectorStepException} that has the step of the others; when the server fails, it
 * throws a {@link GymException}, all episodes are lost, and {@link #reset(long[])} must follow.
 */
public final class GymVectorEnvironment implements VectorEnvironment {

    private static final String JSON = "application/json";

    private final GymClient client;
    private final String id;
    private final int rows;
    private final Autoreset autoreset;
    private final GymMakeOptions make;
    private final VectorChecks checks;
    private final ActionWriter actions;
    private final ObservationBuffer observations;
    private final ObservationBuffer last;
    private final boolean[] ended;
    private final Confinement confinement = new Confinement();
    private volatile GymInstance instance;
    private volatile boolean closed;
    private boolean[] finals;
    private boolean ready;
    private boolean usable = true;
    private long stepId;

    GymVectorEnvironment(GymClient client, String id, int rows, Autoreset autoreset, GymMakeOptions make) {
        this.client = client;
        this.id = id;
        this.rows = rows;
        this.autoreset = autoreset;
        this.make = make;
        ended = new boolean[rows];
        finals = new boolean[rows];
        instance = create();
        try {
            GymSpace observed = GymEnvironment.chosen(instance.observationSpace(), make);
            Space observationSpace = Spaces.observation(observed);
            Space actionSpace = Spaces.action(instance.actionSpace());
            checks = new VectorChecks(rows, observationSpace, actionSpace);
            actions = new ActionWriter(instance.actionSpace(), actionSpace);
            int[] one = Spaces.shape(observed);
            int[] shape = new int[one.length + 1];
            shape[0] = rows;
            System.arraycopy(one, 0, shape, 1, one.length);
            String key = make.observationKey().orElse(null);
            observations = new ObservationBuffer(observationSpace, rows, shape, key);
            last = autoreset == Autoreset.SAME_STEP ? new ObservationBuffer(observationSpace, rows, shape, key) : null;
        } catch (RuntimeException e) {
            instance.close();
            throw e;
        }
    }

    private GymInstance create() {
        return client.create(id, make, null, OptionalInt.of(rows), autoreset);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public Autoreset autoreset() {
        return autoreset;
    }

    @Override
    public Space observationSpace() {
        return checks.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return checks.actionSpace();
    }

    @Override
    public void reset(long[] seeds) {
        boolean[] all = new boolean[rows];
        Arrays.fill(all, true);
        checks.requireSeeds(all, seeds);
        confinement.run(this::name, () -> {
            VectorChecks.requireOpen("reset", closed);
            ready = false;
            if (!usable) {
                renew();
            }
            HttpResponse response;
            try {
                response = sendReset(null, seeds);
            } catch (GymStatusException e) {
                if (!e.unknownInstance()) {
                    throw e;
                }
                renew();
                response = sendReset(null, seeds);
            }
            readReset(response, all);
            return null;
        });
    }

    @Override
    public void reset(boolean[] mask, long[] seeds) {
        checks.requireSeeds(mask, seeds);
        boolean[] chosen = mask.clone();
        confinement.run(this::name, () -> {
            requireReady("reset of some rows");
            ready = false;
            readReset(sendReset(chosen, seeds), chosen);
            return null;
        });
    }

    private void renew() {
        instance.close();
        usable = false;
        instance = create();
        usable = true;
        if (closed) {
            instance.close();
            VectorChecks.requireOpen("reset", closed);
        }
    }

    private HttpResponse sendReset(boolean[] mask, long[] seeds) {
        ObjectNode parameters = Json.object();
        ArrayNode seed = parameters.putArray("seed");
        for (int row = 0; row < rows; row++) {
            if (mask == null || mask[row]) {
                seed.add(seeds[row]);
            } else {
                seed.addNull();
            }
        }
        if (mask != null) {
            ArrayNode chosen = parameters.putArray("mask");
            for (boolean one : mask) {
                chosen.add(one);
            }
        }
        return instance.reset(parameters, true, GymInstance.accept(client.frames()));
    }

    private void readReset(HttpResponse response, boolean[] mask) {
        ReplyReader.read(response, true, observations, null);
        for (int row = 0; row < rows; row++) {
            ended[row] &= !mask[row];
        }
        finals = new boolean[rows];
        ready = true;
    }

    /**
     * @throws VectorStepException if environments of some rows failed, after all others have moved
     * @throws GymException if the server failed
     */
    @Override
    public VectorStep step(float[] stepActions) {
        return confinement.run(this::name, () -> {
            requireReady("step");
            float[] checked = checked(stepActions);
            ready = false;
            try {
                return take(checked);
            } catch (GymStatusException e) {
                usable = e.status() < 500 && !e.stepIdGap();
                throw e;
            } catch (GymConnectionException | GymProtocolException e) {
                usable = false;
                throw e;
            }
        });
    }

    /** Actions that can be sent: those of rows that are about to be reset are ignored, so any member does. */
    private float[] checked(float[] given) {
        checks.requireActions(given);
        int size = actionSpace().size();
        float[] checked = given.clone();
        for (int row = 0; row < rows; row++) {
            if (!ended[row]) {
                try {
                    actions.require(Arrays.copyOfRange(given, row * size, (row + 1) * size));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("row " + row + ": " + e.getMessage(), e);
                }
            } else if (autoreset == Autoreset.DISABLED) {
                throw new IllegalStateException("row " + row + ": ended rows must be reset before a step");
            } else {
                for (int i = 0; i < size; i++) {
                    checked[row * size + i] = neutral(i);
                }
            }
        }
        return checked;
    }

    private float neutral(int index) {
        return actionSpace() instanceof Box box ? Math.max(box.low()[index], Math.min(box.high()[index], 0)) : 0;
    }

    private VectorStep take(float[] checked) {
        boolean ids = client.has("step_id");
        boolean frames = client.frames();
        boolean binary = frames && actionSpace() instanceof Box;
        HttpResponse response = instance.step(
                binary ? frame(checked, ids) : json(checked, ids),
                binary ? Frame.TYPE : JSON,
                GymInstance.accept(frames),
                ids);
        stepId++;
        StepReply reply = ReplyReader.read(response, true, observations, last);
        reply.derive(rows);
        boolean[] started = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            boolean over = reply.terminated[row] || reply.truncated[row];
            if (autoreset == Autoreset.SAME_STEP) {
                started[row] = reply.finalMask != null && reply.finalMask[row];
            } else {
                started[row] = ended[row];
            }
            ended[row] = over && !(autoreset == Autoreset.SAME_STEP && started[row]);
        }
        finals = autoreset == Autoreset.SAME_STEP ? started.clone() : new boolean[rows];
        ready = true;
        VectorStep step = new VectorStep(reply.reward, reply.terminated, reply.truncated, started);
        Map<Integer, String> failures = reply.failures(rows);
        if (!failures.isEmpty()) {
            throw new VectorStepException(failures, step);
        }
        return step;
    }

    private byte[] frame(float[] checked, boolean ids) {
        Frame.Builder frame = new Frame.Builder().add("action", actions.tensor(checked, rows));
        if (ids) {
            frame.header().put("step_id", stepId);
        }
        return frame.build();
    }

    private byte[] json(float[] checked, boolean ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 + 4 * rows);
        try (JsonGenerator json = Json.generator(bytes, true)) {
            json.writeStartObject();
            json.writeArrayFieldStart("action");
            for (int row = 0; row < rows; row++) {
                actions.write(json, checked, row * actionSpace().size());
            }
            json.writeEndArray();
            if (ids) {
                json.writeNumberField("step_id", stepId);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void observe(float[] into) {
        requireReady("observe");
        checks.requireVectors();
        checks.requireBuffer(into.length, rows);
        observations.write(0, observationSpace().size(), into);
    }

    @Override
    public void observe(byte[] into) {
        requireReady("observe");
        checks.requirePixels();
        checks.requireBuffer(into.length, rows);
        observations.write(0, observationSpace().size(), into);
    }

    @Override
    public void finalObservation(int row, float[] into) {
        checks.requireVectors();
        requireFinal(row);
        checks.requireBuffer(into.length, 1);
        last.write(row, observationSpace().size(), into);
    }

    @Override
    public void finalObservation(int row, byte[] into) {
        checks.requirePixels();
        requireFinal(row);
        checks.requireBuffer(into.length, 1);
        last.write(row, observationSpace().size(), into);
    }

    private void requireFinal(int row) {
        requireReady("finalObservation");
        VectorChecks.requireFinal(finals[row], row, autoreset);
    }

    private String name() {
        return "a vector of " + id;
    }

    private void requireReady(String call) {
        VectorChecks.requireReady(call, closed, ready);
    }

    /** Closes the instance on the server; does not throw if that is gone. Idempotent, and may be called by any thread. */
    @Override
    public void close() {
        closed = true;
        instance.close();
    }
}
