package io.yume.graph;

import java.util.Arrays;
import java.util.List;

/** A node without inputs. */
public sealed interface Leaf extends Primitive {

    @Override
    default List<Node> gradient(Node self, Node upstream) {
        return List.of();
    }

    /** The declared shape. */
    Shape declared();

    @Override
    default Shape shape(List<Node> inputs) {
        return declared();
    }

    /** A value that the caller feeds before each run. */
    record Placeholder(String name, Shape declared) implements Leaf {}

    /** A learned tensor; its value lives in {@link Parameters}. */
    record Parameter(String name, Shape declared) implements Leaf {}

    /** The distribution of a {@link Draw}. */
    enum Noise {
        /** The open interval (0, 1). */
        UNIFORM,
        /** Mean 0, standard deviation 1. */
        NORMAL
    }

    /**
     * Fresh noise in each run: axis 0 is the row; every row draws from a stream of its own, so what else is in the batch
     * does not matter. The name is the stream: two draws of one name are one node.
     */
    record Draw(String name, Noise noise, Shape declared) implements Leaf {}

    /** Fixed numbers; a single value fills the whole shape. */
    final class Constant implements Leaf {

        private final Shape declared;
        private final double[] values;

        Constant(Shape declared, double[] values) {
            if (values.length != 1 && values.length != declared.size()) {
                throw new IllegalArgumentException("a constant must have one value or as many as its shape: shape="
                        + declared + ", values=" + values.length);
            }
            this.declared = declared;
            this.values = values.clone();
        }

        @Override
        public Shape declared() {
            return declared;
        }

        /** Whether one value fills the shape. */
        public boolean uniform() {
            return values.length == 1;
        }

        /** The element at a row-major index. */
        public double value(int index) {
            return values[uniform() ? 0 : index];
        }

        /** Whether every element is this number. */
        public boolean is(double number) {
            return uniform() && values[0] == number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Constant that
                    && declared.equals(that.declared)
                    && Arrays.equals(values, that.values);
        }

        @Override
        public int hashCode() {
            return 31 * declared.hashCode() + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return uniform() ? "Constant[" + values[0] + "]" : "Constant" + declared;
        }
    }
}
