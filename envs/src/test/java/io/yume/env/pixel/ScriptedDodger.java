package io.yume.env.pixel;

import io.yume.env.pixel.TakeCoverState.Fireball;

/**
 * Plays {@link TakeCover} from its true state: of a few plans (walk one way for some steps, then brake) it takes the first
 * step of the one that keeps furthest from every fireball in the air, and of equally safe ones the one that ends nearest
 * to the middle.
 */
final class ScriptedDodger {

    private static final int[] WALKS = {4, 9, 18};
    private static final double ENOUGH_ROOM = 2;

    private ScriptedDodger() {}

    /** The action to play: 0 left, 1 stay, 2 right. */
    static int choose(TakeCoverState state) {
        int horizon = stepsUntilAllHavePassed(state);
        int best = 1;
        double bestScore = score(state, 0, 0, horizon) + 0.01;
        for (int direction = -1; direction <= 1; direction += 2) {
            for (int walk : WALKS) {
                double score = score(state, direction, walk, horizon);
                if (score > bestScore) {
                    bestScore = score;
                    best = direction + 1;
                }
            }
        }
        return best;
    }

    private static int stepsUntilAllHavePassed(TakeCoverState state) {
        double steps = 0;
        for (Fireball fireball : state.fireballs()) {
            steps = Math.max(steps, (fireball.distance() + TakeCover.HIT_RADIUS) / fireball.approachSpeed());
        }
        return (int) steps + 1;
    }

    private static double score(TakeCoverState state, int direction, int walk, int horizon) {
        double x = state.playerX();
        double velocity = state.playerVelocity();
        double room = ENOUGH_ROOM;
        for (int t = 1; t <= horizon; t++) {
            double wanted = t <= walk ? direction : 0;
            velocity += Math.max(-TakeCover.ACCELERATION, Math.min(TakeCover.ACCELERATION, wanted - velocity));
            x += velocity;
            if (Math.abs(x) > TakeCover.ROOM_HALF_WIDTH) {
                x = Math.copySign(TakeCover.ROOM_HALF_WIDTH, x);
                velocity = 0;
            }
            for (Fireball fireball : state.fireballs()) {
                double dz = fireball.distance() - t * fireball.approachSpeed();
                if (Math.abs(dz) < TakeCover.HIT_RADIUS + ENOUGH_ROOM) {
                    double dx = fireball.x() + t * fireball.lateralVelocity() - x;
                    double gap = Math.sqrt(dx * dx + dz * dz) - TakeCover.HIT_RADIUS;
                    if (gap < 0) {
                        return t - 1000;
                    }
                    room = Math.min(room, gap);
                }
            }
        }
        return 2 * room - Math.abs(x) / TakeCover.ROOM_HALF_WIDTH;
    }
}
