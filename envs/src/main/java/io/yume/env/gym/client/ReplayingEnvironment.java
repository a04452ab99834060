package io.yume.env.gym.client;

import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymConnectionException.Reason;
import io.yume.env.gym.GymException;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.GymStatusException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An environment on a server whose episodes outlive the server's failures. When an episode is lost - the server is gone or
 * answers rubbish, the instance was dropped, its process died - it is played again from its seed and its actions in a new
 * environment, a warning says so, and the step that failed is taken there. Whoever plays sees nothing of it.
 *
 * <p>That needs an environment which repeats itself: rewards, ends and the frame seen last must be those of the lost episode.
 * If they are not, or the server does not come back, the exception passes on, and {@link #reset} must follow.
 */
public final class ReplayingEnvironment implements Environment {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayingEnvironment.class);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int CONFLICT = 409;
    /** How long to wait before each attempt: a server that is started again needs some seconds. */
    private static final long[] PAUSES_MS = {0, 500, 1000, 2000, 4000, 8000};

    private final Supplier<? extends Environment> maker;
    private final long[] pauses;
    private final List<float[]> actions = new ArrayList<>();
    private final List<TimeStep> steps = new ArrayList<>();
    private Environment inner;
    private long seed;
    private int seenAt = -1;
    private int seenHash;
    private boolean broken;
    private boolean closed;

    /**
     * Makes the first environment.
     *
     * @param maker makes an environment that equals all others that it makes; called again after a loss
     */
    public ReplayingEnvironment(Supplier<? extends Environment> maker) {
        this(maker, PAUSES_MS);
    }

    /** @param pauses before each attempt, milliseconds */
    ReplayingEnvironment(Supplier<? extends Environment> maker, long... pauses) {
        this.maker = maker;
        this.pauses = pauses.clone();
        inner = maker.get();
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public Space observationSpace() {
        return inner.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return inner.actionSpace();
    }

    @Override
    public int maxSteps() {
        return inner.maxSteps();
    }

    @Override
    public void reset(long seed) {
        try {
            if (broken) {
                replace();
            }
            inner.reset(seed);
            begin(seed);
            broken = false;
        } catch (GymException e) {
            begin(seed);
            recover(e);
        }
    }

    private void begin(long seed) {
        this.seed = seed;
        actions.clear();
        steps.clear();
        seenAt = -1;
    }

    @Override
    public TimeStep step(float[] action) {
        if (broken) {
            throw new IllegalStateException("step needs a running episode, call reset first: " + id()
                    + " lost its episode at step " + steps.size());
        }
        TimeStep step;
        try {
            step = inner.step(action);
        } catch (GymException e) {
            step = recover(e, action);
        }
        actions.add(action.clone());
        steps.add(step);
        return step;
    }

    /** Whether another server, or the same one later, may do what this one failed at. */
    private static boolean lost(GymException e) {
        if (e instanceof GymConnectionException connection) {
            return connection.reason() != Reason.INTERRUPTED;
        }
        if (e instanceof GymStatusException refused) {
            int status = refused.status();
            return refused.unknownInstance() || status >= 500 || status == CONFLICT || status == TOO_MANY_REQUESTS;
        }
        return e instanceof GymProtocolException;
    }

    /** Brings the episode back to where it was, and takes the steps that follow, of which there may be none. */
    private TimeStep recover(GymException cause, float[]... next) {
        if (!lost(cause) || closed) {
            throw cause;
        }
        // Until it is where it was.
        broken = true;
        GymException failure = cause;
        for (long pause : pauses) {
            LOG.warn(
                    "the episode of {} with seed {} was lost at step {} and is played again: {}",
                    id(),
                    seed,
                    steps.size(),
                    failure.getMessage());
            pause(pause);
            try {
                replace();
                repeat();
                TimeStep last = null;
                for (float[] action : next) {
                    last = inner.step(action);
                }
                broken = false;
                return last;
            } catch (GymException e) {
                if (!lost(e)) {
                    throw e;
                }
                failure = e;
            }
        }
        if (failure != cause) {
            failure.addSuppressed(cause);
        }
        throw failure;
    }

    private void replace() {
        Environment before = inner;
        before.close();
        inner = maker.get();
        if (!inner.observationSpace().equals(before.observationSpace())
                || !inner.actionSpace().equals(before.actionSpace())) {
            throw new GymException("an episode can only be played again in an equal environment: environment=" + id());
        }
    }

    private void repeat() {
        inner.reset(seed);
        for (int i = 0; i < actions.size(); i++) {
            TimeStep again = inner.step(actions.get(i));
            requireRepeated(again.equals(steps.get(i)), i + 1);
        }
        if (seenAt == steps.size()) {
            byte[] frame = new byte[observationSpace().size()];
            inner.observe(frame);
            requireRepeated(Arrays.hashCode(frame) == seenHash, steps.size());
        }
    }

    private void requireRepeated(boolean repeated, int step) {
        if (!repeated) {
            throw new GymException("an episode that was lost can only be played again where its seed and actions repeat"
                    + " it: environment=" + id() + ", seed=" + seed + ", step=" + step);
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GymConnectionException(
                    Reason.INTERRUPTED, "interrupted while waiting for a server to come back", e);
        }
    }

    @Override
    public void observe(byte[] into) {
        inner.observe(into);
        seenAt = steps.size();
        seenHash = Arrays.hashCode(into);
    }

    @Override
    public void observe(float[] into) {
        inner.observe(into);
    }

    @Override
    public void close() {
        closed = true;
        inner.close();
    }
}
