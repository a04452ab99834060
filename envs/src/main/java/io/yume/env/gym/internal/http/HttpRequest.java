package io.yume.env.gym.internal.http;

/**
 * A request that a server has read.
 *
 * @param method such as {@code POST}
 * @param path the undecoded path, without a query
 * @param headers the header fields
 * @param body the whole body, decoded from chunks
 * @param keepAlive whether the connection may stay open afterwards
 * @param local whether it came from this machine
 */
public record HttpRequest(String method, String path, Headers headers, byte[] body, boolean keepAlive, boolean local) {}
