package io.yume.env.pixel;

import io.yume.env.SplitMix64;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of {@link TakeCover} in fixed-point whole numbers ({@link #UNIT} to one room unit), so that the same seed and
 * actions give the same game on every machine.
 */
final class TakeCoverWorld {

    static final int UNIT = 1024;
    /** Furthest the player can be from the middle of the room. */
    static final int ROOM_HALF_WIDTH = 20 * UNIT;
    /** How fast the player's velocity changes: eight steps from rest to full speed, so that dodging starts early. */
    static final int ACCELERATION = UNIT / 8;
    /** A fireball hits when its middle is nearer than this to the player's. */
    static final int HIT_RADIUS = 28 * UNIT / 10;
    /** Distance from which fireballs are thrown. */
    static final int THROW_DISTANCE = 36 * UNIT;
    /** Number of monsters, evenly spread along the middle of the far wall. */
    static final int MONSTERS = 4;
    /** Near enough to the middle that the player sees every monster from almost every place. */
    static final int MONSTERS_HALF_WIDTH = 14 * UNIT;
    /** Steps before a throw in which the monster's fireball lights up. */
    static final int WIND_UP = 6;
    /** More than can be in the air at once: this many of the shortest pauses (13 steps) last longer than any flight. */
    static final int MAX_FIREBALLS = 6;
    /** Size of {@link #write}. */
    static final int BYTES = Long.BYTES + Integer.BYTES * (6 + 5 * MAX_FIREBALLS);

    private static final long SEED_MASK = 0x54616B65436F7672L;
    private static final int RAMP_STEPS = 300;
    private static final int MAX_STEPS = TakeCover.MAX_STEPS;
    // Mean pause between throws (in 1/16 step) and mean approach speed: at the start, after the ramp, at the end.
    private static final int[] PAUSE = {34 * 16, 25 * 16, 22 * 16};
    private static final int[] SPEED = {80 * UNIT / 100, 100 * UNIT / 100, 105 * UNIT / 100};
    private static final int SPEED_SPREAD_PERCENT = 15;
    private static final int PAUSE_SPREAD_PERCENT = 40;
    private static final int AIM_ERROR = UNIT;
    private static final int FIRST_THROW = 8;
    // One in three; the others land anywhere, beyond the walls by a hit radius so that walls are no shelter.
    private static final int AIMED_ONE_IN = 3;
    private static final int LANDING_HALF_WIDTH = ROOM_HALF_WIDTH + HIT_RADIUS;

    private final SplitMix64 random = new SplitMix64(0);
    private int step;
    private int playerX;
    private int playerVelocity;
    private int untilThrow;
    private int thrower;
    private int count;
    private final int[] x = new int[MAX_FIREBALLS];
    private final int[] distance = new int[MAX_FIREBALLS];
    private final int[] lateral = new int[MAX_FIREBALLS];
    private final int[] approach = new int[MAX_FIREBALLS];
    private final int[] aimed = new int[MAX_FIREBALLS];

    void reset(long seed) {
        // A jump, so that a policy that starts its own generator from the same seed draws unrelated numbers.
        random.setState(seed ^ SEED_MASK);
        random.setState(random.nextLong());
        step = 0;
        count = 0;
        playerX = random.between(-ROOM_HALF_WIDTH / 2, ROOM_HALF_WIDTH / 2);
        playerVelocity = 0;
        untilThrow = random.between(1, FIRST_THROW);
        thrower = random.below(MONSTERS);
    }

    /**
     * Moves everything on by one step.
     *
     * @param direction where the player walks: -1 left, 0 nowhere, 1 right
     * @return whether a fireball hit the player
     */
    boolean advance(int direction) {
        step++;
        movePlayer(direction);
        boolean hit = moveFireballs();
        untilThrow--;
        if (untilThrow == 0) {
            throwFireball();
            untilThrow = pause();
            thrower = random.below(MONSTERS);
        }
        return hit;
    }

    private void movePlayer(int direction) {
        int wanted = direction * UNIT;
        int change = Math.max(-ACCELERATION, Math.min(ACCELERATION, wanted - playerVelocity));
        playerVelocity += change;
        playerX += playerVelocity;
        if (Math.abs(playerX) > ROOM_HALF_WIDTH) {
            playerX = playerX > 0 ? ROOM_HALF_WIDTH : -ROOM_HALF_WIDTH;
            playerVelocity = 0;
        }
    }

    private boolean moveFireballs() {
        boolean hit = false;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int newDistance = distance[i] - approach[i];
            int newX = x[i] + lateral[i];
            long dx = (long) newX - playerX;
            hit |= dx * dx + (long) newDistance * newDistance < (long) HIT_RADIUS * HIT_RADIUS;
            if (newDistance > -HIT_RADIUS) {
                x[kept] = newX;
                distance[kept] = newDistance;
                lateral[kept] = lateral[i];
                approach[kept] = approach[i];
                aimed[kept] = aimed[i];
                kept++;
            }
        }
        count = kept;
        return hit;
    }

    private void throwFireball() {
        boolean atPlayer = random.below(AIMED_ONE_IN) == 0;
        int landing = atPlayer
                ? playerX + random.between(-AIM_ERROR, AIM_ERROR)
                : random.between(-LANDING_HALF_WIDTH, LANDING_HALF_WIDTH);
        int speed = spread(ramp(SPEED), SPEED_SPREAD_PERCENT);
        x[count] = monsterX(thrower);
        distance[count] = THROW_DISTANCE;
        lateral[count] = (int) ((long) (landing - x[count]) * speed / THROW_DISTANCE);
        approach[count] = speed;
        aimed[count] = atPlayer ? 1 : 0;
        count++;
    }

    private int pause() {
        return Math.max(WIND_UP, spread(ramp(PAUSE), PAUSE_SPREAD_PERCENT) / 16);
    }

    private int spread(int mean, int percent) {
        int most = mean * percent / 100;
        return random.between(mean - most, mean + most);
    }

    /** Most of the growth comes in the first {@link #RAMP_STEPS} steps, where random players still live. */
    private int ramp(int[] points) {
        if (step <= RAMP_STEPS) {
            return points[0] + (points[1] - points[0]) * step / RAMP_STEPS;
        }
        return points[1] + (points[2] - points[1]) * (step - RAMP_STEPS) / (MAX_STEPS - RAMP_STEPS);
    }

    static int monsterX(int monster) {
        return -MONSTERS_HALF_WIDTH + 2 * MONSTERS_HALF_WIDTH * monster / (MONSTERS - 1);
    }

    int step() {
        return step;
    }

    int playerX() {
        return playerX;
    }

    int count() {
        return count;
    }

    int x(int fireball) {
        return x[fireball];
    }

    int distance(int fireball) {
        return distance[fireball];
    }

    int thrower() {
        return thrower;
    }

    int untilThrow() {
        return untilThrow;
    }

    TakeCoverState state() {
        List<TakeCoverState.Fireball> fireballs = new ArrayList<>(count);
        double unit = UNIT;
        for (int i = 0; i < count; i++) {
            fireballs.add(new TakeCoverState.Fireball(
                    x[i] / unit, distance[i] / unit, lateral[i] / unit, approach[i] / unit, aimed[i] == 1));
        }
        return new TakeCoverState(step, playerX / unit, playerVelocity / unit, fireballs);
    }

    void write(ByteBuffer out) {
        out.putLong(random.state());
        for (int value : new int[] {step, playerX, playerVelocity, untilThrow, thrower, count}) {
            out.putInt(value);
        }
        for (int[] values : new int[][] {x, distance, lateral, approach, aimed}) {
            for (int i = 0; i < MAX_FIREBALLS; i++) {
                out.putInt(i < count ? values[i] : 0);
            }
        }
    }

    void read(ByteBuffer in) {
        random.setState(in.getLong());
        step = in.getInt();
        playerX = in.getInt();
        playerVelocity = in.getInt();
        untilThrow = in.getInt();
        thrower = in.getInt();
        count = in.getInt();
        for (int[] values : new int[][] {x, distance, lateral, approach, aimed}) {
            for (int i = 0; i < MAX_FIREBALLS; i++) {
                values[i] = in.getInt();
            }
        }
    }
}
