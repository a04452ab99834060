package io.yume.experiment.gym;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Gym server in Python, ready to be started.
 *
 * @param sources the folder of its modules
 * @param interpreter the Python of its virtual environment
 */
public record PythonGym(Path sources, Path interpreter) {

    private static final String INSTALL = "./yume gym install";

    /** The server's folder in the checkout that the launcher names; empty where there is none. */
    public static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty("yume.home"))
                .map(home -> Path.of(home, "envs", "gym-server"))
                .filter(Files::isDirectory);
    }

    /** Where its virtual environment lies in a cache folder. */
    public static Path environment(Path cache) {
        return cache.resolve("gym");
    }

    /**
     * Finds the server.
     *
     * @param folder the server's folder, if there is one
     * @param cache the folder that holds its virtual environment
     * @throws IOException if it is not installed, or with other versions than asked for; the message says how it gets there
     */
    public static PythonGym find(Optional<Path> folder, Path cache) throws IOException {
        if (folder.isEmpty()) {
            throw new IOException(
                    "the Gym server in Python is in the folder envs/gym-server of a checkout; run ./yume there");
        }
        Path interpreter = environment(cache).resolve("bin").resolve("python");
        Path complete = environment(cache).resolve("complete");
        if (!Files.isExecutable(interpreter) || !Files.isRegularFile(complete)) {
            throw new IOException("the Gym server in Python is not installed in " + environment(cache) + "; " + INSTALL
                    + " installs it");
        }
        if (Files.mismatch(complete, folder.get().resolve("requirements.txt")) >= 0) {
            throw new IOException("the Gym server in Python has other versions than asked for in " + environment(cache)
                    + "; " + INSTALL + " brings them up to date");
        }
        return new PythonGym(folder.get().resolve("src"), interpreter);
    }

    /** What starts it with these options, in the folder of this process. */
    ProcessBuilder process(List<String> options) {
        // The assertions of the light environments repeat what the server checks.
        List<String> command = new ArrayList<>(List.of(interpreter.toString(), "-O", "-m", "yume_gym_server"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        String others = builder.environment().getOrDefault("PYTHONPATH", "");
        builder.environment()
                .put("PYTHONPATH", sources.toAbsolutePath() + (others.isEmpty() ? "" : File.pathSeparator + others));
        // A checkout may be read-only, and stays clean.
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder;
    }
}
