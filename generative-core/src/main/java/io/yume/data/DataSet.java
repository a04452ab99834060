package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Map;

/** Examples with named parts. Reading is safe from several threads. */
public interface DataSet {

    /** The parts of an example and their shapes. */
    Map<String, Shape> variables();

    /** Number of examples. */
    int size();

    /**
     * Copies one part of one example, row-major.
     *
     * @param draw the seed of what is drawn anew at each reading, such as a binarisation
     * @param into where the numbers are written, beginning at {@code at}
     * @throws IllegalArgumentException if there is no such part
     * @throws IndexOutOfBoundsException if there is no such example
     */
    void read(String variable, int example, Seed draw, float[] into, int at);

    /**
     * The examples {@code begin .. begin + count - 1} alone.
     *
     * @throws IllegalArgumentException if there is no example in the range, or it does not lie within this data set
     */
    default DataSet range(int begin, int count) {
        return new Range(this, begin, count);
    }
}
