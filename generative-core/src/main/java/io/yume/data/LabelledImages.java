package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Grey images with a class each: {@code x}, the pixels of one image in a row, and {@code y}, a 1 at the place of its class. Pixels are
 * grey values in [0, 1], or drawn as 0 or 1.
 */
public final class LabelledImages implements DataSet {

    private static final float WHITE = 255;

    /** How pixels become numbers. */
    private enum Pixels {
        GREY,
        DRAWN_EACH_TIME,
        DRAWN_ONCE
    }

    private final byte[] images;
    private final byte[] labels;
    private final int classes;
    private final Shape shape;
    private final Pixels kind;
    private final Seed fixed;

    private LabelledImages(byte[] images, byte[] labels, int classes, Shape shape, Pixels kind, Seed fixed) {
        this.images = images;
        this.labels = labels;
        this.classes = classes;
        this.shape = shape;
        this.kind = kind;
        this.fixed = fixed;
    }

    /**
     * Images of grey values.
     *
     * @param images {@code [examples, height, width]}
     * @param labels {@code [examples]}
     * @throws IllegalArgumentException if their numbers differ or a label is no class
     */
    public static LabelledImages of(Idx images, Idx labels, int classes) {
        if (images.shape().rank() < 2
                || labels.shape().rank() != 1
                || images.shape().dim(0) != labels.shape().dim(0)) {
            throw new IllegalArgumentException(
                    "every image needs a label: images=" + images.shape() + ", labels=" + labels.shape());
        }
        byte[] each = labels.values();
        for (int example = 0; example < each.length; example++) {
            int label = Byte.toUnsignedInt(each[example]);
            if (label >= classes) {
                throw new IllegalArgumentException(
                        "a label must be a class: label=" + label + ", classes=" + classes + ", example=" + example);
            }
        }
        return new LabelledImages(
                images.values(),
                labels.values(),
                classes,
                Shape.of(images.values().length / labels.values().length),
                Pixels.GREY,
                Seed.root(0));
    }

    /** The same with pixels drawn as 0 or 1 anew in each epoch, 1 with the grey value as probability. */
    public LabelledImages binarised() {
        return new LabelledImages(images, labels, classes, shape, Pixels.DRAWN_EACH_TIME, fixed);
    }

    /** The same with pixels drawn as 0 or 1 once for all, as a test set should be. */
    public LabelledImages binarisedOnce(Seed seed) {
        return new LabelledImages(images, labels, classes, shape, Pixels.DRAWN_ONCE, seed);
    }

    /**
     * The same with the pixels of an image row below row, {@code [rows, width]}: a sequence of rows.
     *
     * @throws IllegalArgumentException if an image is no whole number of rows
     */
    public LabelledImages inRows(int width) {
        return shaped(Shape.of(rows(width), width));
    }

    /**
     * The same with images as convolutions take them, {@code [1, height, width]}.
     *
     * @throws IllegalArgumentException if an image is no whole number of rows
     */
    public LabelledImages inChannels(int width) {
        return shaped(Shape.of(1, rows(width), width));
    }

    private int rows(int width) {
        if (width < 1 || shape.size() % width != 0) {
            throw new IllegalArgumentException(
                    "an image must be whole rows: pixels=" + shape.size() + ", width=" + width);
        }
        return shape.size() / width;
    }

    private LabelledImages shaped(Shape other) {
        return new LabelledImages(images, labels, classes, other, kind, fixed);
    }

    @Override
    public Map<String, Shape> variables() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("x", shape);
        shapes.put("y", Shape.of(classes));
        return shapes;
    }

    @Override
    public int size() {
        return labels.length;
    }

    /** The class of an example. */
    public int label(int example) {
        return Byte.toUnsignedInt(labels[example]);
    }

    @Override
    public void read(String variable, int example, Seed draw, float[] into, int at) {
        Objects.checkIndex(example, labels.length);
        if (variable.equals("y")) {
            for (int k = 0; k < classes; k++) {
                into[at + k] = k == label(example) ? 1 : 0;
            }
        } else if (variable.equals("x")) {
            pixels(example, kind == Pixels.DRAWN_ONCE ? fixed.split("example", example) : draw, into, at);
        } else {
            throw new IllegalArgumentException("unknown variable: variable=" + variable + ", known=[x, y]");
        }
    }

    private void pixels(int example, Seed draw, float[] into, int at) {
        int pixels = shape.size();
        SplittableRandom random = kind == Pixels.GREY ? null : draw.generator();
        for (int i = 0; i < pixels; i++) {
            float grey = Byte.toUnsignedInt(images[example * pixels + i]) / WHITE;
            into[at + i] = random == null ? grey : random.nextDouble() < grey ? 1 : 0;
        }
    }
}
