package io.yume.env.gym;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A space as the protocol describes it; wider than what an {@code Environment} here can have. */
public sealed interface GymSpace {

    /** The name of the kind, such as {@code Box}. */
    String kind();

    /**
     * An array with bounds.
     *
     * @param dtype null from a classic server, which does not tell
     * @param shape the axes; empty for a single number
     * @param low lower bounds in C order, or one for all
     * @param high upper bounds in C order, or one for all
     */
    record BoxSpace(DType dtype, int[] shape, double[] low, double[] high) implements GymSpace {

        /** @throws GymProtocolException if the bounds fit the shape neither one by one nor as one for all */
        public BoxSpace {
            long size = Shapes.size(shape);
            if ((low.length != 1 && low.length != size) || (high.length != 1 && high.length != size)) {
                throw new GymProtocolException("bounds must match the shape: shape=" + Arrays.toString(shape) + ", low="
                        + low.length + ", high=" + high.length);
            }
        }

        /** The number of elements. */
        public int size() {
            return Math.toIntExact(Shapes.size(shape));
        }

        /** The lower bound of one element. */
        public double low(int index) {
            return low[low.length == 1 ? 0 : index];
        }

        /** The upper bound of one element. */
        public double high(int index) {
            return high[high.length == 1 ? 0 : index];
        }

        @Override
        public String kind() {
            return "Box";
        }
    }

    /** The whole numbers {@code start .. start + n - 1}. */
    record DiscreteSpace(long n, long start) implements GymSpace {

        @Override
        public String kind() {
            return "Discrete";
        }
    }

    /** A vector of whole numbers, element {@code i} in {@code start[i] .. start[i] + sizes[i] - 1}. */
    record MultiDiscreteSpace(long[] sizes, long[] start) implements GymSpace {

        @Override
        public String kind() {
            return "MultiDiscrete";
        }
    }

    /** An array of zeros and ones. */
    record MultiBinarySpace(int[] shape) implements GymSpace {

        @Override
        public String kind() {
            return "MultiBinary";
        }
    }

    /** Several spaces in order. */
    record TupleSpace(List<GymSpace> spaces) implements GymSpace {

        public TupleSpace {
            spaces = List.copyOf(spaces);
        }

        @Override
        public String kind() {
            return "Tuple";
        }
    }

    /**
     * Several spaces by name.
     *
     * @param keys the names in order
     */
    record DictSpace(List<String> keys, Map<String, GymSpace> spaces) implements GymSpace {

        public DictSpace {
            keys = List.copyOf(keys);
            spaces = Map.copyOf(spaces);
        }

        @Override
        public String kind() {
            return "Dict";
        }
    }

    /** Of which no more is known than a name. */
    record OtherSpace(String kind) implements GymSpace {}
}
