package io.yume.world.memory;

import java.util.List;

/**
 * How well a Memory predicts episodes that it was not trained on.
 *
 * @param episodes episodes looked at
 * @param transitions transitions in them
 * @param nll negative log-likelihood of the next code, nats per dimension, teacher-forced over whole episodes
 * @param floor mean entropy of q(z|x) per dimension in nats, which {@code nll} cannot beat: even who knows the next frame
 *     does not know the draw of its code
 * @param staticGaussian the same likelihood under one Gaussian per dimension with the mean and the variance of all
 *     training codes
 * @param persistence the same likelihood under a Gaussian around the current code, with the mean square of the training
 *     codes' steps as the variance
 * @param doneLoss cross-entropy of the calibrated probability of an end, nats per transition, without weights
 * @param doneBaseline the same for the share of ends among the training transitions
 * @param expectedEnds the predicted probabilities of an end, summed
 * @param observedEnds the ends that happened; a cut by a limit is none
 * @param doneCalibration predicted against observed ends; bins without a transition are left out
 * @param rewardLoss half the squared error of the reward head; 0 without one
 * @param openLoop prediction error against the horizon; horizons that no start reaches are left out
 */
public record MemoryReport(
        int episodes,
        long transitions,
        double nll,
        double floor,
        double staticGaussian,
        double persistence,
        double doneLoss,
        double doneBaseline,
        double expectedEnds,
        long observedEnds,
        List<CalibrationBin> doneCalibration,
        double rewardLoss,
        List<HorizonError> openLoop) {

    /** Copies the lists. */
    public MemoryReport {
        doneCalibration = List.copyOf(doneCalibration);
        openLoop = List.copyOf(openLoop);
    }

    /**
     * The transitions whose predicted probability of an end lies in {@code [low, high)}. The bins are half decades, as ends
     * are rare.
     *
     * @param count transitions
     * @param predicted their mean predicted probability
     * @param observed the share of them that ended
     */
    public record CalibrationBin(double low, double high, long count, double predicted, double observed) {}

    /**
     * The error of predictions some steps ahead: the root mean square, over starts and dimensions, of the distance to the
     * mean of the true frame's code in units of the dimension's standard deviation over all training codes.
     *
     * @param horizon steps ahead
     * @param starts predictions, those of episodes that last long enough
     * @param memory error of the mean of Memory's sampled futures, given the real actions
     * @param persistence error of the mean of the code at the start
     * @param constant error of the mean of all training codes
     */
    public record HorizonError(int horizon, int starts, double memory, double persistence, double constant) {}
}
