package io.yume.agent.rollout;

/** A batch failed because one of its jobs did; the cause is what its last attempt threw. */
public final class RolloutException extends RuntimeException {

    private final long jobId;
    private final int attempts;

    RolloutException(long jobId, int attempts, Throwable cause) {
        super("job failed: id=" + jobId + ", attempts=" + attempts + ", cause=" + cause, cause);
        this.jobId = jobId;
        this.attempts = attempts;
    }

    /** The job that failed. */
    public long jobId() {
        return jobId;
    }

    /** How often it was tried. */
    public int attempts() {
        return attempts;
    }
}
