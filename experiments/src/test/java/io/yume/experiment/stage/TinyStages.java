package io.yume.experiment.stage;

import io.yume.experiment.run.Cancellation;
import io.yume.experiment.run.Pipeline;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.RunFolder;
import io.yume.experiment.run.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs with everything as small as it goes: what is learned is worth nothing, but all of it happens. */
final class TinyStages {

    private TinyStages() {}

    static RunConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("seed", "3"),
                Map.entry("workers", "1"),
                Map.entry("threads", "1"),
                Map.entry("collect.episodes", "4"),
                Map.entry("vision.latents", "4"),
                Map.entry("vision.channels", "[2, 3, 4, 4]"),
                Map.entry("vision.batch", "8"),
                Map.entry("vision.steps", "6"),
                Map.entry("vision.logEvery", "2"),
                Map.entry("explore.rounds", "2"),
                Map.entry("explore.episodes", "2"),
                Map.entry("explore.memorySteps", "1"),
                Map.entry("explore.generations", "1"),
                Map.entry("memory.hidden", "6"),
                Map.entry("memory.mixtures", "2"),
                Map.entry("memory.batch", "4"),
                Map.entry("memory.sequence", "8"),
                Map.entry("memory.steps", "4"),
                Map.entry("memory.logEvery", "2"),
                Map.entry("dream.temperature", "1.15"),
                Map.entry("dream.tile", "8"),
                Map.entry("dream.maxSteps", "40"),
                Map.entry("evolve.generations", "2"),
                Map.entry("evolve.population", "4"),
                Map.entry("evolve.rollouts", "2"),
                Map.entry("evolve.sigma0", "3.0"),
                Map.entry("evaluate.episodes", "6"),
                Map.entry("evaluate.openLoopSelectionEpisodes", "1"),
                Map.entry("report.gifs", "2"),
                Map.entry("report.gifSteps", "30"),
                Map.entry("study.temperatures", "[0.5, 1.15]"),
                Map.entry("study.trainings", "2")));
        settings.putAll(more);
        return RunConfigs.preset("quick", settings);
    }

    /** Runs stages, or those of them that are not done. */
    static void run(Path directory, RunConfig config, List<Stage> stages, Cancellation cancellation)
            throws IOException, InterruptedException {
        try (RunFolder folder = RunFolder.open(directory)) {
            folder.saveConfig(config);
            new Pipeline(stages).runAll(config, folder, Progress.NONE, cancellation);
        }
    }

    static void run(Path directory, RunConfig config, List<Stage> stages) throws IOException, InterruptedException {
        run(directory, config, stages, new Cancellation());
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
