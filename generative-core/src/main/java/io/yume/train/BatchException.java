package io.yume.train;

/** A batch of the data that cannot be read or trained on; the message names the batch, the cause gives the reason. */
public final class BatchException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BatchException(long batch, long epoch, Throwable cause) {
        super("a batch could not be read: epoch=" + epoch + ", batch=" + batch + ": " + cause.getMessage(), cause);
    }

    /** An error of the reading thread, as the thread that needs the batch throws it: the stack trace shows both. */
    BatchException(BatchException read) {
        super(read.getMessage(), read);
    }
}
