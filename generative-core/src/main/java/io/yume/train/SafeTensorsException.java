package io.yume.train;

import java.io.IOException;

/** A file is no valid safetensors file, or holds what cannot be read exactly; the message names the file. */
public final class SafeTensorsException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The message says the rule and the value. */
    public SafeTensorsException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public SafeTensorsException(String message, Throwable cause) {
        super(message, cause);
    }
}
