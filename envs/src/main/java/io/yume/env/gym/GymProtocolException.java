package io.yume.env.gym;

/** A message does not keep to the protocol: no JSON, a missing key, a ragged image, a damaged frame. */
public final class GymProtocolException extends GymException {

    private static final long serialVersionUID = 1;

    public GymProtocolException(String message) {
        super(message);
    }

    public GymProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
