package io.yume.env.pixel;

/**
 * Where things of the room appear on the picture. The eye is {@link #EYE_BEHIND} units behind the player's line, so that
 * a fireball that arrives is still seen whole.
 */
final class Camera {

    static final int SIZE = 64;
    static final int CHANNELS = 3;
    /** Pixels to one unit at a depth of one unit. */
    static final int FOCAL = 44;

    static final int EYE_BEHIND = 8;
    /** Picture row of the horizon, at eye height. */
    static final int HORIZON = 23;
    /** Eye height over the floor, in units. */
    static final int EYE_HEIGHT = 6;

    private Camera() {}
}
