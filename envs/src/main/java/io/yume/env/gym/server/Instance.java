package io.yume.env.gym.server;

import io.yume.env.Autoreset;
import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.env.gym.internal.http.HttpResponse;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one instance id stands for: one environment, or the rows of a vector. Every call holds the lock, so that requests
 * run one after another.
 */
final class Instance {

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

    private final String id;
    private final String environmentId;
    private final List<Row> rows;
    private final boolean vector;
    private final Autoreset autoreset;
    private final boolean renders;
    private final long leaseNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Sampler sampler;
    private Long lastStepId;
    private HttpResponse lastReply;
    private boolean closed;
    private volatile long lastUse = System.nanoTime();

    Instance(
            String id,
            String environmentId,
            List<Row> rows,
            boolean vector,
            Autoreset autoreset,
            boolean renders,
            long leaseNanos) {
        this.id = id;
        this.environmentId = environmentId;
        this.rows = List.copyOf(rows);
        this.vector = vector;
        this.autoreset = autoreset;
        this.renders = renders;
        this.leaseNanos = leaseNanos;
        sampler = new Sampler(first().actionSpace(), rows.get(0).seed());
    }

    String id() {
        return id;
    }

    String environmentId() {
        return environmentId;
    }

    int rows() {
        return rows.size();
    }

    boolean vector() {
        return vector;
    }

    Autoreset autoreset() {
        return autoreset;
    }

    long leaseNanos() {
        return leaseNanos;
    }

    Environment first() {
        return rows.get(0).environment();
    }

    Space observationSpace() {
        return first().observationSpace();
    }

    Space actionSpace() {
        return first().actionSpace();
    }

    /** Random actions. Call within {@link #use}. */
    Sampler sampler() {
        return sampler;
    }

    boolean expired(long now) {
        return !lock.isLocked() && now - lastUse > leaseNanos;
    }

    /** Does something while no other request does; the lease counts from its end. */
    <T> T use(Function<Instance, T> work) {
        lock.lock();
        try {
            if (closed) {
                throw Refusal.unknownInstance(id);
            }
            return work.apply(this);
        } finally {
            lastUse = System.nanoTime();
            lock.unlock();
        }
    }

    /** Resets all rows, or those of a mask. Call within {@link #use}. */
    Outcome reset(Long[] seeds, boolean[] mask) {
        if (mask != null) {
            for (int row = 0; row < rows.size(); row++) {
                if (!mask[row] && rows.get(row).fresh()) {
                    throw Refusal.parameter("mask must have every row that was never reset: row=" + row);
                }
            }
        }
        for (int row = 0; row < rows.size(); row++) {
            if (mask == null || mask[row]) {
                try {
                    rows.get(row).reset(seeds == null ? null : seeds[row]);
                } catch (RuntimeException e) {
                    throw failed(row, e);
                }
            }
        }
        Outcome outcome = new Outcome(vector, observationSpace(), rows.size(), false, null);
        observe(outcome);
        return outcome;
    }

    private void observe(Outcome outcome) {
        for (int row = 0; row < rows.size(); row++) {
            rows.get(row).observe(outcome.observations, row);
        }
    }

    private Refusal failed(int row, RuntimeException cause) {
        LOG.warn("{} of instance {} failed in row {}", environmentId, id, row, cause);
        return Refusal.failed(environmentId, cause);
    }

    /** The kept reply, if the client asks for the latest step again; null if this is the next one. */
    HttpResponse replay(Long stepId) {
        if (stepId == null || lastStepId == null) {
            return null;
        }
        if (stepId.equals(lastStepId)) {
            return lastReply;
        }
        if (stepId != lastStepId + 1) {
            throw Refusal.of(
                    409,
                    "step_id_gap",
                    "step_id must be the latest or the one after it: latest=" + lastStepId + ", step_id=" + stepId);
        }
        return null;
    }

    /** Keeps the reply to a step for those who did not get it. */
    void keep(Long stepId, HttpResponse reply) {
        if (stepId != null) {
            lastStepId = stepId;
            lastReply = reply;
        }
    }

    /** Moves every row on; all actions are checked before the first moves. Call within {@link #use}. */
    Outcome step(StepRequest request) {
        for (int row = 0; row < rows.size(); row++) {
            String where = vector ? "row " + row + ": " : "";
            Row one = rows.get(row);
            if (!(one.over() && vector && autoreset != Autoreset.DISABLED)) {
                one.requireRunning(where);
                one.requireAction(request.actions()[row], where);
            }
        }
        boolean sameStep = vector && autoreset == Autoreset.SAME_STEP;
        Outcome outcome = new Outcome(vector, observationSpace(), rows.size(), sameStep, request);
        if (!vector) {
            stepSingle(outcome);
        } else {
            for (int row = 0; row < rows.size(); row++) {
                stepRow(row, outcome);
            }
        }
        observe(outcome);
        return outcome;
    }

    private void stepSingle(Outcome outcome) {
        TimeStep step;
        int taken = 0;
        do {
            try {
                step = rows.get(0).step(outcome.request.actions()[0]);
            } catch (RuntimeException e) {
                throw failed(0, e);
            }
            outcome.rewards[0] += step.reward();
            taken++;
        } while (taken < outcome.request.repeat() && !step.last());
        outcome.repeated = taken;
        outcome.terminated[0] = step.terminated();
        outcome.truncated[0] = step.truncated();
    }

    /** One failing row is truncated and reported; the others do not notice. */
    private void stepRow(int row, Outcome outcome) {
        Row one = rows.get(row);
        try {
            if (one.over()) {
                one.reset(null);
                return;
            }
            TimeStep step = one.step(outcome.request.actions()[row]);
            outcome.rewards[row] = step.reward();
            outcome.terminated[row] = step.terminated();
            outcome.truncated[row] = step.truncated();
            if (step.last() && outcome.finalMask != null) {
                one.observe(outcome.ensureFinalObservations(), row);
                outcome.finalMask[row] = true;
                one.reset(null);
            }
        } catch (RuntimeException e) {
            outcome.errors.put(row, failed(row, e));
            outcome.rewards[row] = 0;
            outcome.terminated[row] = false;
            outcome.truncated[row] = true;
        }
    }

    /** The picture of the first row's latest observation. Call within {@link #use}. */
    byte[] picture() {
        if (!renders) {
            throw Refusal.of(
                    409, "no_render_mode", "render needs an instance that was created with render_mode rgb_array");
        }
        if (rows.get(0).fresh()) {
            throw Refusal.of(409, "step_before_reset", "render needs an episode, call reset first");
        }
        byte[] picture = new byte[observationSpace().size()];
        rows.get(0).observe(picture, 0);
        return picture;
    }

    /** Closes the environments; does nothing the second time. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            for (Row row : rows) {
                try {
                    row.environment().close();
                } catch (RuntimeException e) {
                    LOG.warn("{} of instance {} did not close", environmentId, id, e);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
