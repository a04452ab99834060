package io.yume.env.gym.internal.http;

import java.io.IOException;

/** The other end does not keep to HTTP, or to a limit of ours; the connection cannot be used any more. */
public final class HttpProblem extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status what a server answers to such a request */
    public HttpProblem(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What a server answers to such a request. */
    public int status() {
        return status;
    }
}
