package io.yume.experiment.run;

/** What was asked for cannot be done as asked: the caller has to change the request. The message is one sentence. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, and where possible what would be right */
    public UsageException(String message) {
        super(message);
    }

    /** @param message what is wrong, and where possible what would be right */
    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
