package io.yume.train;

import io.yume.data.DataSet;
import io.yume.loss.Objective;

/**
 * Ends a training when an objective over other examples no longer gets better, and takes what was learned at its best. It is measured after
 * each epoch that {@link Trainer#fit} ends; a value that is not finite is no gain. Immutable.
 *
 * @param patience epochs without a gain after which the training ends
 * @param examples over which it is measured, as {@link Trainer#evaluate(DataSet)} does
 * @param objective what is measured; null for what is trained
 * @param grows whether it is to grow; what is trained has its own direction
 * @param leastGain what is less than this better than the best is no gain; in the units of the objective
 */
public record EarlyStopping(int patience, DataSet examples, Objective objective, boolean grows, double leastGain) {

    /** @throws IllegalArgumentException if the patience is below 1, or the least gain is negative or not finite */
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("patience must be >= 1 epoch: patience=" + patience);
        }
        if (!(leastGain >= 0) || leastGain == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("the least gain must be finite and >= 0: leastGain=" + leastGain);
        }
        if (examples == null) {
            throw new IllegalArgumentException("an early stop needs examples to measure: examples=null");
        }
    }

    /** Ends a training after so many epochs in which what it trains did not get better over some examples. */
    public static EarlyStopping after(int epochs, DataSet examples) {
        return new EarlyStopping(epochs, examples, null, true, 0);
    }

    /** With another least gain than 0. */
    public EarlyStopping leastGain(double least) {
        return new EarlyStopping(patience, examples, objective, grows, least);
    }

    /** Measuring this, which is to grow, instead of what is trained. */
    public EarlyStopping maximising(Objective other) {
        return new EarlyStopping(patience, examples, other, true, leastGain);
    }

    /** Measuring this, which is to fall, instead of what is trained. */
    public EarlyStopping minimising(Objective other) {
        return new EarlyStopping(patience, examples, other, false, leastGain);
    }

    /** Where the examples come from is not part of it. */
    @Override
    public String toString() {
        String what = objective == null ? "what is trained" : (grows ? "max " : "min ") + objective;
        return "after " + patience + " epochs without a gain of " + leastGain + " in " + what;
    }
}
