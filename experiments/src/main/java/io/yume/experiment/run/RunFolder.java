package io.yume.experiment.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one run, held for this process until closed.
 *
 * <p>It has {@code config.yaml}, {@code metrics.jsonl}, {@code tensorboard/}, {@code checkpoints/}, {@code episodes/},
 * {@code episodes-<round>/} of rounds of exploration, {@code stages/<name>.json} for each stage that is done, {@code partial/} while one is under way,
 * {@code result.json}, {@code report.html}, {@code provenance.json} and {@code log.txt}. Every file that is written through this class is replaced as a whole.
 */
public final class RunFolder implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

    private static final String CONFIG = "config.yaml";

    private static final String PARTIAL = "partial";

    /** What a run that was stopped before its configuration was saved may have left. */
    private static final Set<String> BEFORE_CONFIG =
            Set.of(FolderLock.FILE, CONFIG + ".tmp", "log.txt", "provenance.json", "provenance.json.tmp");

    private final Path directory;
    private final FolderLock lock;

    private RunFolder(Path directory, FolderLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes a directory for a run, made where missing.
     *
     * @throws UsageException if another live process holds it, or it holds files that are no run's
     * @throws IOException if it cannot be made or written
     */
    public static RunFolder open(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new UsageException("the run folder must be a directory: " + directory);
        }
        requireRunOrEmpty(directory);
        Files.createDirectories(directory);
        return new RunFolder(directory, FolderLock.take(directory));
    }

    /** Whether a directory holds a run, finished or not. */
    public static boolean holdsRun(Path directory) {
        return Files.isRegularFile(directory.resolve(CONFIG));
    }

    private static void requireRunOrEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory) || holdsRun(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            List<String> strange = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !BEFORE_CONFIG.contains(name))
                    .sorted()
                    .toList();
            if (!strange.isEmpty()) {
                throw new UsageException(
                        "the folder is neither empty nor a run: " + directory + " holds " + strange.get(0));
            }
        }
    }

    /** The directory itself. */
    public Path directory() {
        return directory;
    }

    /** A path below the directory. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** Where stages keep their checkpoints; made where missing. */
    public Path checkpoints() throws IOException {
        return Files.createDirectories(path("checkpoints"));
    }

    /** Where the episode store lies; made where missing. */
    public Path episodes() throws IOException {
        return Files.createDirectories(path("episodes"));
    }

    /** Where the episode store of a round of exploration lies, from 1 on; made where missing. */
    public Path episodes(int round) throws IOException {
        return Files.createDirectories(path("episodes-" + round));
    }

    /** The log. */
    public Path log() {
        return path("log.txt");
    }

    /** The page for the reader. */
    public Path report() {
        return path("report.html");
    }

    /** The saved configuration, if the run has begun. */
    public Optional<RunConfig> config() throws IOException {
        Path file = path(CONFIG);
        return Files.isRegularFile(file)
                ? Optional.of(RunConfigs.parse(Files.readString(file), file.toString()))
                : Optional.empty();
    }

    /** Saves the configuration. */
    public void saveConfig(RunConfig config) throws IOException {
        write(CONFIG, RunConfigs.yaml(config).getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces a file as a whole. */
    public void write(String name, byte[] content) throws IOException {
        AtomicFiles.write(path(name), content);
    }

    /** Replaces a JSON file as a whole, such as {@code result.json}. */
    public void writeJson(String name, Object value) throws IOException {
        write(name, Json.document(value));
    }

    /** What a stage kept when it was done; empty if it is not done. */
    public Optional<JsonNode> stageResult(String stage) throws IOException {
        return stageFile(stage).map(tree -> tree.path("result"));
    }

    /** The seconds a stage took, over all its attempts that are known of; 0 if it is not done. */
    public double stageSeconds(String stage) throws IOException {
        return stageFile(stage).map(tree -> tree.path("wallSeconds").asDouble()).orElse(0.0);
    }

    /**
     * Marks a stage as done, in one step with what it keeps.
     *
     * @param wallSeconds how long it took
     */
    public void completeStage(String stage, double wallSeconds, JsonNode result) throws IOException {
        ObjectNode marker = Json.object().put("stage", stage).put("wallSeconds", wallSeconds);
        marker.set("result", result);
        writeJson(marker(stage), marker);
    }

    private Optional<JsonNode> stageFile(String stage) throws IOException {
        Path file = path(marker(stage));
        return Files.isRegularFile(file) ? Optional.of(Json.read(file)) : Optional.empty();
    }

    /** What a stage under way has kept of a part of its work; empty if there is nothing of use. */
    Optional<JsonNode> partial(String part) throws IOException {
        Path file = path(partialFile(part));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(file));
        } catch (IOException e) {
            if (e.getCause() instanceof JsonProcessingException) {
                LOG.warn("{} is damaged: what it held is done again", file, e);
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Keeps what there is of a part of the work of the stage under way. */
    void keepPartial(String part, JsonNode soFar) throws IOException {
        writeJson(partialFile(part), soFar);
    }

    /** Removes what stages under way have kept: the one that needed it is done. */
    void forgetPartial() throws IOException {
        Path partial = path(PARTIAL);
        if (Files.isDirectory(partial)) {
            try (Stream<Path> files = Files.list(partial)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(partial);
        }
    }

    private static String partialFile(String part) {
        return PARTIAL + "/" + part + ".json";
    }

    private static String marker(String stage) {
        return "stages/" + stage + ".json";
    }

    /** Gives the directory back. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
