package io.yume.env.gym.internal.http;

/**
 * A reply.
 *
 * @param status such as 200
 * @param headers the header fields; lengths and connection fields are added when it is sent
 * @param body the whole body, decoded from chunks
 * @param keepAlive whether the connection stays open
 */
public record HttpResponse(int status, Headers headers, byte[] body, boolean keepAlive) {

    private static final byte[] NOTHING = {};

    /** A reply with a body. */
    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, new Headers().add("Content-Type", contentType), body, true);
    }

    /** A reply without a body. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, new Headers(), NOTHING, true);
    }

    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status " + status;
        };
    }
}
