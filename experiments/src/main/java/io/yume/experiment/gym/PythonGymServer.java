package io.yume.experiment.gym;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Gym server in Python that runs in a process of its own. It stops when it is closed, and when this process ends,
 * however that happens, since its standard input ends then.
 */
public final class PythonGymServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PythonGymServer.class);
    private static final long SECONDS_TO_END = 10;

    private final Process process;
    private final URI address;

    private PythonGymServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts a server and waits until it is ready. What it complains about goes to the standard error of this process.
     *
     * @param options of its command line, such as {@code --port 0} for a free port
     * @param patience how long it may take to be ready
     * @throws IOException if it cannot be started, ends at once, or is not ready in time; nothing of it is left then
     */
    public static PythonGymServer start(PythonGym python, List<String> options, Duration patience)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.add("--stop-with-stdin");
        Process process = python.process(all).redirectError(Redirect.INHERIT).start();
        boolean ready = false;
        try {
            URI address = address(process, patience);
            ready = true;
            return new PythonGymServer(process, address);
        } finally {
            if (!ready) {
                process.destroyForcibly();
            }
        }
    }

    private static URI address(Process process, Duration patience) throws IOException, InterruptedException {
        BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> listen(process, lines), "gym-server");
        reader.setDaemon(true);
        reader.start();
        Optional<String> line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new IOException("the Gym server in Python was not ready within " + patience.toMillis() + " ms");
        }
        if (line.isEmpty()) {
            boolean ended = process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
            throw new IOException("the Gym server in Python ended before it was ready"
                    + (ended ? ": status=" + process.exitValue() : ""));
        }
        if (!line.get().matches("http://\\S+:[0-9]+")) {
            throw new IOException("the Gym server in Python must say its address first: " + line.get());
        }
        return URI.create(line.get());
    }

    /** Reads to the end, so that the process never waits for somebody to read. */
    private static void listen(Process process, BlockingQueue<Optional<String>> lines) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String first = reader.readLine();
            lines.add(Optional.ofNullable(first));
            while (first != null && reader.readLine() != null) {
                LOG.debug("the Gym server in Python says more than its address");
            }
        } catch (IOException e) {
            LOG.debug("the output of the Gym server in Python broke off", e);
            lines.add(Optional.empty());
        }
    }

    /** Where it listens, such as {@code http://127.0.0.1:5000}. */
    public URI address() {
        return address;
    }

    /** Whether it still runs. */
    public boolean runs() {
        return process.isAlive();
    }

    /** Waits for its end and returns its exit status. */
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Stops it, with all its environments. Idempotent. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("the Gym server in Python had ended already", e);
        }
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                LOG.warn("the Gym server in Python did not stop within {} s and is ended", SECONDS_TO_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
