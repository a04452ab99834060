package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes instances on a Gym server behind the back of those who use them, one after another. */
final class Dropping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dropping.class);
    private static final long PAUSE_MS = 100;

    private final Thread thread;
    private final AtomicInteger dropped = new AtomicInteger();

    private Dropping(String url) {
        thread = new Thread(() -> work(url), "drops instances");
    }

    static Dropping begin(String url) {
        Dropping dropping = new Dropping(url);
        dropping.thread.start();
        return dropping;
    }

    int dropped() {
        return dropped.get();
    }

    private void work(String url) {
        try {
            for (int turn = 0; ; turn++) {
                Thread.sleep(PAUSE_MS);
                JsonNode all = Json.parse(new String(ask(url + "/v1/envs/", "GET"), StandardCharsets.UTF_8))
                        .path("all_envs");
                int chosen = all.isEmpty() ? -1 : turn % all.size();
                for (String id : (Iterable<String>) all::fieldNames) {
                    if (chosen-- == 0) {
                        ask(url + "/v1/envs/" + id + "/close/", "POST");
                        dropped.incrementAndGet();
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("no more dropping");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever used the instance may have closed it meanwhile, which is an error to the server and none here. */
    private static byte[] ask(String address, String method) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setRequestMethod(method);
        if (connection.getResponseCode() >= 400) {
            return new byte[0];
        }
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
