package io.yume.env.episode;

import java.io.IOException;

/** The episode store could not do what was asked; the message names the file. */
public class EpisodeStoreException extends IOException {

    private static final long serialVersionUID = 1L;

    /** An error with no other error behind it. */
    public EpisodeStoreException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public EpisodeStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
