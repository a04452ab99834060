package io.yume.env.gym;

/** The server cannot be reached, hung up, did not answer in time, or the wait for it was interrupted. */
public final class GymConnectionException extends GymException {

    private static final long serialVersionUID = 1;

    /** What became of the connection. */
    public enum Reason {
        /** No connection came about, so the server has seen nothing of the request. */
        UNREACHABLE,
        /** The connection broke after a part of the request may have been sent. */
        BROKEN,
        /** No reply came in time; the server may still be at it. */
        TIMEOUT,
        /** The waiting thread was interrupted; its interrupt flag stays set. */
        INTERRUPTED
    }

    private final Reason reason;

    public GymConnectionException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What became of the connection. */
    public Reason reason() {
        return reason;
    }
}
