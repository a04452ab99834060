package io.yume.train;

/** A batch of the data that cannot be read or trained on; the message names it, the cause says why. */
public final class BatchException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BatchException(long batch, long epoch, Throwable cause) {
        super("a batch could not be read: epoch=" + epoch + ", batch=" + batch + ": " + cause.getMessage(), cause);
    }

    /** The same, with where it was needed beside where it was read. */
    BatchException(BatchException read) {
        super(read.getMessage(), read);
    }
}
