package io.yume.env.gym.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * Where a server is.
 *
 * @param host name or address, an IPv6 one without brackets
 * @param port the port
 * @param path what comes before {@code /v1}: empty, or with a slash in front and none at the end
 */
record GymAddress(String host, int port, String path) {

    private static final int HTTP_PORT = 80;

    /** @throws IllegalArgumentException if the text is no {@code http} address */
    static GymAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "server must be an address such as http://127.0.0.1:5000: server=" + text, e);
        }
        String scheme = uri.getScheme();
        if (scheme == null || !scheme.equalsIgnoreCase("http") || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "server must be an address such as http://127.0.0.1:5000 (https needs a tunnel): server=" + text);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("server must have no user, query or fragment: server=" + text);
        }
        String host = uri.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new GymAddress(bare, uri.getPort() < 0 ? HTTP_PORT : uri.getPort(), path);
    }

    /** The value of the {@code Host} field. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
        return "http://" + authority() + path;
    }
}
