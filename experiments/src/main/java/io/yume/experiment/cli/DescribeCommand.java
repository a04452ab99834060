package io.yume.experiment.cli;

import io.yume.experiment.run.AtomicFiles;
import io.yume.experiment.run.EnvironmentSource;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.UsageException;
import io.yume.experiment.stage.MainPrograms;
import io.yume.graph.ProgramDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the programs of a run are made of and where their time goes. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Say what a program is made of: its steps, what was fused, FLOPs, bytes, memory, and where time goes.",
            "The programs are those that a run of the preset computes most: one training step of Vision or of Memory,",
            "one step of a tile of dreams. Times are best taken with nothing else running."
        },
        footer = {"", "Example:", "  ./yume describe vision --preset standard --svg vision.svg"})
final class DescribeCommand implements Callable<Integer> {

    private final Shell shell;

    @Parameters(paramLabel = "vision|memory|dream", description = "The program.")
    private String program;

    @Option(
            names = "--preset",
            paramLabel = RunOptions.PRESETS,
            description = "The sizes (default: " + RunOptions.DEFAULT_PRESET + ").")
    private String preset = RunOptions.DEFAULT_PRESET;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Give one key of the configuration another value, such as dream.tile=32; may be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Compute threads of a training step (default: the preset's). A dream has one.")
    private Integer threads;

    @Option(names = "--engine", paramLabel = EngineChoice.LABEL, description = EngineChoice.DESCRIPTION)
    private String engine;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Timed runs; 0 only counts (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--steps", paramLabel = "N", description = "The most steps that are listed (default: 40).")
    private Integer steps;

    @Option(names = "--svg", paramLabel = "FILE", description = "Also draw the program into this file.")
    private Path svg;

    DescribeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return shell.attempt(() -> {
            describe();
            return RunCommand.DONE;
        });
    }

    private void describe() throws IOException, InterruptedException {
        if (runs < 0 || (steps != null && steps < 0)) {
            throw new UsageException("--runs and --steps must be >= 0: runs=" + runs + ", steps=" + steps);
        }
        Map<String, String> given = RunOptions.settings(settings);
        if (threads != null) {
            given.put("threads", threads.toString());
        }
        if (engine != null) {
            given.put("engine", engine);
        }
        RunConfig config = RunConfigs.preset(preset, EngineChoice.withDefault(given));
        EngineChoice.use(config.engine());
        ProgramDescription description;
        try (EnvironmentSource environments = EnvironmentChoice.open(config)) {
            description = MainPrograms.describe(program, config, environments, runs);
        }
        shell.out().print(steps == null ? description.text() : description.text(steps));
        if (svg != null) {
            AtomicFiles.write(svg, description.svg().getBytes(StandardCharsets.UTF_8));
            shell.out().println("\ndrawn: " + svg);
        }
        shell.out().flush();
    }
}
