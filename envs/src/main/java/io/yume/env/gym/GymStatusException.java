package io.yume.env.gym;

/** The server refused a request or failed at it. */
public final class GymStatusException extends GymException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String serverMessage;
    private final String body;

    /**
     * @param request what was asked, such as {@code POST /v1/envs/}
     * @param code the superset's error code, or empty
     * @param serverMessage the server's own words, or empty if there are none in JSON
     * @param body at most the first 2 KiB of the body
     */
    public GymStatusException(String request, int status, String code, String serverMessage, String body) {
        super(request + " was answered with status " + status + (code.isEmpty() ? "" : " (" + code + ")") + ": "
                + (serverMessage.isEmpty() ? body : serverMessage));
        this.status = status;
        this.code = code;
        this.serverMessage = serverMessage;
        this.body = body;
    }

    /** The HTTP status, such as 400. */
    public int status() {
        return status;
    }

    /** The superset's error code, such as {@code unknown_instance}; empty from a classic server. */
    public String code() {
        return code;
    }

    /** The server's own words; empty if the reply was no JSON with a message. */
    public String serverMessage() {
        return serverMessage;
    }

    /** At most the first 2 KiB of the body. */
    public String body() {
        return body;
    }

    /** Whether the server has counted other steps than the client, so that no step of the instance will be taken any more. */
    public boolean stepIdGap() {
        return code.equals("step_id_gap");
    }

    /** Whether the server says that it does not know the instance. */
    public boolean unknownInstance() {
        return code.equals("unknown_instance")
                || (status == 400 && serverMessage.startsWith("Instance_id ") && serverMessage.endsWith(" unknown"));
    }
}
