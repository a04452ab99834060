package io.yume.env.pixel;

import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.Snapshots;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Dodge fireballs, seen through the player's eyes; after DoomTakeCover as used by Ha and Schmidhuber ("World Models",
 * 2018), but a game of its own whose scores do not compare with theirs.
 *
 * <p>Four monsters stand at the far wall of a room and throw fireballs that fly straight and take about 30 to 50 steps to
 * arrive: one in three at where the player stands when it is thrown, the others anywhere. The player walks across the
 * room and has momentum: eight steps from rest to full speed. Where a fireball will land, and where the player will be,
 * cannot be told from one frame. Throws come faster, and fly faster, mostly within the first 300 steps.
 *
 * <p>Actions are {@code Discrete(3)}: 0 left, 1 stay (brake), 2 right. Each step pays 1, except the one in which a
 * fireball hits, which pays 0 and terminates; the return is the number of steps survived. At {@link #MAX_STEPS} the
 * episode is truncated. Observations are 64x64 RGB.
 */
public final class TakeCover implements Environment, Snapshots {

    /** The step at which an episode is truncated. */
    public static final int MAX_STEPS = 2100;
    /** Furthest the player can be from the middle of the room, in room units. */
    public static final double ROOM_HALF_WIDTH = (double) TakeCoverWorld.ROOM_HALF_WIDTH / TakeCoverWorld.UNIT;
    /** A fireball whose middle is nearer than this to the player's hits, in room units. */
    public static final double HIT_RADIUS = (double) TakeCoverWorld.HIT_RADIUS / TakeCoverWorld.UNIT;
    /** How much the player's velocity can change in one step, in units a step; its limit is one unit a step. */
    public static final double ACCELERATION = (double) TakeCoverWorld.ACCELERATION / TakeCoverWorld.UNIT;
    /** Distance from which fireballs are thrown, in room units. */
    public static final double THROW_DISTANCE = (double) TakeCoverWorld.THROW_DISTANCE / TakeCoverWorld.UNIT;

    private static final Pixels OBSERVATIONS = new Pixels(Camera.SIZE, Camera.SIZE, Camera.CHANNELS);
    private static final Discrete ACTIONS = new Discrete(3);
    private static final TimeStep ALIVE = new TimeStep(1, false, false);
    private static final TimeStep HIT = new TimeStep(0, true, false);
    private static final TimeStep OUT_OF_TIME = new TimeStep(1, false, true);
    private static final TimeStep HIT_AT_THE_END = new TimeStep(0, true, true);
    private static final int SNAPSHOT_MARK = 0x54434F31;
    private static final int SNAPSHOT_BYTES = Integer.BYTES + 1 + TakeCoverWorld.BYTES + Long.BYTES;

    private enum Phase {
        NEW,
        RUNNING,
        OVER,
        CLOSED
    }

    private final TakeCoverWorld world = new TakeCoverWorld();
    private final TakeCoverPainter painter = new TakeCoverPainter();
    private Phase phase = Phase.NEW;

    @Override
    public String id() {
        return "take-cover";
    }

    @Override
    public Space observationSpace() {
        return OBSERVATIONS;
    }

    @Override
    public Space actionSpace() {
        return ACTIONS;
    }

    @Override
    public int maxSteps() {
        return MAX_STEPS;
    }

    /** @throws IllegalArgumentException if {@code seed < 0} */
    @Override
    public void reset(long seed) {
        requireOpen();
        if (seed < 0) {
            throw new IllegalArgumentException("seed must be >= 0: seed=" + seed);
        }
        world.reset(seed);
        phase = Phase.RUNNING;
    }

    @Override
    public TimeStep step(float[] action) {
        int choice = ACTIONS.index(action);
        if (phase != Phase.RUNNING) {
            throw new IllegalStateException("step needs a running episode, call reset first: phase=" + phase);
        }
        boolean hit = world.advance(choice - 1);
        boolean outOfTime = world.step() >= MAX_STEPS;
        if (hit || outOfTime) {
            phase = Phase.OVER;
        }
        if (hit) {
            return outOfTime ? HIT_AT_THE_END : HIT;
        }
        return outOfTime ? OUT_OF_TIME : ALIVE;
    }

    /** Paints what the player sees; steps that nobody observes cost no painting. */
    @Override
    public void observe(byte[] into) {
        requireEpisode();
        if (into.length != OBSERVATIONS.size()) {
            throw new IllegalArgumentException("observation shape must match the space: expected=["
                    + OBSERVATIONS.size() + "], actual=[" + into.length + "]");
        }
        painter.paint(world, into);
    }

    /**
     * The true state, which the pixels show only in part.
     *
     * @throws IllegalStateException before the first reset or after close
     */
    public TakeCoverState state() {
        requireEpisode();
        return world.state();
    }

    /** @throws IllegalStateException before the first reset or after close */
    @Override
    public byte[] snapshot() {
        requireEpisode();
        ByteBuffer out = ByteBuffer.allocate(SNAPSHOT_BYTES);
        out.putInt(SNAPSHOT_MARK).put((byte) (phase == Phase.OVER ? 1 : 0));
        world.write(out);
        out.putLong(checksum(out.array()));
        return out.array();
    }

    /** @throws IllegalStateException after close */
    @Override
    public void restore(byte[] snapshot) {
        requireOpen();
        if (snapshot.length != SNAPSHOT_BYTES) {
            throw new IllegalArgumentException(
                    "a snapshot of " + id() + " must have " + SNAPSHOT_BYTES + " bytes: bytes=" + snapshot.length);
        }
        ByteBuffer in = ByteBuffer.wrap(snapshot);
        int mark = in.getInt();
        long stored = in.getLong(SNAPSHOT_BYTES - Long.BYTES);
        long actual = checksum(snapshot);
        if (mark != SNAPSHOT_MARK || stored != actual) {
            throw new IllegalArgumentException("bytes must be an undamaged snapshot of " + id() + ": mark=" + mark
                    + ", stored checksum=" + stored + ", actual checksum=" + actual);
        }
        phase = in.get() == 0 ? Phase.RUNNING : Phase.OVER;
        world.read(in);
    }

    @Override
    public void close() {
        phase = Phase.CLOSED;
    }

    private void requireEpisode() {
        requireOpen();
        if (phase == Phase.NEW) {
            throw new IllegalStateException("no episode yet, call reset first: phase=" + phase);
        }
    }

    private void requireOpen() {
        if (phase == Phase.CLOSED) {
            throw new IllegalStateException("the environment is closed: id=" + id());
        }
    }

    private static long checksum(byte[] snapshot) {
        CRC32 crc = new CRC32();
        crc.update(snapshot, 0, SNAPSHOT_BYTES - Long.BYTES);
        return crc.getValue();
    }
}
