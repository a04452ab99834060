package io.yume.experiment.cli;

import io.yume.experiment.bench.Benchmark;
import io.yume.experiment.run.Machine;
import io.yume.experiment.run.UsageException;
import io.yume.graph.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast this machine is. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Measure how fast this machine plays, collects and dreams; best with nothing else running.",
        footer = {"", "Example:", "  ./yume bench --seconds 10"})
final class BenchCommand implements Callable<Integer> {

    private static final String ENVIRONMENT = "take-cover";

    private final Shell shell;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Time of each measurement, after as long a warm-up (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--workers", paramLabel = "N", description = "Worker threads (default: one per core).")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--engine", paramLabel = "compiled|reference", description = EngineChoice.DESCRIPTION)
    private String engine;

    BenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(seconds > 0) || workers < 1) {
            shell.complain(
                    "--seconds and --workers must be > 0: seconds=" + seconds + ", workers=" + workers, null, false);
            return RunCommand.WRONG_USAGE;
        }
        try {
            EngineChoice.use(engine);
        } catch (UsageException e) {
            shell.complain(e.getMessage(), e, false);
            return RunCommand.WRONG_USAGE;
        }
        Benchmark benchmark = new Benchmark(seconds, workers);
        PrintWriter out = shell.out();
        out.printf(
                Locale.ROOT,
                "%s, %d workers, %.0f s each, %s engine%n",
                Machine.here().cpu(),
                workers,
                seconds,
                Engine.preferred());
        row("play and paint, frames/s (1 thread)", benchmark.frames(ENVIRONMENT));
        row("collect and store, frames/s", collect(benchmark));
        row("dream, steps/s (LSTM 512, z 64, 5 mixtures)", benchmark.dreams());
        return 0;
    }

    private void row(String what, double rate) {
        shell.out().printf(Locale.ROOT, "%-46s %,12.0f%n", what, rate);
        shell.out().flush();
    }

    private static double collect(Benchmark benchmark) throws IOException, InterruptedException {
        try (TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory("yume-bench"))) {
            return benchmark.collect(ENVIRONMENT, folder.path());
        }
    }

    /** A folder that is gone when closed. */
    private record TemporaryFolder(Path path) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
