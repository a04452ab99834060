package io.yume.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The learning curves of a run: {@code metrics.jsonl}, one JSON object per line, and the same as a TensorBoard event
 * file. Series are named {@code stage/quantity}, such as {@code train-vision/loss}.
 *
 * <p>The event file is made anew from {@code metrics.jsonl} whenever that is opened or cut, so the two always agree.
 * Safe for use by several threads.
 */
public final class Curves implements Closeable {

    /** The name of the file of lines in its folder. */
    public static final String FILE = "metrics.jsonl";

    private static final long FLUSH_MILLIS = 1000;
    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * One point of a learning curve.
     *
     * @param series the name of the curve
     * @param step the place on it
     * @param value the value, which may be infinite or not a number
     * @param time when it was written, seconds since 1970
     */
    public record Point(String series, long step, double value, double time) {}

    private final Path file;
    private final Path eventDirectory;
    private final Clock clock;
    private final StringBuilder pending = new StringBuilder();
    private FileChannel channel;
    private EventFile events;
    private long flushedAt;

    private Curves(Path directory, Clock clock) throws IOException {
        this.file = directory.resolve(FILE);
        this.eventDirectory = Files.createDirectories(directory.resolve("tensorboard"));
        this.clock = clock;
        keep(point -> true);
    }

    /**
     * Opens the curves in a folder, which is created if missing, to append to them; a last line cut short by a crash
     * is dropped.
     */
    public static Curves open(Path directory) throws IOException {
        return open(directory, Clock.systemUTC());
    }

    static Curves open(Path directory, Clock clock) throws IOException {
        return new Curves(directory, clock);
    }

    /**
     * The points in a folder, in the order they were written; empty if there are none.
     *
     * @throws IOException if a line other than the last is damaged; the message names the file and the line
     */
    public static List<Point> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        List<Point> points = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            return points;
        }
        String text = Files.readString(file);
        // A line without its line break was not written to the end.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        int number = 0;
        for (String line : whole.lines().toList()) {
            number++;
            try {
                JsonNode tree = MAPPER.readTree(line);
                points.add(new Point(
                        tree.required("series").asText(),
                        tree.required("step").asLong(),
                        Double.parseDouble(tree.required("value").asText()),
                        tree.required("time").asDouble()));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new IOException("the metrics are damaged: " + file + ", line " + number, e);
            }
        }
        return points;
    }

    /**
     * Adds one point. It reaches the file with a later call, at most about a second after this one, or at
     * {@link #flush}.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public synchronized void log(String series, long step, double value) {
        long now = clock.millis();
        Point point = new Point(series, step, value, now / 1000.0);
        pending.append(line(point));
        try {
            events.scalar(series, step, point.time(), value);
            if (now - flushedAt >= FLUSH_MILLIS) {
                flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Drops the points that an earlier attempt wrote beyond the step from which the work now continues.
     *
     * @param prefix the beginning of the names of the series, such as {@code train-vision/}
     * @param step the last step to be kept; -1 to drop all
     */
    public synchronized void rewind(String prefix, long step) throws IOException {
        flush();
        keep(point -> !point.series().startsWith(prefix) || point.step() <= step);
    }

    /** Writes what is pending. */
    public synchronized void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        pending.setLength(0);
        events.flush();
        flushedAt = clock.millis();
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            flush();
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() throws IOException {
        FileChannel lines = channel;
        EventFile curves = events;
        channel = null;
        events = null;
        try {
            if (curves != null) {
                curves.close();
            }
        } finally {
            if (lines != null) {
                lines.close();
            }
        }
    }

    /** Rewrites the file with the points that pass, and opens both files for appending. */
    private void keep(Predicate<Point> passes) throws IOException {
        closeFiles();
        List<Point> points = read(file.getParent()).stream().filter(passes).toList();
        StringBuilder text = new StringBuilder();
        points.forEach(point -> text.append(line(point)));
        replace(text.toString().getBytes(StandardCharsets.UTF_8));
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        events = newEvents();
        for (Point point : points) {
            events.scalar(point.series(), point.step(), point.time(), point.value());
        }
        flush();
    }

    private void replace(byte[] content) throws IOException {
        Path temporary = file.resolveSibling(FILE + ".tmp");
        FileOperations.DISK.write(temporary, sink -> sink.accept(ByteBuffer.wrap(content)));
        try {
            FileOperations.DISK.move(temporary, file);
        } catch (AtomicMoveNotSupportedException e) {
            // Some file systems cannot replace a file atomically; the content is complete all the same.
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private EventFile newEvents() throws IOException {
        int serial = 0;
        try (Stream<Path> old = Files.list(eventDirectory)) {
            for (Path path : old.toList()) {
                String name = path.getFileName().toString();
                if (name.contains(".tfevents.") && name.endsWith(".yume")) {
                    serial = Math.max(serial, serialOf(name) + 1);
                    Files.delete(path);
                }
            }
        }
        // A new name each time: a running TensorBoard would otherwise continue to read beyond the end of the old file.
        String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.%d.yume", clock.millis() / 1000, serial);
        return EventFile.create(eventDirectory.resolve(name), clock.millis() / 1000.0);
    }

    private static int serialOf(String name) {
        String[] parts = name.split("\\.", -1);
        try {
            return Integer.parseInt(parts[parts.length - 2]);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String line(Point point) {
        ObjectNode line =
                MAPPER.createObjectNode().put("series", point.series()).put("step", point.step());
        if (Double.isFinite(point.value())) {
            line.put("value", point.value());
        } else {
            // JSON has no NaN and no infinity: those are written as words.
            line.put("value", Double.toString(point.value()));
        }
        return line.put("time", point.time()) + "\n";
    }
}
