package io.yume.env.gym.internal.http;

/** What a server answers; called by one thread per connection. */
public interface HttpHandler {

    /** The reply to a request; must not throw but for defects. */
    HttpResponse handle(HttpRequest request);

    /** The reply to something that is no acceptable request. */
    HttpResponse refuse(int status, String message);
}
