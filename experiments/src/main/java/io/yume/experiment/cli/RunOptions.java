package io.yume.experiment.cli;

import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.UsageException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that all commands on a run share. What was not given stays null, since a saved run has it. */
final class RunOptions {

    static final String DEFAULT_PRESET = "quick";
    /** For help texts, which must be constants; a test holds it to {@link RunConfigs#PRESETS}. */
    static final String PRESETS = "quick|standard|paper|car-racing|doom-take-cover";

    static final long DEFAULT_SEED = 1;

    @Option(
            names = "--preset",
            paramLabel = PRESETS,
            description = "How much to compute (default: " + DEFAULT_PRESET
                    + "); car-racing and doom-take-cover bring their environment, on a server in Python"
                    + " (./yume gym install).")
    private String preset;

    @Option(
            names = "--env",
            paramLabel = "NAME|gym:ID[@URL]",
            description = "The environment (default: the preset's, mostly take-cover); gym:ID is one of Gymnasium, such"
                    + " as gym:CarRacing-v3: at URL, or on a server that is started for the run (./yume gym install).")
    private String env;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The number that decides every random draw (default: " + DEFAULT_SEED + ").")
    private Long seed;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Actor workers (default: one per core, at most 8). Changes no result.")
    private Integer workers;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Compute threads of the learner (default: the preset's). Changes the last bits of a result.")
    private Integer threads;

    @Option(names = "--engine", paramLabel = EngineChoice.LABEL, description = EngineChoice.DESCRIPTION)
    private String engine;

    @Option(names = "--resume", description = "Go on with the run that the folder holds.")
    private boolean resume;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Give one key of the configuration another value, such as dream.tile=32; may be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = {"-v", "--verbose"},
            description = "Show the stack trace of a failure.")
    private boolean verbose;

    boolean resume() {
        return resume;
    }

    boolean verbose() {
        return verbose;
    }

    /**
     * Where a run lies whose folder was not named.
     *
     * @throws UsageException if the preset is unknown
     */
    Path defaultFolder() {
        Map<String, String> given = given();
        String preset = given.getOrDefault("preset", DEFAULT_PRESET);
        return Path.of(
                "runs",
                folderName(given.containsKey("env") ? given.get("env") : RunConfigs.environment(preset))
                        + "-"
                        + preset
                        + "-seed"
                        + given.getOrDefault("seed", Long.toString(DEFAULT_SEED)));
    }

    /** An environment may be named with an address, which has colons and slashes. */
    private static String folderName(String env) {
        return env.replaceFirst("@.*", "").replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    /**
     * All keys whose values were given, by option or by {@code --set}; the options win.
     *
     * @throws UsageException if a setting is not written as {@code key=value}
     */
    Map<String, String> given() {
        Map<String, String> given = settings(settings);
        put(given, "preset", preset);
        put(given, "env", env);
        put(given, "seed", seed);
        put(given, "workers", workers);
        put(given, "threads", threads);
        put(given, "engine", engine);
        return given;
    }

    /**
     * Keys and values of {@code --set}.
     *
     * @throws UsageException if a setting is not written as {@code key=value}
     */
    static Map<String, String> settings(List<String> settings) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--set must be followed by key=value: --set " + setting);
            }
            given.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        if (given.containsKey("preset")) {
            throw new UsageException("the preset is not set by --set but by --preset " + given.get("preset"));
        }
        return given;
    }

    private static void put(Map<String, String> given, String key, Object value) {
        if (value != null) {
            given.put(key, value.toString());
        }
    }
}
