package io.yume.env.pixel;

/**
 * Paints a state into RGB bytes: the room from a table, then the fireballs from far to near. Whole numbers only; places
 * and sizes are in 1/16 pixel, so that slow movement shows.
 */
final class TakeCoverPainter {

    private static final int SUB = 16;
    private static final int UNIT = TakeCoverWorld.UNIT;
    private static final int FIREBALL_RADIUS = 24 * UNIT / 10;
    /** Below eye height: a fireball sinks on the picture as it comes. */
    private static final int FIREBALL_DROP = 3 * UNIT / 2;

    private static final int GLOW_RED = 110;
    private static final int GLOW_GREEN = 36;

    private static final int SHADE_STEPS = 256;
    // Shade tables are indexed by squared distance from the middle, 0 .. SHADE_STEPS-1 at the rim of the halo.
    private static final int[] ALPHA = new int[SHADE_STEPS];
    private static final int[] RED = new int[SHADE_STEPS];
    private static final int[] GREEN = new int[SHADE_STEPS];
    private static final int[] BLUE = new int[SHADE_STEPS];
    /** The halo is wider than the ball by this, in percent. */
    private static final int HALO_PERCENT = 120;

    static {
        for (int i = 0; i < SHADE_STEPS; i++) {
            double r = Math.sqrt((i + 0.5) / SHADE_STEPS) * HALO_PERCENT / 100;
            double solid = Math.max(0, Math.min(1, (1.2 - r) / 0.3));
            double heat = Math.max(0, Math.min(1, (1.0 - r) / 0.75));
            ALPHA[i] = (int) (256 * solid * solid * (3 - 2 * solid));
            RED[i] = 255;
            GREEN[i] = (int) (70 + 175 * heat);
            BLUE[i] = (int) (10 + 140 * heat * heat * heat);
        }
    }

    private final int[] order = new int[TakeCoverWorld.MAX_FIREBALLS];

    void paint(TakeCoverWorld world, byte[] into) {
        RoomTable.paint(world.playerX(), into);
        if (world.untilThrow() <= TakeCoverWorld.WIND_UP) {
            int grown = TakeCoverWorld.WIND_UP + 1 - world.untilThrow();
            paintFireball(
                    TakeCoverWorld.monsterX(world.thrower()) - world.playerX(),
                    TakeCoverWorld.THROW_DISTANCE,
                    FIREBALL_RADIUS * grown / (TakeCoverWorld.WIND_UP + 1),
                    into);
        }
        int count = sortFarToNear(world);
        for (int i = 0; i < count; i++) {
            paintGlow(world.x(order[i]) - world.playerX(), world.distance(order[i]), into);
        }
        for (int i = 0; i < count; i++) {
            paintFireball(world.x(order[i]) - world.playerX(), world.distance(order[i]), FIREBALL_RADIUS, into);
        }
    }

    private int sortFarToNear(TakeCoverWorld world) {
        int count = world.count();
        for (int i = 0; i < count; i++) {
            int at = i;
            while (at > 0 && world.distance(order[at - 1]) < world.distance(i)) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return count;
    }

    private static void paintFireball(int dx, int distance, int worldRadius, byte[] into) {
        int depth = distance + Camera.EYE_BEHIND * UNIT;
        int centreX = column(dx, depth);
        int centreY = Camera.HORIZON * SUB + Camera.FOCAL * SUB * FIREBALL_DROP / depth;
        int radius = Math.max(SUB, Camera.FOCAL * SUB * (worldRadius * HALO_PERCENT / 100) / depth);
        int firstX = firstPixel(centreX - radius);
        int lastX = lastPixel(centreX + radius);
        int firstY = firstPixel(centreY - radius);
        int lastY = lastPixel(centreY + radius);
        int square = radius * radius;
        int scale = (SHADE_STEPS << 16) / square;
        for (int py = firstY; py <= lastY; py++) {
            int dy = py * SUB + SUB / 2 - centreY;
            for (int px = firstX; px <= lastX; px++) {
                int ox = px * SUB + SUB / 2 - centreX;
                int d = ox * ox + dy * dy;
                if (d >= square) {
                    continue;
                }
                int shade = (d * scale) >> 16;
                int alpha = ALPHA[shade];
                int at = (py * Camera.SIZE + px) * Camera.CHANNELS;
                blend(into, at, RED[shade], alpha);
                blend(into, at + 1, GREEN[shade], alpha);
                blend(into, at + 2, BLUE[shade], alpha);
            }
        }
    }

    /** The red light that a fireball throws on the floor below it. */
    private static void paintGlow(int dx, int distance, byte[] into) {
        int depth = distance + Camera.EYE_BEHIND * UNIT;
        int centreX = column(dx, depth);
        int centreY = Camera.HORIZON * SUB + Camera.FOCAL * SUB * Camera.EYE_HEIGHT * UNIT / depth;
        int radiusX = Math.max(SUB, Camera.FOCAL * SUB * (FIREBALL_RADIUS * 3 / 2) / depth);
        int radiusY = Math.max(SUB, radiusX * 3 / 8);
        int firstX = firstPixel(centreX - radiusX);
        int lastX = lastPixel(centreX + radiusX);
        int firstY = firstPixel(centreY - radiusY);
        int lastY = lastPixel(centreY + radiusY);
        for (int py = firstY; py <= lastY; py++) {
            int dy = (py * SUB + SUB / 2 - centreY) * 256 / radiusY;
            for (int px = firstX; px <= lastX; px++) {
                int ox = (px * SUB + SUB / 2 - centreX) * 256 / radiusX;
                int light = 256 - ((ox * ox + dy * dy) >> 8);
                if (light <= 0) {
                    continue;
                }
                int at = (py * Camera.SIZE + px) * Camera.CHANNELS;
                add(into, at, (GLOW_RED * light) >> 8);
                add(into, at + 1, (GLOW_GREEN * light) >> 8);
            }
        }
    }

    private static int column(int dx, int depth) {
        return Camera.SIZE / 2 * SUB + (int) ((long) Camera.FOCAL * SUB * dx / depth);
    }

    private static int firstPixel(int place) {
        return Math.max(0, Math.min(Camera.SIZE, place / SUB));
    }

    private static int lastPixel(int place) {
        return Math.min(Camera.SIZE - 1, Math.floorDiv(place, SUB));
    }

    private static void blend(byte[] into, int at, int colour, int alpha) {
        int old = into[at] & 0xFF;
        into[at] = (byte) (old + (((colour - old) * alpha) >> 8));
    }

    private static void add(byte[] into, int at, int light) {
        into[at] = (byte) Math.min(255, (into[at] & 0xFF) + light);
    }
}
