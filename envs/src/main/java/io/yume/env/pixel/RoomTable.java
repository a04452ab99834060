package io.yume.env.pixel;

/**
 * The empty room as seen from every eighth of a unit across it, painted once: a step then copies 12 KB instead of
 * casting 4,096 rays. Dark and smooth, so that fireballs stand out; the colours change from one side to the other, so
 * that any frame tells where the player is.
 */
final class RoomTable {

    private static final int PLACES_PER_UNIT = 8;
    private static final int STRIDE = TakeCoverWorld.UNIT / PLACES_PER_UNIT;
    private static final int PLACES = 2 * TakeCoverWorld.ROOM_HALF_WIDTH / STRIDE + 1;
    private static final int FRAME = Camera.SIZE * Camera.SIZE * Camera.CHANNELS;
    // Rays per pixel side.
    private static final int RAYS = 2;

    private static final double HALF_WIDTH = TakeCover.ROOM_HALF_WIDTH + 3;
    private static final double DEPTH = TakeCover.THROW_DISTANCE + 1;
    private static final double CEILING = 12;

    private static final byte[] FRAMES = paintAll();

    private RoomTable() {}

    /** Copies the room as seen from a place across it. */
    static void paint(int playerX, byte[] into) {
        int place = (playerX + TakeCoverWorld.ROOM_HALF_WIDTH + STRIDE / 2) / STRIDE;
        System.arraycopy(FRAMES, place * FRAME, into, 0, FRAME);
    }

    private static byte[] paintAll() {
        byte[] frames = new byte[PLACES * FRAME];
        double[] sum = new double[Camera.CHANNELS];
        double[] colour = new double[Camera.CHANNELS];
        for (int place = 0; place < PLACES; place++) {
            double eyeX = (double) place / PLACES_PER_UNIT - TakeCover.ROOM_HALF_WIDTH;
            for (int pixel = 0; pixel < Camera.SIZE * Camera.SIZE; pixel++) {
                sum[0] = 0;
                sum[1] = 0;
                sum[2] = 0;
                int pixelRow = pixel / Camera.SIZE;
                int pixelColumn = pixel % Camera.SIZE;
                for (int ray = 0; ray < RAYS * RAYS; ray++) {
                    int rayRow = ray / RAYS;
                    int rayColumn = ray % RAYS;
                    double column = pixelColumn + (rayColumn + 0.5) / RAYS;
                    double row = pixelRow + (rayRow + 0.5) / RAYS;
                    cast(
                            eyeX,
                            (column - Camera.SIZE / 2.0) / Camera.FOCAL,
                            (Camera.HORIZON - row) / Camera.FOCAL,
                            colour);
                    for (int c = 0; c < Camera.CHANNELS; c++) {
                        sum[c] += colour[c];
                    }
                }
                for (int c = 0; c < Camera.CHANNELS; c++) {
                    frames[place * FRAME + pixel * Camera.CHANNELS + c] =
                            (byte) Math.max(0, Math.min(255, (int) (sum[c] / (RAYS * RAYS))));
                }
            }
        }
        return frames;
    }

    /** Follows a ray that moves by {@code across} and {@code up} for each unit of depth to the surface it meets. */
    private static void cast(double eyeX, double across, double up, double[] colour) {
        double wall = DEPTH + Camera.EYE_BEHIND;
        double side = across > 0 ? (HALF_WIDTH - eyeX) / across : across < 0 ? (-HALF_WIDTH - eyeX) / across : wall;
        double level = up > 0 ? CEILING / up : up < 0 ? -Camera.EYE_HEIGHT / up : wall;
        if (wall <= side && wall <= level) {
            RoomPaint.farWall(eyeX + across * wall, up * wall, colour);
        } else if (side <= level) {
            RoomPaint.sideWall(across > 0, side - Camera.EYE_BEHIND, up * side, colour);
        } else if (up < 0) {
            RoomPaint.floor(eyeX + across * level, level - Camera.EYE_BEHIND, colour);
        } else {
            RoomPaint.ceiling(eyeX + across * level, level - Camera.EYE_BEHIND, colour);
        }
    }
}
