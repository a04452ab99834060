package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import java.util.Arrays;
import java.util.List;

/** The source of one parameter of a distribution, in its usual form. */
public sealed interface Parameter {

    /** The same number in every element. */
    static Constant constant(double number) {
        return new Constant(Shape.SCALAR, List.of(number));
    }

    /**
     * Fixed numbers, row-major; one number fills the shape.
     *
     * @throws IllegalArgumentException if there are neither as many numbers as the shape has nor one
     */
    static Constant constant(double[] values, int... shape) {
        return new Constant(Shape.of(shape), Arrays.stream(values).boxed().toList());
    }

    /** The value of a variable. */
    static Parameter variable(String name) {
        return new Variable(name);
    }

    /** A learned tensor that depends on no variable; its name must be unique in its distribution. */
    static Parameter learned(String name, Initial initial, int... shape) {
        return new Learned(name, new Spec(Shape.of(shape), initial));
    }

    /** The output of a network applied to variables, which are joined into one row. */
    static Parameter of(Network network, String... given) {
        return new Computed(network, List.of(given));
    }

    /** The variables that it depends on. */
    List<String> given();

    /** What owns learned tensors beside its factor: its network, if it has one. */
    default List<Object> owners() {
        return List.of();
    }

    /** Whether there is something to learn. */
    default boolean learns() {
        return false;
    }

    /** See {@link #constant(double)}. */
    record Constant(Shape shape, List<Double> values) implements Parameter {

        public Constant {
            values = List.copyOf(values);
            if (values.size() != 1 && values.size() != shape.size()) {
                throw new IllegalArgumentException(
                        "numbers must fill their shape: shape=" + shape + ", numbers=" + values.size());
            }
        }

        @Override
        public List<String> given() {
            return List.of();
        }

        /** @throws IllegalArgumentException if a number does not lie in the domain of the family's parameter */
        void requireIn(Support domain, Family family, String parameter) {
            for (double value : values) {
                // Rounded to single precision, as values of a program are.
                if (!domain.contains().test((float) value)) {
                    throw illegal(family, parameter, "must lie in " + domain, value);
                }
            }
        }

        static IllegalArgumentException illegal(Family family, String parameter, String rule, double actual) {
            return new IllegalArgumentException("a parameter " + rule + ": family=" + family.name() + ", parameter="
                    + parameter + ", actual=" + Notation.number(actual));
        }

        Value value(Environment environment) {
            double[] numbers = values.stream().mapToDouble(x -> x).toArray();
            Node node = numbers.length == 1
                    ? environment.graph().constant(numbers[0], shape)
                    : environment.graph().constant(numbers, shape.dims());
            return new Value(node, shape.rank());
        }
    }

    /** See {@link #variable}. */
    record Variable(String name) implements Parameter {

        @Override
        public List<String> given() {
            return List.of(name);
        }
    }

    /** See {@link #learned}. */
    record Learned(String name, Spec spec) implements Parameter {

        @Override
        public List<String> given() {
            return List.of();
        }

        @Override
        public boolean learns() {
            return true;
        }
    }

    /** See {@link #of}. */
    record Computed(Network network, List<String> given) implements Parameter {

        /** @throws IllegalArgumentException if there is no variable */
        public Computed {
            given = List.copyOf(given);
            if (given.isEmpty()) {
                throw new IllegalArgumentException("a network must be given a variable");
            }
        }

        @Override
        public List<Object> owners() {
            return List.of(network);
        }

        @Override
        public boolean learns() {
            return !network.specs().isEmpty();
        }
    }
}
