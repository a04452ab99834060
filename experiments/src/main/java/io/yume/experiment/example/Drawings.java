package io.yume.experiment.example;

import io.yume.distribution.Distribution;
import io.yume.experiment.report.Picture;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Pictures of what models draw. */
final class Drawings {

    private static final int COLUMNS = 10;
    private static final int ROWS = 10;
    /** Of the images of a picture. */
    static final int COUNT = COLUMNS * ROWS;

    private static final int GAP = 2;
    private static final int POINTS = 20_000;
    private static final int PLANE = 200;
    private static final double REACH = 4;
    private static final float SHADE = 0.8f;

    private Drawings() {}

    /**
     * A hundred square images {@code x} of a model: their means given what was drawn before.
     *
     * @param side in pixels
     * @param enlarged pixels of the picture per pixel
     */
    static BiFunction<Trainer, Seed, Picture> of(Distribution model, int side, int enlarged) {
        return (trainer, seed) -> draw(model, trainer, seed, side, enlarged, Map.of(), Map.of(), Drawings::means);
    }

    /** The same with one class {@code y} in each column. */
    static BiFunction<Trainer, Seed, Picture> ofClasses(Distribution model, int side, int enlarged, int classes) {
        Map<String, Shape> given = Map.of("y", Shape.of(classes));
        return (trainer, seed) -> draw(
                model, trainer, seed, side, enlarged, given, Map.of("y", classesByColumn(classes)), Drawings::means);
    }

    private static float[] classesByColumn(int classes) {
        float[] y = new float[COUNT * classes];
        for (int row = 0; row < COUNT; row++) {
            y[row * classes + row % COLUMNS % classes] = 1;
        }
        return y;
    }

    /** A hundred square images {@code v} of a density, which has no means. */
    static BiFunction<Trainer, Seed, Picture> ofPixels(Distribution density, int side, int enlarged) {
        return (trainer, seed) -> draw(density, trainer, seed, side, enlarged, Map.of(), Map.of(), Drawings::pixels);
    }

    /** The same with one class {@code y} in each column. */
    static BiFunction<Trainer, Seed, Picture> ofPixelsOfClasses(
            Distribution density, int side, int enlarged, int classes) {
        Map<String, Shape> given = Map.of("y", Shape.of(classes));
        return (trainer, seed) -> draw(
                density, trainer, seed, side, enlarged, given, Map.of("y", classesByColumn(classes)), Drawings::pixels);
    }

    /**
     * A hundred square images whose rows {@code x} follow each other.
     *
     * @param step of a row and its code, given the code before, which at first is zero
     * @param before the name of the code before
     * @param code the name of the code
     * @param codes length of a code
     */
    static BiFunction<Trainer, Seed, Picture> ofRows(
            Distribution step, String before, String code, int codes, int side, int enlarged) {
        return (trainer, seed) -> {
            float[] images = new float[COUNT * side * side];
            Map<String, Shape> given = Map.of(before, Shape.of(codes));
            try (Sampler sampler = new Sampler(step, trainer.parameters(), COUNT, given)) {
                float[] state = new float[COUNT * codes];
                for (int row = 0; row < side; row++) {
                    Sampler.Drawn drawn = sampler.draw(seed.split("row", row), Map.of(before, state));
                    float[] pixels = drawn.means().get("x");
                    for (int image = 0; image < COUNT; image++) {
                        System.arraycopy(pixels, image * side, images, (image * side + row) * side, side);
                    }
                    state = drawn.draws().get(code);
                }
            }
            return grid(images, side, enlarged);
        };
    }

    /** Many points {@code x} of the plane, from -4 to 4 on both axes: the darker, the more. */
    static BiFunction<Trainer, Seed, Picture> ofPoints(Distribution model) {
        return (trainer, seed) -> {
            float[] points;
            try (Sampler sampler = new Sampler(model, trainer.parameters(), POINTS, Map.of())) {
                points = sampler.draw(seed, Map.of()).draws().get("x");
            }
            float[] light = new float[PLANE * PLANE];
            Arrays.fill(light, 1);
            for (int i = 0; i < POINTS; i++) {
                int column = (int) Math.floor((points[2 * i] / REACH + 1) / 2 * PLANE);
                int row = (int) Math.floor((1 - points[2 * i + 1] / REACH) / 2 * PLANE);
                if (Math.min(row, column) >= 0 && Math.max(row, column) < PLANE) {
                    light[row * PLANE + column] *= SHADE;
                }
            }
            return grey(light, 0, PLANE).enlarged(2);
        };
    }

    private static float[] means(Sampler.Drawn drawn) {
        return drawn.means().get("x");
    }

    private static float[] pixels(Sampler.Drawn drawn) {
        return drawn.draws().get("v");
    }

    private static Picture draw(
            Distribution model,
            Trainer trainer,
            Seed seed,
            int side,
            int enlarged,
            Map<String, Shape> shapes,
            Map<String, float[]> given,
            Function<Sampler.Drawn, float[]> shown) {
        try (Sampler sampler = new Sampler(model, trainer.parameters(), COUNT, shapes)) {
            return grid(shown.apply(sampler.draw(seed, given)), side, enlarged);
        }
    }

    /** A hundred images, one after the other. */
    static Picture grid(float[] images, int side, int enlarged) {
        List<Picture> pictures = new ArrayList<>();
        for (int image = 0; image < COUNT; image++) {
            pictures.add(grey(images, image * side * side, side).enlarged(enlarged));
        }
        return Picture.grid(pictures, COLUMNS, GAP);
    }

    private static Picture grey(float[] values, int from, int side) {
        byte[] rgb = new byte[side * side * 3];
        for (int i = 0; i < rgb.length; i++) {
            float value = Math.max(0, Math.min(1, values[from + i / 3]));
            rgb[i] = (byte) Math.round(255 * value);
        }
        return new Picture(side, side, rgb);
    }
}
