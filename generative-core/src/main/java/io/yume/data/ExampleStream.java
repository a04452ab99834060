package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Examples with named parts in a fixed order and without an end, such as those of a simulator, or of a file too large
 * for the memory. The example of each number, counted from 0, is the same whenever it is read, so that a resumed
 * training continues with the same bits.
 */
public interface ExampleStream {

    /** The parts of an example and their shapes. */
    Map<String, Shape> variables();

    /**
     * Begins to read.
     *
     * @param example the number of the first
     */
    Cursor from(long example);

    /** Reads one example after another; used by one thread at a time. */
    interface Cursor extends AutoCloseable {

        /**
         * Reads the next example.
         *
         * @param into an array for every part, row-major, to be filled
         * @throws NoSuchElementException if there is none left
         */
        void next(Map<String, float[]> into);

        @Override
        default void close() {
            // Most cursors hold nothing that must be closed.
        }
    }

    /** Makes a random example. */
    @FunctionalInterface
    interface Draw {

        /**
         * Makes one example.
         *
         * @param random a generator for this example alone
         * @param into an array for every part, row-major, to be filled
         */
        void draw(SplittableRandom random, Map<String, float[]> into);
    }

    /** Examples that are drawn, each with a generator of its own. */
    static ExampleStream drawn(Map<String, Shape> variables, Seed seed, Draw draw) {
        return new ExampleStream() {
            @Override
            public Map<String, Shape> variables() {
                return Map.copyOf(variables);
            }

            @Override
            public Cursor from(long first) {
                return new Cursor() {
                    private long example = first;

                    @Override
                    public void next(Map<String, float[]> into) {
                        draw.draw(seed.split("example", example).generator(), into);
                        example++;
                    }
                };
            }
        };
    }

    /**
     * Examples that can only be read from the beginning: to start later, the ones before are read and dropped.
     *
     * @param beginning gives an iterator over all examples, always the same ones, each with all parts; when it ends, a
     *     training stops with an error
     */
    static ExampleStream inOrder(
            Map<String, Shape> variables, Supplier<? extends Iterator<Map<String, float[]>>> beginning) {
        return new ExampleStream() {
            @Override
            public Map<String, Shape> variables() {
                return Map.copyOf(variables);
            }

            @Override
            public Cursor from(long first) {
                Iterator<Map<String, float[]>> examples = beginning.get();
                for (long i = 0; i < first; i++) {
                    examples.next();
                }
                return new Cursor() {
                    private long example = first;

                    @Override
                    public void next(Map<String, float[]> into) {
                        Map<String, float[]> parts = examples.next();
                        parts.forEach((name, values) -> {
                            requirePart(into.containsKey(name), name, values.length);
                            requirePart(into.get(name).length == values.length, name, values.length);
                        });
                        into.forEach((name, part) -> {
                            requirePart(parts.containsKey(name), name, 0);
                            System.arraycopy(parts.get(name), 0, part, 0, part.length);
                        });
                        example++;
                    }

                    private void requirePart(boolean legal, String name, int values) {
                        if (!legal) {
                            throw new IllegalArgumentException(
                                    "an example must have the parts of its stream: part=" + name + ", values=" + values
                                            + ", expected=" + new TreeMap<>(variables) + ", example=" + example);
                        }
                    }
                };
            }
        };
    }
}
