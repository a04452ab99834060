package io.yume.experiment.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a run comes from: everything that its bits may depend on besides its configuration.
 *
 * @param version this program's version
 * @param commit the commit of the checkout it was built in, or {@code unknown}
 * @param nd4j ND4J's version
 * @param machine the machine
 * @param threads the learner's compute threads
 * @param engine what computed the programs
 * @param ompNumThreads what {@code OMP_NUM_THREADS} says, or {@code unset}
 * @param command the command line
 * @param started when this process began to work on the run, in UTC
 */
@JsonPropertyOrder({"version", "commit", "nd4j", "machine", "threads", "engine", "ompNumThreads", "command", "started"})
public record Provenance(
        String version,
        String commit,
        String nd4j,
        Machine machine,
        int threads,
        String engine,
        String ompNumThreads,
        List<String> command,
        String started) {

    private static final String UNKNOWN = "unknown";

    public Provenance {
        command = List.copyOf(command);
    }

    /**
     * What holds for this process.
     *
     * @param checkout the root of the checkout, if known
     */
    public static Provenance of(RunConfig config, List<String> command, Optional<Path> checkout) {
        return new Provenance(
                programVersion(),
                checkout.flatMap(Provenance::commit).orElse(UNKNOWN),
                property("/META-INF/maven/org.nd4j/nd4j-api/pom.properties", "version"),
                Machine.here(),
                config.threads(),
                config.engine().toString(),
                Optional.ofNullable(System.getenv("OMP_NUM_THREADS")).orElse("unset"),
                command,
                Instant.now().toString());
    }

    /** This program's version. */
    public static String programVersion() {
        return property("/io/yume/experiment/version.properties", "version");
    }

    /** The commit that a checkout is at, read from Git's files; empty if there is none. */
    static Optional<String> commit(Path checkout) {
        try {
            Path git = checkout.resolve(".git");
            if (Files.isRegularFile(git)) {
                // A linked worktree: the file says where its own part of the repository lies.
                git = checkout.resolve(Files.readString(git).strip().replaceFirst("^gitdir: *", ""));
            }
            String head = Files.readString(git.resolve("HEAD")).strip();
            return head.startsWith("ref: ") ? reference(git, head.substring(5)) : Optional.of(head);
        } catch (IOException e) {
            // No checkout, as when the program was copied: then there is no commit to name.
            return Optional.empty();
        }
    }

    private static Optional<String> reference(Path git, String name) throws IOException {
        Path commonFile = git.resolve("commondir");
        Path common = Files.isRegularFile(commonFile)
                ? git.resolve(Files.readString(commonFile).strip())
                : git;
        for (Path place : List.of(git, common)) {
            if (Files.isRegularFile(place.resolve(name))) {
                return Optional.of(Files.readString(place.resolve(name)).strip());
            }
        }
        Path packed = common.resolve("packed-refs");
        if (!Files.isRegularFile(packed)) {
            return Optional.empty();
        }
        return Files.readAllLines(packed).stream()
                .filter(line -> line.endsWith(" " + name))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst();
    }

    private static String property(String resource, String key) {
        try (InputStream stream = Provenance.class.getResourceAsStream(resource)) {
            if (stream == null) {
                return UNKNOWN;
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty(key, UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
