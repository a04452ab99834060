package io.yume.experiment.cli;

import io.yume.experiment.bench.Bench;
import io.yume.experiment.bench.Benchmark;
import io.yume.experiment.bench.Peers;
import io.yume.experiment.bench.Plan;
import io.yume.experiment.run.Machine;
import io.yume.experiment.run.UsageException;
import io.yume.graph.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast this machine is, alone and beside others. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Measure how fast this machine plays, collects, dreams and trains; best with nothing else running.",
        footer = {
            "",
            "Example:",
            "  ./yume bench --seconds 10",
            "  ./yume bench --install-peers",
            "  ./yume bench --peers --rows conv-vae-b32,dream-64 --out runs/bench",
            "  ./yume bench --describe --rows mdn-rnn-b100x32"
        })
final class BenchCommand implements Callable<Integer> {

    private static final String ENVIRONMENT = "take-cover";

    private final Shell shell;

    @Option(
            names = "--rows",
            paramLabel = "NAME",
            split = ",",
            description = "What to measure, of frames, collect, dreams and the rows of the comparison: "
                    + "mlp-vae-h{400,2000}-z{10,30}, conv-vae-b{32,100}, mdn-rnn-b{100,16}x32, dream-{1,64,256}, "
                    + "gym-cartpole-{1,64}, gym-carracing-{1,8} "
                    + "(default: all).")
    private List<String> rows = List.of();

    @Option(
            names = "--peers",
            description =
                    "Measure PyTorch, torch.compile, Pixyz, Pyro, SameDiff and Deeplearning4j too, in turns; of the rows gym-*, our server in "
                            + "Python, Gymnasium in its own process and the classic API.")
    private boolean peers;

    @Option(
            names = "--install-peers",
            description = "Install the peers that are written in Python into the cache folder, and end.")
    private boolean install;

    @Option(
            names = "--describe",
            description = "After the measurements of a row, also say what our program is made of and where its time "
                    + "goes, as ./yume describe does.")
    private boolean describe;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            defaultValue = "7",
            description = "Measurements of each side of a row (default: ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Compute threads of both sides of a row (default: one per core, at most 8).")
    private int threads = Math.min(8, Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--least-steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Steps of a measurement of a row, at least (default: ${DEFAULT-VALUE}).")
    private int leastSteps;

    @Option(
            names = "--least-seconds",
            paramLabel = "N",
            defaultValue = "0.5",
            description = "Time of a measurement of a row, at least (default: ${DEFAULT-VALUE}).")
    private double leastSeconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seconds that each side of a row runs before it is measured (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/bench",
            description = "Where bench.json and the chart go (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Time of frames, collect and dreams each, after as long a warm-up (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Worker threads of collect and dreams (default: one per core).")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--engine", paramLabel = EngineChoice.LABEL, description = EngineChoice.DESCRIPTION)
    private String engine;

    BenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return shell.attempt(install ? this::install : this::measure);
    }

    private int measure() throws IOException, InterruptedException {
        if (!(seconds > 0) || workers < 1) {
            throw new UsageException(
                    "--seconds and --workers must be > 0: --seconds=" + seconds + ", --workers=" + workers);
        }
        EngineChoice.use(engine);
        Plan plan = new Plan(threads, repetitions, leastSteps, leastSeconds, warmUpSeconds);
        List<String> compared = new ArrayList<>(rows.isEmpty() ? Bench.rowNames() : rows);
        compared.removeAll(Bench.RATES);
        Optional<Peers> others = peers ? Optional.of(Peers.find(Peers.scripts(), Peers.cache())) : Optional.empty();
        PrintWriter out = shell.out();
        Bench bench = Bench.of(plan, others, compared, this::say);
        out.println(Machine.here().cpu() + ", " + Engine.preferred() + " engine");
        (describe ? bench.describing() : bench).run(rates(), folder);
        return RunCommand.DONE;
    }

    private Map<String, Double> rates() throws IOException, InterruptedException {
        Benchmark benchmark = new Benchmark(seconds, workers);
        Map<String, Double> rates = new LinkedHashMap<>();
        if (asked("frames")) {
            rates.put("frames", rate("play and paint, frames/s (1 thread)", benchmark.frames(ENVIRONMENT)));
        }
        if (asked("collect")) {
            rates.put("collect", rate("collect and store, frames/s (" + workers + " workers)", collect(benchmark)));
        }
        if (asked("dreams")) {
            rates.put(
                    "dreams",
                    rate("dream, steps/s (LSTM 512, z 64, 5 mixtures, " + workers + " workers)", benchmark.dreams()));
        }
        return rates;
    }

    private boolean asked(String rate) {
        return rows.isEmpty() || rows.contains(rate);
    }

    private double rate(String what, double rate) {
        say(String.format(Locale.ROOT, "%-57s %,12.0f", what, rate));
        return rate;
    }

    private void say(String line) {
        shell.out().println(line);
        shell.out().flush();
    }

    private int install() throws IOException, InterruptedException {
        Path script = Peers.scripts()
                .map(scripts -> scripts.resolve("install"))
                .orElseThrow(() -> new UsageException(
                        "the script that installs the peers is in a checkout: run ./yume bench --install-peers there"));
        say("installing into " + Peers.cache().resolve("peers") + " (downloads up to 3 GB) ...");
        Process process = new ProcessBuilder(script.toString()).inheritIO().start();
        try {
            int status = process.waitFor();
            return status == 0 ? RunCommand.DONE : RunCommand.FAILED;
        } finally {
            process.destroy();
        }
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
