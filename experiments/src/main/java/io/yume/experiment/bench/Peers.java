package io.yume.experiment.bench;

import io.yume.experiment.gym.PythonGym;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The peers that are there, and why the others are not.
 *
 * @param found in the order of the tables
 * @param skipped the reason by name
 */
public record Peers(List<Peer> found, Map<String, String> skipped) {

    /** Compiling a large model may take minutes on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String INSTALL = "./yume bench --install-peers installs it";
    private static final List<String> MLP = List.of("mlp-vae-");

    private static final List<String> MODELS = List.of("mlp-", "conv-", "mdn-", "dream-");
    private static final String GYM = "gym-";

    private static final List<Script> SCRIPTS = List.of(
            new Script("torch", List.of("torch_eager.py"), MODELS),
            new Script("torch.fused", List.of("torch_eager.py", "fused"), List.of("mlp-", "conv-", "mdn-")),
            new Script("torch.compile", List.of("torch_compiled.py"), MODELS),
            new Script("pixyz", List.of("with_pixyz.py"), MLP),
            new Script("pyro", List.of("with_pyro.py"), MLP));

    /** These run on the Gym server's Python. */
    private static final List<Script> GYM_SCRIPTS = List.of(
            new Script("gymnasium", List.of("with_gymnasium.py"), List.of(GYM)),
            new Script("gymnasium.sync", List.of("with_gymnasium.py", "sync"), List.of("gym-cartpole-64")),
            new Script("classic", List.of("with_classic.py"), List.of("gym-cartpole-1")));

    private record Script(String name, List<String> call, List<String> rows) {}

    /** None at all. */
    static Peers none() {
        return new Peers(List.of(), Map.of());
    }

    /** Where the virtual environment lies, for variables such as those of this process. */
    static Path cache(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("YUME_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String common = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (common.isEmpty() ? home.resolve(".cache") : Path.of(common)).resolve("yume");
    }

    /** The cache folder of this user. */
    public static Path cache() {
        return cache(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** The folder of the scripts in the checkout that the launcher names; empty where there is none. */
    public static Optional<Path> scripts() {
        return Optional.ofNullable(System.getProperty("yume.home"))
                .map(home -> Path.of(home, "experiments", "peers"))
                .filter(Files::isDirectory);
    }

    /**
     * Looks for the peers.
     *
     * @param scripts their folder, if there is one
     * @param cache the folder that holds their virtual environment
     */
    public static Peers find(Optional<Path> scripts, Path cache) throws IOException {
        List<Peer> found = new ArrayList<>();
        Map<String, String> skipped = new LinkedHashMap<>();
        Optional<String> missing = missing(scripts, cache);
        for (Script script : SCRIPTS) {
            if (missing.isPresent()) {
                skipped.put(script.name(), missing.get());
            } else {
                found.add(python(script, scripts.orElseThrow(), interpreter(cache), cache));
            }
        }
        addGym(scripts, cache, found, skipped);
        for (String library : PeerServer.libraries()) {
            found.add(new ProcessPeer(library, java(library), MLP, cache, PATIENCE));
        }
        return new Peers(found, skipped);
    }

    private static void addGym(Optional<Path> scripts, Path cache, List<Peer> found, Map<String, String> skipped) {
        try {
            PythonGym python = PythonGym.find(PythonGym.folder(), cache);
            found.add(new GymPeer());
            for (Script script : GYM_SCRIPTS) {
                found.add(python(script, scripts.orElseThrow(), python.interpreter(), cache));
            }
        } catch (IOException e) {
            skipped.put(GymPeer.NAME, e.getMessage());
            GYM_SCRIPTS.forEach(script -> skipped.put(script.name(), e.getMessage()));
        }
    }

    private static ProcessPeer python(Script script, Path scripts, Path interpreter, Path cache) {
        List<String> command = new ArrayList<>(script.call());
        command.set(0, scripts.resolve(command.get(0)).toString());
        command.add(0, interpreter.toString());
        return new ProcessPeer(script.name(), command, script.rows(), cache, PATIENCE);
    }

    /** A process of its own, so that its garbage and its compiled code are not ours. */
    private static List<String> java(String library) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "io.yume.experiment.cli.PeerMain",
                library);
    }

    /** PyTorch as it is, which a test can ask for gradients; or why it is not there. */
    static ProcessPeer torch(Path scripts, Path cache) throws IOException {
        Optional<String> missing = missing(Optional.of(scripts), cache);
        if (missing.isPresent()) {
            throw new IOException(missing.get());
        }
        return python(SCRIPTS.get(0), scripts, interpreter(cache), cache);
    }

    private static Path interpreter(Path cache) {
        return cache.resolve("peers").resolve("bin").resolve("python");
    }

    private static Optional<String> missing(Optional<Path> scripts, Path cache) throws IOException {
        if (scripts.isEmpty()) {
            return Optional.of("its script is in the folder experiments/peers of a checkout; run ./yume there");
        }
        Path complete = cache.resolve("peers").resolve("complete");
        if (!Files.isExecutable(interpreter(cache)) || !Files.isRegularFile(complete)) {
            return Optional.of("it is not installed in " + cache.resolve("peers") + "; " + INSTALL);
        }
        boolean current = Files.mismatch(complete, scripts.get().resolve("requirements.txt")) < 0;
        return current
                ? Optional.empty()
                : Optional.of("other versions are installed than asked for; "
                        + INSTALL.replace("installs it", "brings them up to date"));
    }
}
