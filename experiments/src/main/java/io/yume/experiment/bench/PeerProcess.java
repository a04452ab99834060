package io.yume.experiment.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer in a process of its own. A request is one line on its standard input and the answer one line of JSON on its
 * standard output; between them the process sleeps. It ends when its input does, so none is left when this process ends,
 * however that happens.
 */
final class PeerProcess implements Contender {

    private static final Logger LOG = LoggerFactory.getLogger(PeerProcess.class);

    /** Gradients of small models fit; something that never ends a line does not fill the memory. */
    private static final int LONGEST_ANSWER = 1 << 24;

    private static final int LONGEST_QUOTE = 120;
    private static final long SECONDS_TO_END = 5;

    private final String name;
    private final Duration patience;
    private final Path messages;
    private final Process process;
    private final Thread hook = new Thread(this::abandon, "end-peer");
    private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();
    private final Map<String, String> versions = new TreeMap<>();

    private PeerProcess(String name, Duration patience, Path messages, Process process) {
        this.name = name;
        this.patience = patience;
        this.messages = messages;
        this.process = process;
    }

    /**
     * Starts a process.
     *
     * @param name what it is called in messages
     * @param command program and arguments
     * @param environment variables besides this process's own
     * @param patience how long an answer may take
     * @throws IOException if the program cannot be started
     */
    static PeerProcess start(String name, List<String> command, Map<String, String> environment, Duration patience)
            throws IOException {
        Path messages = Files.createTempFile("yume-peer", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(messages.toFile());
            builder.environment().putAll(environment);
            PeerProcess peer = new PeerProcess(name, patience, messages, builder.start());
            Thread reader = new Thread(peer::listen, "peer-" + name);
            reader.setDaemon(true);
            reader.start();
            Runtime.getRuntime().addShutdownHook(peer.hook);
            return peer;
        } catch (IOException e) {
            Files.deleteIfExists(messages);
            throw new IOException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private void listen() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int next = reader.read(); next >= 0 && line.length() < LONGEST_ANSWER; next = reader.read()) {
                if (next == '\n') {
                    answers.add(Optional.of(line.toString()));
                    line.setLength(0);
                } else {
                    line.append((char) next);
                }
            }
        } catch (IOException e) {
            LOG.debug("the answers of {} broke off", name, e);
        }
        answers.add(Optional.empty());
    }

    /**
     * Asks for something and waits for the answer.
     *
     * @throws IOException if it refuses, dies, answers something else than JSON, or takes too long; after all of these but
     *     a refusal the process is ended
     */
    JsonNode ask(String request) throws IOException, InterruptedException {
        write(request);
        Optional<String> answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            end();
            throw new IOException(name + " did not answer \"" + quote(request) + "\" within "
                    + String.format(Locale.ROOT, "%.1f", patience.toMillis() / 1e3) + " s and was ended");
        }
        if (answer.isEmpty()) {
            throw dead();
        }
        JsonNode tree;
        try {
            tree = Json.parse(answer.get());
        } catch (IllegalArgumentException e) {
            end();
            throw new IOException(name + " must answer with a JSON object: " + quote(answer.get()), e);
        }
        if (!tree.isObject()) {
            end();
            throw new IOException(name + " must answer with a JSON object: " + quote(answer.get()));
        }
        if (tree.has("error")) {
            throw new IOException(name + " refused: " + quote(tree.get("error").asText()));
        }
        return tree;
    }

    private void write(String request) throws IOException, InterruptedException {
        try {
            Writer writer = process.outputWriter(StandardCharsets.UTF_8);
            writer.write(request + "\n");
            writer.flush();
        } catch (IOException e) {
            IOException dead = dead();
            dead.addSuppressed(e);
            throw dead;
        }
    }

    private IOException dead() throws InterruptedException {
        // Whoever closed its output, or broke off in the middle of a line, need not have ended by itself.
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            end();
            process.waitFor();
        }
        String last = lastMessage();
        return new IOException(
                name + " ended with status " + process.exitValue() + (last.isEmpty() ? "" : ": " + quote(last)));
    }

    private String lastMessage() {
        try {
            String text = new String(Files.readAllBytes(messages), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank())
                    .reduce("", (before, line) -> line)
                    .strip();
        } catch (IOException e) {
            LOG.debug("the messages of {} cannot be read", name, e);
            return "";
        }
    }

    private static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + " ...";
    }

    /** Makes it build the step of a row. */
    void prepare(String row) throws IOException, InterruptedException {
        ask("row " + row)
                .path("versions")
                .properties()
                .forEach(version ->
                        versions.put(version.getKey(), version.getValue().asText()));
    }

    @Override
    public Turn run(int leastSteps, double leastSeconds) throws IOException, InterruptedException {
        JsonNode answer = ask(String.format(Locale.ROOT, "run %d %.3f", leastSteps, leastSeconds));
        long steps = answer.path("steps").asLong();
        double seconds = answer.path("seconds").asDouble();
        if (steps < leastSteps || !(seconds > 0) || Double.isInfinite(seconds)) {
            end();
            throw new IOException(name + " must answer with its steps and seconds: " + quote(answer.toString()));
        }
        JsonNode peak = answer.path("peakRssKiB");
        return new Turn(steps, seconds, peak.isNumber() ? OptionalLong.of(peak.asLong() / 1024) : OptionalLong.empty());
    }

    @Override
    public Map<String, String> versions() {
        return versions;
    }

    /** What it started itself goes too: a compiler, or a pool of helpers. */
    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
        } catch (IOException e) {
            LOG.debug("{} had ended before it was told to", name, e);
        }
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                LOG.debug("{} does not end by itself", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("this process is ending", e);
        }
        forgetMessages();
    }

    private void abandon() {
        end();
        forgetMessages();
    }

    private void forgetMessages() {
        try {
            Files.deleteIfExists(messages);
        } catch (IOException e) {
            LOG.debug("a temporary file stays: {}", messages, e);
        }
    }

    /** Waits for the end of the process; whether it came. */
    boolean ended(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }
}
