package io.yume.train;

import io.yume.data.DataSet;
import io.yume.loss.Objective;

/**
 * Ends a training when an objective over other examples no longer improves, and restores the tensors of its best
 * value. It is measured after each epoch that {@link Trainer#fit} ends; a value that is not finite is no gain.
 * Immutable.
 *
 * @param patience number of epochs without a gain after which the training ends
 * @param examples over which it is measured, as {@link Trainer#evaluate(DataSet)} does
 * @param objective that is measured; null for the one that is trained
 * @param grows whether larger is better; ignored for the objective that is trained, which has its own direction
 * @param leastGain an improvement on the best value below this is no gain; in the units of the objective
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

    /** Ends a training after that many epochs in which its objective did not improve over some examples. */
    public static EarlyStopping after(int epochs, DataSet examples) {
        return new EarlyStopping(epochs, examples, null, true, 0);
    }

    /** With a least gain other than 0. */
    public EarlyStopping leastGain(double least) {
        return new EarlyStopping(patience, examples, objective, grows, least);
    }

    /** Measures another objective, where larger is better, instead of the one that is trained. */
    public EarlyStopping maximising(Objective other) {
        return new EarlyStopping(patience, examples, other, true, leastGain);
    }

    /** Measures another objective, where smaller is better, instead of the one that is trained. */
    public EarlyStopping minimising(Objective other) {
        return new EarlyStopping(patience, examples, other, false, leastGain);
    }

    /** The rule as text, without the examples, which may come from anywhere. */
    @Override
    public String toString() {
        String what = objective == null ? "what is trained" : (grows ? "max " : "min ") + objective;
        return "after " + patience + " epochs without a gain of " + leastGain + " in " + what;
    }
}
