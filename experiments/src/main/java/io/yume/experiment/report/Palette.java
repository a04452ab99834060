package io.yume.experiment.report;

import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * At most 256 colours that stand for those of some pictures, by median cut (Heckbert, 1982): the box of colours with the
 * largest spread, weighted by its pixels, is split until there are enough boxes. Pictures with no more than 256 colours
 * keep them exactly.
 */
final class Palette {

    private static final int MOST = 256;

    /** Beyond this many, colours that differ in their last bits only are taken together. */
    private static final int MOST_EXACT = 1 << 16;

    private final int mask;
    private final int[] colours;
    private final Map<Integer, Byte> indices;

    private Palette(int mask, int[] colours, Map<Integer, Byte> indices) {
        this.mask = mask;
        this.colours = colours;
        this.indices = indices;
    }

    static Palette of(List<Picture> pictures) {
        int mask = 0xffffff;
        Map<Integer, Integer> counts = count(pictures, mask);
        if (counts.size() > MOST_EXACT) {
            // Five bits per channel: at most 32,768 colours, whatever the pictures hold.
            mask = 0xf8f8f8;
            counts = count(pictures, mask);
        }
        int middle = ~mask & 0x040404;
        List<int[]> all = new ArrayList<>();
        counts.forEach((colour, count) -> all.add(new int[] {colour | middle, count}));
        // A hash map's order is no promise; the palette must be the same every time.
        all.sort(Comparator.comparingInt(entry -> entry[0]));
        PriorityQueue<Box> boxes = new PriorityQueue<>(
                Comparator.comparingDouble((Box box) -> -box.weight()).thenComparingInt(Box::serial));
        int serial = 0;
        boxes.add(Box.of(all, serial++));
        while (boxes.size() < MOST && boxes.element().weight() > 0) {
            for (List<int[]> half : boxes.remove().halves()) {
                boxes.add(Box.of(half, serial++));
            }
        }
        int[] colours = new int[boxes.size()];
        Map<Integer, Byte> indices = new HashMap<>();
        int index = 0;
        for (Box box : boxes) {
            colours[index] = box.mean();
            for (int[] entry : box.entries()) {
                indices.put(entry[0] & mask, (byte) index);
            }
            index++;
        }
        return new Palette(mask, colours, indices);
    }

    /** Pixels per colour; gives up a little after there are too many colours to keep them all. */
    private static Map<Integer, Integer> count(List<Picture> pictures, int mask) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (Picture picture : pictures) {
            for (int row = 0; row < picture.height() && counts.size() <= MOST_EXACT; row++) {
                for (int column = 0; column < picture.width(); column++) {
                    counts.merge(picture.colour(row, column) & mask, 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    /** The place in the palette of a colour that the pictures have. */
    byte index(int colour) {
        return indices.get(colour & mask);
    }

    IndexColorModel model() {
        byte[] red = new byte[colours.length];
        byte[] green = new byte[colours.length];
        byte[] blue = new byte[colours.length];
        for (int i = 0; i < colours.length; i++) {
            red[i] = (byte) (colours[i] >> 16);
            green[i] = (byte) (colours[i] >> 8);
            blue[i] = (byte) colours[i];
        }
        return new IndexColorModel(8, colours.length, red, green, blue);
    }

    /**
     * Colours that share one place in the palette.
     *
     * @param entries pairs of a colour and how many pixels have it
     * @param shift which channel is spread widest: 16, 8 or 0
     * @param weight how much is to be won by splitting it; 0 if it holds one colour
     * @param serial tells equal boxes apart
     */
    private record Box(List<int[]> entries, int shift, double weight, int serial) {

        static Box of(List<int[]> entries, int serial) {
            int widest = 0;
            double largest = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                double variance = spread(entries, shift);
                if (variance > largest) {
                    largest = variance;
                    widest = shift;
                }
            }
            return new Box(entries, widest, largest, serial);
        }

        /** The sum of squared distances from the mean in one channel, over all pixels. */
        private static double spread(List<int[]> entries, int shift) {
            double count = 0;
            double sum = 0;
            for (int[] entry : entries) {
                count += entry[1];
                sum += (double) entry[1] * ((entry[0] >> shift) & 0xff);
            }
            double mean = sum / count;
            double squares = 0;
            for (int[] entry : entries) {
                double distance = ((entry[0] >> shift) & 0xff) - mean;
                squares += entry[1] * distance * distance;
            }
            return entries.size() == 1 ? 0 : squares;
        }

        /** Cut at the mean, where a rare bright colour parts from a common dark one. */
        List<List<int[]>> halves() {
            double count = 0;
            double sum = 0;
            for (int[] entry : entries) {
                count += entry[1];
                sum += (double) entry[1] * ((entry[0] >> shift) & 0xff);
            }
            double mean = sum / count;
            List<int[]> low = new ArrayList<>();
            List<int[]> high = new ArrayList<>();
            for (int[] entry : entries) {
                (((entry[0] >> shift) & 0xff) <= mean ? low : high).add(entry);
            }
            return List.of(low, high);
        }

        int mean() {
            long count = 0;
            long[] sums = new long[3];
            for (int[] entry : entries) {
                count += entry[1];
                for (int channel = 0; channel < 3; channel++) {
                    sums[channel] += (long) entry[1] * ((entry[0] >> (8 * channel)) & 0xff);
                }
            }
            int colour = 0;
            for (int channel = 0; channel < 3; channel++) {
                colour |= (int) ((sums[channel] + count / 2) / count) << (8 * channel);
            }
            return colour;
        }
    }
}
