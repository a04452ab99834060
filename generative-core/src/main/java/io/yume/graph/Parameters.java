package io.yume.graph;

import io.yume.graph.internal.Arena;
import io.yume.graph.internal.Executable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The learned tensors of a model: one flat vector of native memory, in which each tensor is a slice that starts at a
 * multiple of 64 bytes. Programs of any batch size share it. Whoever makes it closes it, after the programs.
 */
public final class Parameters implements AutoCloseable {

    private static final int BLOCK = 4096;

    /** How a tensor starts. */
    public sealed interface Initial {

        /** All zeros. */
        record Zeros() implements Initial {}

        /** Uniform in [-bound, bound]. */
        record Uniform(double bound) implements Initial {}

        /** Normal with mean 0. */
        record Normal(double deviation) implements Initial {}

        /** One number everywhere. */
        record Constant(double value) implements Initial {}

        /** Given numbers, row-major: what another program learned. */
        final class Values implements Initial {

            private final float[] numbers;

            private Values(float... numbers) {
                this.numbers = numbers.clone();
            }

            /** Number of numbers. */
            public int size() {
                return numbers.length;
            }

            /** A copy of the numbers. */
            public float[] numbers() {
                return numbers.clone();
            }

            @Override
            public boolean equals(Object other) {
                return other instanceof Values values && Arrays.equals(numbers, values.numbers);
            }

            @Override
            public int hashCode() {
                return Arrays.hashCode(numbers);
            }

            @Override
            public String toString() {
                return "Values[" + numbers.length + "]";
            }
        }

        /** Given numbers, row-major. */
        static Initial values(float... numbers) {
            return new Values(numbers);
        }

        /**
         * The start of a tensor that no gradient changes: it follows a statistic of the steps of a training, such as the means of a batch.
         */
        record Statistic(Initial start) implements Initial {

            /** One number everywhere. */
            public Statistic(double value) {
                this(new Constant(value));
            }
        }

        /** The numbers of a tensor that nothing changes: what a model is made of beside what it learns, and what is kept with that. */
        record Fixed(Initial start) implements Initial {}

        /**
         * Orthonormal columns, or rows where those are fewer, times a gain (Saxe, McClelland and Ganguli, 2014). The first axis
         * is the row, all others together the column. Side by side, {@code blocks} such matrices of equal width start
         * independently: the packed gates of a recurrent cell.
         */
        record Orthogonal(double gain, int blocks) implements Initial {}

        /** Uniform with the bound of Glorot and Bengio (2010): {@code sqrt(6 / (fanIn + fanOut))}. */
        static Initial glorot(int fanIn, int fanOut) {
            return new Uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
        }

        /** Uniform with the bound of He et al. (2015) for rectified units: {@code sqrt(6 / fanIn)}. */
        static Initial he(int fanIn) {
            return new Uniform(Math.sqrt(6.0 / fanIn));
        }

        /** Orthonormal columns, or rows where those are fewer. */
        static Initial orthogonal() {
            return new Orthogonal(1, 1);
        }

        static Initial zeros() {
            return new Zeros();
        }
    }

    /** A tensor of a model: one to be learned, or one that goes along with those. */
    public record Spec(Shape shape, Initial initial) {

        /** Whether no gradient changes it: it follows a statistic, or nothing. */
        public boolean isUntrained() {
            return initial instanceof Initial.Statistic || isFixed();
        }

        /** Whether nothing changes it. */
        public boolean isFixed() {
            return initial instanceof Initial.Fixed;
        }
    }

    private final Map<String, Spec> specs;
    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private final Arena values;

    /** Allocates and initialises; each tensor draws from the child of the seed that has its name. */
    public Parameters(Map<String, Spec> specs, Seed seed) {
        this.specs = Collections.unmodifiableMap(new LinkedHashMap<>(specs));
        int size = 0;
        for (Map.Entry<String, Spec> spec : specs.entrySet()) {
            offsets.put(spec.getKey(), size);
            size = Math.addExact(size, Arena.align(spec.getValue().shape().size()));
        }
        values = new Arena(size);
        specs.forEach((name, spec) -> {
            float[] start = Initials.values(spec, seed.split(name).generator());
            values.write(offsets.get(name), start, 0, start.length);
        });
    }

    /** Names, shapes and initial values, in order. */
    public Map<String, Spec> specs() {
        return specs;
    }

    /** Number of learned numbers. */
    public int count() {
        return specs.values().stream().mapToInt(spec -> spec.shape().size()).sum();
    }

    /**
     * A copy of one tensor, row-major.
     *
     * @throws IllegalArgumentException if the name is unknown
     */
    public float[] get(String name) {
        float[] copy = new float[spec(name).shape().size()];
        values.read(offsets.get(name), copy, 0, copy.length);
        return copy;
    }

    /**
     * Overwrites one tensor.
     *
     * @throws IllegalArgumentException if the name is unknown or the length differs
     */
    public void set(String name, float[] replacement) {
        int expected = spec(name).shape().size();
        if (replacement.length != expected) {
            throw new IllegalArgumentException("a parameter must keep its size: name=" + name + ", expected=" + expected
                    + ", actual=" + replacement.length);
        }
        values.write(offsets.get(name), replacement, 0, expected);
    }

    /**
     * Moves every number towards that of other parameters: {@code own + share (other - own)}; with a share of 1 this is a copy.
     *
     * @throws IllegalArgumentException if the share is outside of (0, 1], or the others have other names or shapes
     */
    public void approach(Parameters other, double share) {
        Ranges.require(share > 0 && share <= 1, "a share must be in (0, 1]: share=", share);
        if (!List.copyOf(shapes().entrySet()).equals(List.copyOf(other.shapes().entrySet()))) {
            throw new IllegalArgumentException("parameters must have the same names and shapes: expected=" + shapes()
                    + ", actual=" + other.shapes());
        }
        float[] own = new float[Math.min(BLOCK, values.size())];
        float[] theirs = new float[own.length];
        for (int at = 0; at < values.size(); at += BLOCK) {
            int n = Math.min(BLOCK, values.size() - at);
            other.values.read(at, theirs, 0, n);
            if (share < 1) {
                values.read(at, own, 0, n);
                for (int i = 0; i < n; i++) {
                    theirs[i] = own[i] + (float) share * (theirs[i] - own[i]);
                }
            }
            values.write(at, theirs, 0, n);
        }
    }

    private Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        specs.forEach((name, spec) -> shapes.put(name, spec.shape()));
        return shapes;
    }

    Executable.Slot slot(Node parameter) {
        String name = ((Leaf.Parameter) parameter.primitive()).name();
        Shape shape = spec(name).shape();
        if (!shape.equals(parameter.shape())) {
            throw new IllegalArgumentException(
                    "a parameter must have its declared shape: has=" + shape + ", asked=" + parameter.describe());
        }
        return new Executable.Slot(values, offsets.get(name));
    }

    int offset(String name) {
        return offsets.get(name);
    }

    /** The length of the part of the flat vector that some tensors take, which must lie one after the other. */
    int sizeOfGroup(List<String> names) {
        List<String> all = List.copyOf(specs.keySet());
        int first = names.isEmpty() ? 0 : all.indexOf(names.get(0));
        if (first < 0
                || first + names.size() > all.size()
                || !all.subList(first, first + names.size()).equals(names)) {
            throw new IllegalArgumentException(
                    "a group of parameters must lie side by side: group=" + names + ", parameters=" + all);
        }
        return names.stream()
                .mapToInt(name -> Arena.align(spec(name).shape().size()))
                .sum();
    }

    Arena arena() {
        return values;
    }

    Spec spec(String name) {
        Spec spec = specs.get(name);
        if (spec == null) {
            throw new IllegalArgumentException("unknown parameter: name=" + name + ", known=" + specs.keySet());
        }
        return spec;
    }

    /**
     * Frees the memory.
     *
     * @throws IllegalStateException if a program that uses it is running; nothing is freed then
     */
    @Override
    public void close() {
        values.close();
    }
}
