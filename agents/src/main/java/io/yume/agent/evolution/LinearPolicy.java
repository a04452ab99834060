package io.yume.agent.evolution;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Space;

/**
 * A single linear layer from features to an action, as the controllers of Ha and Schmidhuber, "World Models" (2018). It
 * holds no weights: they come as a flat vector, {@code [outputs, features]} row-major and then, with a bias,
 * {@code [outputs]}.
 *
 * <ul>
 *   <li>{@link Discrete}: one output per action, the largest wins and the first of equals;
 *   <li>{@code Discrete(3)} by thirds: one output through tanh; below -1/3 is action 0 (left), above 1/3 is action 2
 *       (right), and between them is action 1 (stay);
 *   <li>{@link Box} with finite bounds: one output per element through tanh, scaled to the bounds.
 * </ul>
 *
 * @param features length of a feature vector
 * @param actionSpace what the actions belong to
 * @param bias whether each output has a bias
 * @param thirds whether one output chooses among three actions
 */
public record LinearPolicy(int features, Space actionSpace, boolean bias, boolean thirds) {

    private static final double THIRD = 1.0 / 3;

    /**
     * Checks that such a policy exists.
     *
     * @throws IllegalArgumentException if there are no features, the space is neither discrete nor a bounded box, or
     *     thirds are asked for a space that has not three actions
     */
    public LinearPolicy {
        if (features < 1) {
            throw new IllegalArgumentException("features must be >= 1: features=" + features);
        }
        if (actionSpace instanceof Box box) {
            requireBounded(box);
        } else if (!(actionSpace instanceof Discrete)) {
            throw new IllegalArgumentException(
                    "action space must be discrete or a box: actionSpace=" + actionSpace.describe());
        }
        if (thirds && !(actionSpace instanceof Discrete discrete && discrete.n() == 3)) {
            throw new IllegalArgumentException(
                    "thirds need an action space of three actions: actionSpace=" + actionSpace.describe());
        }
    }

    /** One output per action or element, with bias. */
    public static LinearPolicy of(int features, Space actionSpace) {
        return new LinearPolicy(features, actionSpace, true, false);
    }

    /** One output for left, stay and right. */
    public static LinearPolicy thirds(int features, boolean bias) {
        return new LinearPolicy(features, new Discrete(3), bias, true);
    }

    private static void requireBounded(Box box) {
        float[] low = box.low();
        float[] high = box.high();
        for (int i = 0; i < low.length; i++) {
            if (Float.isInfinite(low[i]) || Float.isInfinite(high[i])) {
                throw new IllegalArgumentException(
                        "action bounds must be finite: index=" + i + ", low=" + low[i] + ", high=" + high[i]);
            }
        }
    }

    /** How many numbers the linear layer gives. */
    public int outputs() {
        if (thirds) {
            return 1;
        }
        return actionSpace instanceof Discrete discrete ? discrete.n() : actionSpace.size();
    }

    /** Length of the flat parameter vector. */
    public int parameterCount() {
        return outputs() * (features + (bias ? 1 : 0));
    }

    /** The parameters of a search in double arithmetic as this policy takes them. */
    public static float[] toFloats(double[] parameters) {
        float[] floats = new float[parameters.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) parameters[i];
        }
        return floats;
    }

    /**
     * Chooses one action.
     *
     * @param parameters {@code [parameterCount()]}
     * @param feature {@code [features()]}
     * @param action where the action goes: {@code [actionSpace().size()]}
     * @throws IllegalArgumentException if a shape does not match, or an output is NaN
     */
    public void action(float[] parameters, float[] feature, float[] action) {
        actions(parameters, 1, feature, action);
    }

    /**
     * Chooses one action per row with the same parameters.
     *
     * @param parameters {@code [parameterCount()]}
     * @param rows number of rows
     * @param rowFeatures {@code [rows, features()]}
     * @param rowActions where the actions go: {@code [rows, actionSpace().size()]}
     * @throws IllegalArgumentException if a shape does not match, or an output is NaN
     */
    public void actions(float[] parameters, int rows, float[] rowFeatures, float[] rowActions) {
        requireShape("parameters", parameterCount(), parameters.length);
        requireRows(rows, rowFeatures, rowActions);
        Decision decision = new Decision();
        for (int row = 0; row < rows; row++) {
            decision.choose(parameters, rowFeatures, row, rowActions);
        }
    }

    /**
     * Chooses one action per row, each row with the parameters of its own candidate.
     *
     * @param candidates {@code [rows][parameterCount()]}; rows may share an array, and a row of null is passed over
     * @param rowFeatures {@code [rows, features()]}
     * @param rowActions where the actions go: {@code [rows, actionSpace().size()]}
     * @throws IllegalArgumentException if a shape does not match, or an output is NaN
     */
    public void actions(float[][] candidates, float[] rowFeatures, float[] rowActions) {
        requireRows(candidates.length, rowFeatures, rowActions);
        int count = parameterCount();
        Decision decision = new Decision();
        for (int row = 0; row < candidates.length; row++) {
            if (candidates[row] != null) {
                requireShape("parameters", count, candidates[row].length);
                decision.choose(candidates[row], rowFeatures, row, rowActions);
            }
        }
    }

    private void requireRows(int rows, float[] rowFeatures, float[] rowActions) {
        requireShape("features", rows * features, rowFeatures.length);
        requireShape("actions", rows * actionSpace.size(), rowActions.length);
    }

    private static void requireShape(String name, int expected, int actual) {
        if (expected != actual) {
            throw new IllegalArgumentException(
                    name + " shape must match the policy: expected=[" + expected + "], actual=[" + actual + "]");
        }
    }

    /** What all rows of one call share, fetched once: the bounds are copies. */
    private final class Decision {

        private final int outputs = outputs();
        private final float[] low = actionSpace instanceof Box box ? box.low() : new float[0];
        private final float[] high = actionSpace instanceof Box box ? box.high() : new float[0];

        void choose(float[] parameters, float[] rowFeatures, int row, float[] rowActions) {
            if (actionSpace instanceof Box) {
                for (int i = 0; i < outputs; i++) {
                    double squashed = StrictMath.tanh(output(parameters, i, rowFeatures, row));
                    double value = low[i] + (squashed + 1) / 2 * ((double) high[i] - low[i]);
                    rowActions[row * outputs + i] = Math.min(high[i], Math.max(low[i], (float) value));
                }
            } else if (thirds) {
                double squashed = StrictMath.tanh(output(parameters, 0, rowFeatures, row));
                rowActions[row] = squashed < -THIRD ? 0 : squashed > THIRD ? 2 : 1;
            } else {
                int best = 0;
                double largest = output(parameters, 0, rowFeatures, row);
                for (int i = 1; i < outputs; i++) {
                    double value = output(parameters, i, rowFeatures, row);
                    if (value > largest) {
                        largest = value;
                        best = i;
                    }
                }
                rowActions[row] = best;
            }
        }

        /** One output; four partial sums, because one chain of additions is four times slower. */
        private double output(float[] parameters, int index, float[] rowFeatures, int row) {
            int p = index * features;
            int f = row * features;
            double sum0 = bias ? parameters[outputs * features + index] : 0;
            double sum1 = 0;
            double sum2 = 0;
            double sum3 = 0;
            int i = 0;
            for (; i + 3 < features; i += 4) {
                sum0 += (double) parameters[p + i] * rowFeatures[f + i];
                sum1 += (double) parameters[p + i + 1] * rowFeatures[f + i + 1];
                sum2 += (double) parameters[p + i + 2] * rowFeatures[f + i + 2];
                sum3 += (double) parameters[p + i + 3] * rowFeatures[f + i + 3];
            }
            for (; i < features; i++) {
                sum0 += (double) parameters[p + i] * rowFeatures[f + i];
            }
            double sum = (sum0 + sum1) + (sum2 + sum3);
            if (Double.isNaN(sum)) {
                throw new IllegalArgumentException("policy output must not be NaN: row=" + row + ", output=" + index);
            }
            return sum;
        }
    }
}
