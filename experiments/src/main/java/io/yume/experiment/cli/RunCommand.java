package io.yume.experiment.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.yume.env.gym.GymException;
import io.yume.experiment.run.Cancellation;
import io.yume.experiment.run.ConsoleProgress;
import io.yume.experiment.run.EnvironmentSource;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Pipeline;
import io.yume.experiment.run.Provenance;
import io.yume.experiment.run.ResultJson;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.RunFolder;
import io.yume.experiment.run.RunLog;
import io.yume.experiment.run.Stage;
import io.yume.experiment.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;

/** A command that works in a run folder: all stages of a pipeline, or one of them. */
abstract class RunCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    /** Not below io.yume, whose warnings also go to the console: there the command says itself what went wrong. */
    private static final Logger LOG = LoggerFactory.getLogger("run");

    @Mixin
    private RunOptions options = new RunOptions();

    private final Shell shell;
    private final List<Stage> stages;

    RunCommand(Shell shell, List<Stage> stages) {
        this.shell = shell;
        this.stages = stages;
    }

    /** The one stage to run; empty for all. */
    abstract Optional<String> only();

    /** The folder that was named, if one was. */
    abstract Optional<Path> folder();

    /** Whether the command may begin a run where there is none. */
    abstract boolean begins();

    /** Whether the command goes on with a run that is there without being told to. */
    abstract boolean continues();

    @Override
    public final Integer call() {
        // Around everything: once this is closed, a process that was told to end does so at once.
        try (Interruption interruption = Interruption.install()) {
            return call(interruption.cancellation());
        }
    }

    private int call(Cancellation cancellation) {
        Path directory = null;
        try {
            directory = folder().orElseGet(options::defaultFolder);
            work(directory, cancellation);
            return DONE;
        } catch (UsageException e) {
            shell.complain(e.getMessage(), e, options.verbose());
            return WRONG_USAGE;
        } catch (Stopped e) {
            shell.complain("stopped; the same command with --resume goes on from here: " + directory, e, false);
            return FAILED;
        } catch (Failed e) {
            Throwable cause = e.getCause();
            shell.complain(Failures.sentence(cause) + "; more in " + e.log, cause, options.verbose());
            return FAILED;
        } catch (IOException | RuntimeException | Error e) {
            shell.complain(Failures.sentence(e), e, options.verbose());
            return FAILED;
        }
    }

    private void work(Path directory, Cancellation cancellation) throws IOException {
        Map<String, String> given = options.given();
        if (given.containsKey("env")) {
            EnvironmentChoice.requireKnown(given.get("env"), shell.environments());
        }
        Optional<RunConfig> fresh = Optional.empty();
        if (!RunFolder.holdsRun(directory)) {
            if (!begins()) {
                throw new UsageException("there is no run to go on with: " + directory + "; begin one with collect");
            }
            fresh = Optional.of(fresh(given));
        }
        if (stages.isEmpty()) {
            throw new IllegalStateException("this build has no stages");
        }
        try (RunFolder folder = RunFolder.open(directory)) {
            Optional<RunConfig> saved = folder.config();
            if (saved.isPresent() && !options.resume() && !continues()) {
                throw new UsageException("the folder already holds a run: " + directory
                        + "; add --resume to go on with it, or name another folder");
            }
            RunConfig config =
                    saved.isPresent() ? RunConfigs.resumed(saved.get(), given) : fresh.orElseGet(() -> fresh(given));
            EngineChoice.use(config.engine());
            try (EnvironmentSource environments = EnvironmentChoice.open(config)) {
                if (saved.isEmpty()) {
                    environments.requireUsable();
                }
                runStages(folder, config, environments, cancellation);
            }
        }
    }

    private void runStages(
            RunFolder folder, RunConfig config, EnvironmentSource environments, Cancellation cancellation)
            throws IOException {
        try (RunLog log = RunLog.open(folder.log())) {
            LOG.info("begin: {}", String.join(" ", shell.arguments()));
            addProvenance(folder, config);
            folder.saveConfig(config);
            runStages(folder, config, new Pipeline(stages, environments), log.file(), cancellation);
        }
    }

    private void runStages(RunFolder folder, RunConfig config, Pipeline pipeline, Path log, Cancellation cancellation) {
        try {
            ConsoleProgress progress = new ConsoleProgress(shell.out(), shell.terminal());
            if (only().isPresent()) {
                pipeline.runOne(only().get(), config, folder, progress, cancellation);
            } else {
                pipeline.runAll(config, folder, progress, cancellation);
            }
            summarise(folder);
        } catch (UsageException e) {
            LOG.info("refused: {}", e.getMessage());
            throw e;
        } catch (CancellationException | InterruptedException e) {
            LOG.info("stopped on request");
            throw new Stopped(e);
        } catch (IOException | RuntimeException | Error e) {
            // Whatever went wrong, the log must have it before the command ends.
            LOG.error("failed", e);
            if (cancellation.requested() && e instanceof GymException) {
                // The same signal may have stopped the server.
                throw new Stopped(e);
            }
            throw new Failed(e, log);
        }
    }

    private static RunConfig fresh(Map<String, String> given) {
        Map<String, String> settings = new TreeMap<>(EngineChoice.withDefault(given));
        String preset = Optional.ofNullable(settings.remove("preset")).orElse(RunOptions.DEFAULT_PRESET);
        return RunConfigs.preset(preset, settings);
    }

    /** One entry per process, since a run may go on under another JDK or on another machine. */
    private void addProvenance(RunFolder folder, RunConfig config) throws IOException {
        Path file = folder.path("provenance.json");
        ArrayNode processes = (ArrayNode) Json.tree(List.of());
        if (Files.isRegularFile(file) && Json.read(file) instanceof ArrayNode before) {
            processes = before;
        }
        Optional<Path> checkout =
                Optional.ofNullable(System.getProperty("yume.home")).map(Path::of);
        processes.add(Json.tree(Provenance.of(config, shell.arguments(), checkout)));
        folder.writeJson("provenance.json", processes);
    }

    private void summarise(RunFolder folder) throws IOException {
        Path file = folder.path(ResultJson.FILE);
        if (Files.isRegularFile(file)) {
            JsonNode result = Json.read(file);
            shell.out()
                    .println(String.format(
                            Locale.ROOT,
                            "real %.1f, random %.1f, best open-loop %.1f, dream %.1f",
                            result.at("/real/mean").asDouble(),
                            result.at("/random/mean").asDouble(),
                            result.at("/openLoop/mean").asDouble(),
                            result.at("/dream/mean").asDouble()));
        }
        Path report = folder.report();
        shell.out().println("done: " + (Files.isRegularFile(report) ? report : folder.directory()));
        shell.out().flush();
    }

    /** The work was stopped on request. */
    private static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stopped(Throwable cause) {
            super(cause);
        }
    }

    /** The work failed after the log was opened. */
    private static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient Path log;

        Failed(Throwable cause, Path log) {
            super(cause);
            this.log = log;
        }
    }
}
