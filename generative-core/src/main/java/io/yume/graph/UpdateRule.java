package io.yume.graph;

import io.yume.graph.internal.UpdateMath;
import java.util.Map;

/**
 * An optimizer's update, with its constants as the kernels take them. {@link #begin} prepares a step, after which several
 * threads may apply it to different blocks.
 */
abstract class UpdateRule {

    final UpdateMath math;

    private UpdateRule(UpdateMath math) {
        this.math = math;
    }

    static UpdateRule of(Optimizer optimizer, Map<String, float[]> slots, UpdateMath math) {
        if (optimizer instanceof Adam adam) {
            return new OfAdam(adam, 0, slots, math);
        }
        if (optimizer instanceof AdamW adamW) {
            return new OfAdam(adamW.adam(), adamW.decay(), slots, math);
        }
        if (optimizer instanceof RmsProp rmsProp) {
            return new OfRmsProp(rmsProp, slots, math);
        }
        return new OfSgd((Sgd) optimizer, slots, math);
    }

    /** Prepares step {@code 1, 2, ...}. */
    abstract void begin(long step, double rate);

    /** Updates a block of parameters that lies at {@code at} in the flat vector; may overwrite the block of gradients. */
    abstract void apply(float[] p, float[] g, int at, int n);

    private static final class OfAdam extends UpdateRule {

        private final Adam config;
        private final double decay;
        private final float[] first;
        private final float[] second;
        private float rate;
        private float rateOfDecay;
        private float scale;

        OfAdam(Adam config, double decay, Map<String, float[]> slots, UpdateMath math) {
            super(math);
            this.config = config;
            this.decay = decay;
            first = slots.get(Adam.FIRST);
            second = slots.get(Adam.SECOND);
        }

        @Override
        void begin(long step, double current) {
            rate = (float) (current / (1 - StrictMath.pow(config.beta1(), step)));
            scale = (float) (1 / Math.sqrt(1 - StrictMath.pow(config.beta2(), step)));
            rateOfDecay = (float) (current * decay);
        }

        @Override
        void apply(float[] p, float[] g, int at, int n) {
            if (rateOfDecay > 0) {
                math.step(p, p, n, rateOfDecay);
            }
            float beta1 = (float) config.beta1();
            float beta2 = (float) config.beta2();
            math.adam(p, g, first, second, at, n, rate, beta1, beta2, scale, (float) config.epsilon());
        }
    }

    private static final class OfRmsProp extends UpdateRule {

        private final RmsProp config;
        private final float[] square;
        private final float[] mean;
        private final float[] momentum;
        private float rate;

        OfRmsProp(RmsProp config, Map<String, float[]> slots, UpdateMath math) {
            super(math);
            this.config = config;
            square = slots.get(RmsProp.SQUARE);
            mean = slots.get(RmsProp.MEAN);
            momentum = slots.get(RmsProp.MOMENTUM);
        }

        @Override
        void begin(long step, double current) {
            rate = (float) current;
        }

        @Override
        void apply(float[] p, float[] g, int at, int n) {
            float decay = (float) config.decay();
            float epsilon = (float) config.epsilon();
            if (mean == null) {
                math.normalize(g, square, at, n, decay, epsilon);
            } else {
                math.normalizeCentered(g, square, mean, at, n, decay, epsilon);
            }
            if (momentum != null) {
                math.momentum(g, momentum, at, n, (float) config.momentum(), false);
            }
            math.step(p, g, n, rate);
        }
    }

    private static final class OfSgd extends UpdateRule {

        private final Sgd config;
        private final float[] momentum;
        private float rate;

        OfSgd(Sgd config, Map<String, float[]> slots, UpdateMath math) {
            super(math);
            this.config = config;
            momentum = slots.get(Sgd.MOMENTUM);
        }

        @Override
        void begin(long step, double current) {
            rate = (float) current;
        }

        @Override
        void apply(float[] p, float[] g, int at, int n) {
            if (momentum != null) {
                math.momentum(g, momentum, at, n, (float) config.momentum(), config.nesterov());
            }
            math.step(p, g, n, rate);
        }
    }
}
