package io.yume.experiment.stage;

import io.yume.experiment.cli.Main;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StageCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole command line on a configuration so small that it takes a second or two once the JVM is warm. */
final class TinyRun {

    /** Everything that makes it small. One compute thread, since the machine's cores must not decide the bits. */
    static final Map<String, String> SETTINGS = settings();

    private TinyRun() {}

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("threads", "1");
        settings.put("collect.episodes", "6");
        settings.put("collect.chunkBytes", "262144");
        settings.put("vision.latents", "4");
        settings.put("vision.channels", "[2, 2, 2, 2]");
        settings.put("vision.batch", "64");
        settings.put("vision.steps", "10");
        settings.put("vision.bufferFrames", "512");
        settings.put("vision.logEvery", "1");
        settings.put("vision.checkpointEvery", "3");
        settings.put("explore.rounds", "1");
        settings.put("explore.episodes", "3");
        settings.put("explore.memorySteps", "4");
        settings.put("explore.generations", "1");
        settings.put("memory.hidden", "8");
        settings.put("memory.mixtures", "2");
        settings.put("memory.batch", "4");
        settings.put("memory.sequence", "8");
        settings.put("memory.burnIn", "0");
        // What a checkpoint has to keep beside parameters.
        settings.put("memory.carried", "true");
        settings.put("memory.clock", "true");
        settings.put("memory.steps", "10");
        settings.put("memory.logEvery", "1");
        settings.put("memory.checkpointEvery", "3");
        settings.put("dream.tile", "4");
        settings.put("dream.maxSteps", "20");
        settings.put("evolve.generations", "3");
        settings.put("evolve.population", "4");
        settings.put("evolve.rollouts", "3");
        // Wide enough that an untrained Vision makes candidates act differently.
        settings.put("evolve.sigma0", "30");
        settings.put("evaluate.episodes", "4");
        settings.put("evaluate.openLoopPolicies", "40");
        settings.put("evaluate.openLoopSelectionEpisodes", "1");
        settings.put("report.gifs", "1");
        settings.put("report.gifSteps", "4");
        return settings;
    }

    /** What a command left on the console. */
    record Outcome(int status, String out, String err) {}

    private static final class Catalog implements StageCatalog {

        @Override
        public List<Stage> pipeline() {
            return DreamStages.pipeline();
        }

        @Override
        public List<Stage> study() {
            return List.of();
        }

        @Override
        public List<String> environments() {
            return List.of("take-cover");
        }
    }

    /** Runs a command in this process. */
    static Outcome yume(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(
                new Catalog(), new PrintWriter(out), new PrintWriter(err), false, arguments.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    /** The arguments of a run of all stages. */
    static List<String> dream(Path folder, int workers, String... more) {
        return command("dream", folder, workers, more);
    }

    /** The arguments of a command with all settings. */
    static List<String> command(String name, Path folder, int workers, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(name, "--out", folder.toString(), "--workers", Integer.toString(workers)));
        SETTINGS.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** The hash in the result of a finished run. */
    static String hash(Path folder) throws IOException {
        return Json.read(folder.resolve("result.json")).required("hash").asText();
    }

    /** Starts a command in a JVM of its own, which the caller ends; its output goes to a file. */
    static Process start(Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx512m", "-Djava.awt.headless=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }
}
