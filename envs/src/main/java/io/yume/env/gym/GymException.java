package io.yume.env.gym;

/** Something went wrong with an environment over HTTP; the subclasses say what. */
public class GymException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public GymException(String message) {
        super(message);
    }

    public GymException(String message, Throwable cause) {
        super(message, cause);
    }
}
