package io.yume.env.gym.server;

import io.yume.env.gym.internal.http.HttpLimits;
import io.yume.env.gym.internal.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves environments over the Gym HTTP API and its superset, as {@code docs/gym-http.md} has it. It listens until it is
 * closed, or a client shuts it down. Thread-safe.
 */
public final class GymServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GymServer.class);
    private static final long REAP_MILLIS = 250;

    private final Instances instances;
    private final HttpServer http;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread reaper = new Thread(this::reap, "gym-leases");

    private GymServer(GymServerOptions options) throws IOException {
        instances = new Instances(options.limits().instances());
        Bodies bodies = new Bodies(options.limits().body());
        InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("host must be an address of this machine: host=" + options.host());
        }
        Routes routes = new Routes(
                options.token(),
                address.getAddress().isLoopbackAddress(),
                new ServerCalls(options, instances, bodies),
                new InstanceCalls(instances, bodies),
                this::closeSoon);
        GymServerOptions.Limits limits = options.limits();
        http = HttpServer.start(
                address, new HttpLimits(limits.connections(), limits.body(), limits.idle(), limits.request()), routes);
        reaper.setDaemon(true);
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be listened on, such as a port in use
     */
    public static GymServer start(GymServerOptions options) throws IOException {
        GymServer server = new GymServer(options);
        server.reaper.start();
        LOG.info("serving {} environments at {}", options.environments().size(), server.url());
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return http.address().getPort();
    }

    /** The address for clients, such as {@code http://127.0.0.1:5000}. */
    public String url() {
        String host = http.address().getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** How many instances clients have now. */
    public int instances() {
        return instances.count();
    }

    /** Waits until the server is closed, by this program or by a client. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    private void reap() {
        try {
            while (!closing.await(REAP_MILLIS, TimeUnit.MILLISECONDS)) {
                instances.reap();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.debug("leases are no longer looked after", e);
        }
    }

    private void closeSoon() {
        Thread closer = new Thread(this::close, "gym-shutdown");
        closer.setDaemon(true);
        closer.start();
    }

    /** Stops listening, lets requests in work be answered, and closes all instances. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing.getCount() == 0) {
                return;
            }
            closing.countDown();
        }
        try {
            http.close();
        } finally {
            instances.close();
            closed.countDown();
        }
    }
}
