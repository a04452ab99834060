package io.yume.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Square images {@code x} in which each row and each column is lit with one probability, independently: a bar is white, all else black
 * (after Foldiak, 1990). Examples are drawn anew in each epoch, so there is no end of them, and how likely an image is can be counted.
 */
public final class Bars extends Drawn {

    private static final int LARGEST = 8;

    private final int side;
    private final double probability;

    private Bars(int side, double probability, int examples) {
        super(examples, side * side);
        this.side = side;
        this.probability = probability;
    }

    /**
     * Images.
     *
     * @param side length of a side in pixels, at most 8
     * @param probability of each bar, in (0, 1)
     * @param examples in an epoch
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static Bars of(int side, double probability, int examples) {
        require(side, probability);
        return new Bars(side, probability, examples);
    }

    private static void require(int side, double probability) {
        if (side < 1 || side > LARGEST || !(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("bars must have a side in [1, " + LARGEST
                    + "] and a probability in (0, 1): side=" + side + ", probability=" + probability);
        }
    }

    /**
     * Every image once, with its probability: {@code x} and {@code w}.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static ArrayDataSet all(int side, double probability) {
        Map<Long, Double> weights = weights(side, probability);
        int pixels = side * side;
        float[] x = new float[weights.size() * pixels];
        float[] w = new float[weights.size()];
        int row = 0;
        for (Map.Entry<Long, Double> image : weights.entrySet()) {
            for (int i = 0; i < pixels; i++) {
                x[row * pixels + i] = image.getKey() >> i & 1;
            }
            w[row++] = image.getValue().floatValue();
        }
        return ArrayDataSet.of("x", x, pixels).and("w", w, 1);
    }

    /**
     * The entropy of an image in nats: no model is better.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static double entropy(int side, double probability) {
        return weights(side, probability).values().stream()
                .mapToDouble(p -> -p * Math.log(p))
                .sum();
    }

    /** The probability of every image, whose pixels are the bits of a number: several sets of bars may make one image. */
    private static Map<Long, Double> weights(int side, double probability) {
        require(side, probability);
        Map<Long, Double> weights = new LinkedHashMap<>();
        for (int bars = 0; bars < 1 << 2 * side; bars++) {
            int lit = Integer.bitCount(bars);
            double weight = Math.pow(probability, lit) * Math.pow(1 - probability, 2 * side - lit);
            weights.merge(image(side, bars), weight, Double::sum);
        }
        return weights;
    }

    private static long image(int side, int bars) {
        long image = 0;
        for (int i = 0; i < side * side; i++) {
            if ((bars >> i / side & 1) == 1 || (bars >> side + i % side & 1) == 1) {
                image |= 1L << i;
            }
        }
        return image;
    }

    @Override
    void draw(SplittableRandom random, float[] into, int at) {
        int bars = 0;
        for (int bar = 0; bar < 2 * side; bar++) {
            bars |= random.nextDouble() < probability ? 1 << bar : 0;
        }
        long image = image(side, bars);
        for (int i = 0; i < side * side; i++) {
            into[at + i] = image >> i & 1;
        }
    }
}
