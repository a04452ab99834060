package io.yume.graph;

import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The numbers that tensors start with. */
final class Initials {

    private Initials() {}

    static float[] values(Spec spec, SplittableRandom random) {
        float[] start = new float[spec.shape().size()];
        Initial initial = start(spec.initial());
        if (initial instanceof Initial.Uniform uniform) {
            for (int i = 0; i < start.length; i++) {
                start[i] = (float) ((2 * random.nextDouble() - 1) * uniform.bound());
            }
        } else if (initial instanceof Initial.Normal normal) {
            for (int i = 0; i < start.length; i++) {
                start[i] = (float) (Normals.next(random) * normal.deviation());
            }
        } else if (initial instanceof Initial.Constant constant) {
            Arrays.fill(start, (float) constant.value());
        } else if (initial instanceof Initial.Values values) {
            if (values.size() != start.length) {
                throw new IllegalArgumentException(
                        "given numbers must fill their tensor: shape=" + spec.shape() + ", numbers=" + values.size());
            }
            return values.numbers();
        } else if (initial instanceof Initial.Orthogonal orthogonal) {
            orthogonal(spec.shape(), orthogonal, random, start);
        }
        return start;
    }

    private static Initial start(Initial initial) {
        if (initial instanceof Initial.Statistic statistic) {
            return statistic.start();
        }
        return initial instanceof Initial.Fixed fixed ? fixed.start() : initial;
    }

    private static void orthogonal(Shape shape, Initial.Orthogonal initial, SplittableRandom random, float[] start) {
        int rows = shape.rank() < 2 ? 0 : shape.dim(0);
        int columns = rows == 0 ? 0 : shape.size() / rows;
        if (rows == 0 || initial.blocks() < 1 || columns % initial.blocks() != 0) {
            throw new IllegalArgumentException(
                    "an orthogonal start needs a matrix whose columns divide into its blocks: shape=" + shape
                            + ", blocks=" + initial.blocks());
        }
        int width = columns / initial.blocks();
        for (int block = 0; block < initial.blocks(); block++) {
            double[][] basis = Normals.orthonormal(Math.min(rows, width), Math.max(rows, width), random);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < width; column++) {
                    double value = rows < width ? basis[row][column] : basis[column][row];
                    start[row * columns + block * width + column] = (float) (initial.gain() * value);
                }
            }
        }
    }
}
