package io.yume.env.pixel;

import java.util.List;

/**
 * The true state of {@link TakeCover}, for tests, scripted players and probes; agents see pixels only. Lengths are in
 * room units (the player walks at most one unit a step), times in steps.
 *
 * @param step steps done in this episode
 * @param playerX the player's place across the room, {@code -ROOM_HALF_WIDTH .. ROOM_HALF_WIDTH}; right is positive
 * @param playerVelocity the player's velocity across the room, {@code -1 .. 1}
 * @param fireballs the fireballs in the air, in no particular order
 */
public record TakeCoverState(int step, double playerX, double playerVelocity, List<Fireball> fireballs) {

    /** Copies the list. */
    public TakeCoverState {
        fireballs = List.copyOf(fireballs);
    }

    /**
     * One fireball on its straight way.
     *
     * @param x its place across the room
     * @param distance how far it is in front of the player's line; below 0 it has passed
     * @param lateralVelocity how much x changes a step
     * @param approachSpeed how much the distance shrinks a step, above 0
     * @param aimed whether it was thrown at where the player stood
     */
    public record Fireball(double x, double distance, double lateralVelocity, double approachSpeed, boolean aimed) {

        /** Where across the room it crosses (or crossed) the player's line. */
        public double landingX() {
            return x + lateralVelocity * distance / approachSpeed;
        }
    }
}
