package io.yume.env.pixel;

/** The colours of the room's surfaces, as red, green and blue in 0..255. Lengths in room units. */
final class RoomPaint {

    private static final double HALF_WIDTH = TakeCover.ROOM_HALF_WIDTH + 3;
    private static final double FAR = TakeCover.THROW_DISTANCE;

    private RoomPaint() {}

    static void floor(double x, double distance, double[] colour) {
        double light = 1 - 0.65 * Math.max(0, Math.min(1, distance / FAR));
        double plank = Math.abs(wave(x / 8)) * 0.22 + 0.78;
        double right = across(x);
        set(
                colour,
                (34 + 6 * right) * light * plank,
                (40 + 34 * right) * light * plank,
                (78 - 30 * right) * light * plank);
    }

    static void ceiling(double x, double distance, double[] colour) {
        double light = 0.5 - 0.3 * Math.max(0, Math.min(1, distance / FAR));
        double right = across(x);
        set(colour, 26 * light, (26 + 14 * right) * light, (44 - 12 * right) * light);
    }

    static void sideWall(boolean right, double distance, double y, double[] colour) {
        double light = 1 - 0.6 * Math.max(0, Math.min(1, distance / FAR));
        double pillar = 0.75 + 0.25 * wave(distance / 12);
        double high = 1 - 0.03 * (y + Camera.EYE_HEIGHT);
        double shade = light * pillar * high;
        if (right) {
            set(colour, 20 * shade, 120 * shade, 84 * shade);
        } else {
            set(colour, 74 * shade, 48 * shade, 150 * shade);
        }
    }

    static void farWall(double x, double y, double[] colour) {
        double right = across(x);
        double high = 1 - 0.035 * (y + Camera.EYE_HEIGHT);
        double panel = 0.8 + 0.2 * wave(x * 3 / (2 * TakeCover.ROOM_HALF_WIDTH));
        set(colour, 30 * high * panel, (26 + 26 * right) * high * panel, (58 - 22 * right) * high * panel);
        for (int m = 0; m < TakeCoverWorld.MONSTERS; m++) {
            monster(x - (double) TakeCoverWorld.monsterX(m) / TakeCoverWorld.UNIT, y + Camera.EYE_HEIGHT, colour);
        }
    }

    /** A horned shape with shining eyes; x from its middle, y from its feet. */
    private static void monster(double x, double y, double[] colour) {
        double side = Math.abs(x);
        boolean body = y < 5 && side < 1.1 + 0.22 * y;
        boolean head = y >= 5 && y < 7.6 && side < 1.6;
        boolean horn = y >= 7 && y < 9.2 && side > 0.9 && side < 2.1;
        if (body || head || horn) {
            set(colour, 96, 30, 44);
        }
        if (y > 5.8 && y < 6.9 && side > 0.35 && side < 1.25) {
            set(colour, 240, 210, 60);
        }
    }

    /** 0 at the left wall, 1 at the right wall. */
    private static double across(double x) {
        return (x + HALF_WIDTH) / (2 * HALF_WIDTH);
    }

    /** A smooth wave of period 1 between -1 and 1, 1 at whole numbers, from parabolas. */
    private static double wave(double t) {
        double phase = t - Math.floor(t);
        double centred = Math.abs(2 * phase - 1);
        double smooth = centred * centred * (3 - 2 * centred);
        return 2 * smooth - 1;
    }

    private static void set(double[] colour, double red, double green, double blue) {
        colour[0] = red;
        colour[1] = green;
        colour[2] = blue;
    }
}
