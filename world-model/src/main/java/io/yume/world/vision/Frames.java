package io.yume.world.vision;

/** Moves frames between unsigned bytes [64, 64, 3] and floats in [0, 1] as planes [3, 64, 64]. */
final class Frames {

    private static final int AREA = VisionConfig.SIDE * VisionConfig.SIDE;

    private Frames() {}

    static void toPlanes(byte[] pixels, int offset, int count, float[] planes) {
        for (int frame = 0; frame < count; frame++) {
            int from = offset + frame * VisionConfig.PIXELS;
            int to = frame * VisionConfig.PIXELS;
            for (int i = 0; i < AREA; i++) {
                for (int colour = 0; colour < VisionConfig.COLOURS; colour++) {
                    planes[to + colour * AREA + i] =
                            (pixels[from + i * VisionConfig.COLOURS + colour] & 0xff) * (1 / 255f);
                }
            }
        }
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
