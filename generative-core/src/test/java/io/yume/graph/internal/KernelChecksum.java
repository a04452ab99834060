package io.yume.graph.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** One line per kernel with a checksum of its results on fixed inputs; a program of its own, so that another JVM can run it. */
final class KernelChecksum {

    private static final int SIZE = 203;

    private KernelChecksum() {}

    /** Writes the implementation's name and the checksums of {@link BlockMath#best()} to the file that it is given. */
    public static void main(String[] args) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(BlockMath.best().getClass().getSimpleName());
        lines.addAll(lines(BlockMath.best()));
        Files.write(Path.of(args[0]), lines);
    }

    static List<String> lines(BlockMath math) {
        float[][] inputs = inputs();
        List<String> lines = new ArrayList<>();
        for (Kernel kernel : Kernel.all()) {
            CRC32 crc = new CRC32();
            for (float[] result : kernel.run(math, inputs, SIZE)) {
                for (float value : result) {
                    int bits = Float.floatToIntBits(value);
                    for (int shift = 0; shift < 32; shift += 8) {
                        crc.update(bits >>> shift);
                    }
                }
            }
            lines.add(kernel + " " + Long.toHexString(crc.getValue()));
        }
        return lines;
    }

    private static float[][] inputs() {
        SplittableRandom random = new SplittableRandom(5);
        float[][] inputs = new float[4][SIZE];
        for (float[] input : inputs) {
            for (int i = 0; i < SIZE; i++) {
                // Many sizes, both signs, but nothing that turns a sum into NaN.
                float size = (float) Math.exp(random.nextDouble(-12, 5));
                input[i] = i % 37 == 36 ? 0f : i % 37 == 35 ? -0f : random.nextBoolean() ? size : -size;
            }
        }
        // Second moments are never negative.
        for (int i = 0; i < SIZE; i++) {
            inputs[3][i] = Math.abs(inputs[3][i]);
        }
        return inputs;
    }
}
