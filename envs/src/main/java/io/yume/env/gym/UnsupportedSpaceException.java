package io.yume.env.gym;

/** A space that no {@code Environment} here can have; the instance is still usable with raw JSON. */
public final class UnsupportedSpaceException extends GymException {

    private static final long serialVersionUID = 1;

    public UnsupportedSpaceException(String message) {
        super(message);
    }
}
