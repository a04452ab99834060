package io.yume.world.vision;

/** Moves frames between unsigned bytes [64, 64, 3] and floats in [0, 1] as planes [3, 64, 64]. */
public final class Frames {

    private static final int AREA = VisionConfig.SIDE * VisionConfig.SIDE;
    private static final float[] INTENSITIES = intensities();

    private Frames() {}

    static void toPlanes(byte[] pixels, int offset, int count, float[] planes) {
        for (int frame = 0; frame < count; frame++) {
            toPlanes(pixels, offset + frame * VisionConfig.PIXELS, planes, frame * VisionConfig.PIXELS);
        }
    }

    /**
     * Lays out one frame as the {@linkplain Vision#encoder encoder} takes it.
     *
     * @param pixels row-major [64, 64, 3] from {@code from}
     * @param planes receives [3, 64, 64] at {@code to}
     */
    public static void toPlanes(byte[] pixels, int from, float[] planes, int to) {
        int at = from;
        for (int i = to; i < to + AREA; i++) {
            planes[i] = INTENSITIES[pixels[at] & 0xff];
            planes[i + AREA] = INTENSITIES[pixels[at + 1] & 0xff];
            planes[i + 2 * AREA] = INTENSITIES[pixels[at + 2] & 0xff];
            at += VisionConfig.COLOURS;
        }
    }

    private static float[] intensities() {
        float[] values = new float[256];
        for (int level = 0; level < values.length; level++) {
            values[level] = level * (1 / 255f);
        }
        return values;
    }

    static void toBytes(float[] planes, int count, byte[] pixels, int offset) {
        for (int frame = 0; frame < count; frame++) {
            int from = frame * VisionConfig.PIXELS;
            int to = offset + frame * VisionConfig.PIXELS;
            for (int i = 0; i < AREA; i++) {
                for (int colour = 0; colour < VisionConfig.COLOURS; colour++) {
                    float value = planes[from + colour * AREA + i] * 255 + 0.5f;
                    pixels[to + i * VisionConfig.COLOURS + colour] = (byte) Math.max(0, Math.min(255, (int) value));
                }
            }
        }
    }
}
