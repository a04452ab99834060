package io.yume.experiment.stage;

import io.yume.agent.rollout.ResultConsumer;
import io.yume.experiment.run.Cancellation;

/**
 * Takes results until a stop is asked for. It need not wait for a job to end: an episode may take minutes.
 *
 * @param taking what is done with a result
 */
record UntilStopped<J, R, X extends Exception>(Cancellation cancellation, ResultConsumer<J, R, X> taking)
        implements ResultConsumer<J, R, X> {

    @Override
    public void accept(long id, J job, R result) throws X {
        cancellation.throwIfRequested();
        taking.accept(id, job, result);
    }

    @Override
    public void waiting() {
        cancellation.throwIfRequested();
    }
}
