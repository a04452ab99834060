package io.yume.train;

import java.io.IOException;

/** A checkpoint could not be saved, or none of the saved ones can be loaded; the message names the files. */
public final class CheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The message says what failed and where. */
    public CheckpointException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
