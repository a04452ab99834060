package io.yume.graph.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link UpdateMath} on the Vector API. */
final class VectorUpdateMath implements UpdateMath {

    private static final VectorSpecies<Float> FLOATS = VectorFunctions.FLOATS;
    private static final int LANES = FLOATS.length();

    @Override
    public void addSquares(float[] g, int n, float[] sums) {
        int bound = LANES > PARTIALS ? 0 : n - n % PARTIALS;
        // One column of partial sums per vector: 16 lanes need one, 8 need two, 4 need four.
        for (int column = 0; column < PARTIALS && bound > 0; column += LANES) {
            FloatVector sum = load(sums, column);
            for (int i = column; i < bound; i += PARTIALS) {
                FloatVector gradient = load(g, i);
                sum = gradient.fma(gradient, sum);
            }
            sum.intoArray(sums, column);
        }
        ScalarUpdateMath.addSquares(bound, g, n, sums);
    }

    @Override
    public void adam(
            float[] p,
            float[] g,
            float[] m,
            float[] v,
            int at,
            int n,
            float rate,
            float b1,
            float b2,
            float vScale,
            float epsilon) {
        FloatVector beta1 = FloatVector.broadcast(FLOATS, b1);
        FloatVector scaleOfRoot = FloatVector.broadcast(FLOATS, vScale);
        FloatVector floor = FloatVector.broadcast(FLOATS, epsilon);
        FloatVector minusRate = FloatVector.broadcast(FLOATS, -rate);
        int bound = FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector gradient = load(g, i);
            FloatVector mean = flushed(load(m, at + i).fma(beta1, gradient.mul(1f - b1)));
            FloatVector square =
                    flushed(gradient.mul(1f - b2).fma(gradient, load(v, at + i).mul(b2)));
            mean.intoArray(m, at + i);
            square.intoArray(v, at + i);
            FloatVector scale = square.lanewise(VectorOperators.SQRT).fma(scaleOfRoot, floor);
            mean.div(scale).fma(minusRate, load(p, i)).intoArray(p, i);
        }
        ScalarUpdateMath.adam(bound, p, g, m, v, at, n, rate, b1, b2, vScale, epsilon);
    }

    @Override
    public void normalize(float[] g, float[] v, int at, int n, float b, float epsilon) {
        int bound = FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector gradient = load(g, i);
            FloatVector square =
                    flushed(gradient.mul(1f - b).fma(gradient, load(v, at + i).mul(b)));
            square.intoArray(v, at + i);
            gradient.div(square.lanewise(VectorOperators.SQRT).add(epsilon)).intoArray(g, i);
        }
        ScalarUpdateMath.normalize(bound, g, v, at, n, b, epsilon);
    }

    @Override
    public void normalizeCentered(float[] g, float[] v, float[] m, int at, int n, float b, float epsilon) {
        FloatVector beta = FloatVector.broadcast(FLOATS, b);
        FloatVector zero = FloatVector.zero(FLOATS);
        int bound = FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector gradient = load(g, i);
            FloatVector part = gradient.mul(1f - b);
            FloatVector square = flushed(part.fma(gradient, load(v, at + i).mul(b)));
            FloatVector mean = flushed(load(m, at + i).fma(beta, part));
            square.intoArray(v, at + i);
            mean.intoArray(m, at + i);
            FloatVector variance = VectorFunctions.max(mean.neg().fma(mean, square), zero);
            gradient.div(variance.lanewise(VectorOperators.SQRT).add(epsilon)).intoArray(g, i);
        }
        ScalarUpdateMath.normalizeCentered(bound, g, v, m, at, n, b, epsilon);
    }

    @Override
    public void momentum(float[] g, float[] v, int at, int n, float mu, boolean nesterov) {
        FloatVector decay = FloatVector.broadcast(FLOATS, mu);
        int bound = FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector gradient = load(g, i);
            FloatVector velocity = flushed(load(v, at + i).fma(decay, gradient));
            velocity.intoArray(v, at + i);
            (nesterov ? velocity.fma(decay, gradient) : velocity).intoArray(g, i);
        }
        ScalarUpdateMath.momentum(bound, g, v, at, n, mu, nesterov);
    }

    @Override
    public void step(float[] p, float[] direction, int n, float rate) {
        FloatVector minusRate = FloatVector.broadcast(FLOATS, -rate);
        int bound = FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            load(direction, i).fma(minusRate, load(p, i)).intoArray(p, i);
        }
        ScalarUpdateMath.step(bound, p, direction, n, rate);
    }

    private static FloatVector flushed(FloatVector x) {
        return x.blend(0f, x.abs().compare(VectorOperators.LT, NEGLIGIBLE));
    }

    private static FloatVector load(float[] a, int i) {
        return FloatVector.fromArray(FLOATS, a, i);
    }
}
