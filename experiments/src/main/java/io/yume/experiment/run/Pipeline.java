package io.yume.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.train.Curves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs stages in order in one run folder and skips those that are done. */
public final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final List<Stage> stages;
    private final LongSupplier nanos;
    private final Function<RunConfig, EnvironmentSource> environments;

    /**
     * Stages that play in native environments.
     *
     * @param stages all stages of a run, in order
     */
    public Pipeline(List<Stage> stages) {
        this(stages, System::nanoTime);
    }

    /**
     * Stages that play in environments from elsewhere.
     *
     * @param stages all stages of a run, in order
     * @param environments where they come from; stays the caller's
     */
    public Pipeline(List<Stage> stages, EnvironmentSource environments) {
        this(stages, config -> environments, System::nanoTime);
    }

    Pipeline(List<Stage> stages, LongSupplier nanos) {
        this(stages, config -> EnvironmentSource.registered(config.env()), nanos);
    }

    private Pipeline(List<Stage> stages, Function<RunConfig, EnvironmentSource> environments, LongSupplier nanos) {
        this.stages = List.copyOf(stages);
        this.environments = environments;
        this.nanos = nanos;
    }

    /**
     * Runs all stages that are not done.
     *
     * @throws java.util.concurrent.CancellationException if it was asked to stop
     */
    public void runAll(RunConfig config, RunFolder folder, Progress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        run(stages, config, folder, progress, cancellation);
    }

    /**
     * Runs one stage, if it is not done.
     *
     * @throws UsageException if there is no such stage, or a stage before it is not done
     */
    public void runOne(String name, RunConfig config, RunFolder folder, Progress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        List<Stage> before = new ArrayList<>();
        for (Stage stage : stages) {
            if (stage.name().equals(name)) {
                for (Stage earlier : parts(before, config)) {
                    if (!earlier.repeatable()
                            && folder.stageResult(earlier.name()).isEmpty()) {
                        throw new UsageException(
                                name + " needs what " + earlier.name() + " leaves: run " + earlier.name() + " first");
                    }
                }
                run(List.of(stage), config, folder, progress, cancellation);
                return;
            }
            before.add(stage);
        }
        throw new UsageException("there is no stage of this name: " + name);
    }

    /** What stages come to in a configuration: groups by their parts. */
    public static List<Stage> parts(List<Stage> stages, RunConfig config) {
        return stages.stream().flatMap(stage -> stage.parts(config).stream()).toList();
    }

    private void run(
            List<Stage> chosen, RunConfig config, RunFolder folder, Progress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        EnvironmentSource source = environments.apply(config);
        try (Curves metrics = Curves.open(folder.directory())) {
            for (Stage stage : parts(chosen, config)) {
                cancellation.throwIfRequested();
                StageClock clock = new StageClock(folder, stage.name(), nanos);
                RunContext context = new RunContext(config, source, folder, metrics, progress, cancellation, clock);
                if (!stage.repeatable() && folder.stageResult(stage.name()).isPresent()) {
                    if (stage.intact(context)) {
                        progress.note(stage.name() + ": done before");
                        continue;
                    }
                    LOG.warn(
                            "stage {} was done, but what it left is damaged: it goes on from what is whole",
                            stage.name());
                    progress.note(stage.name() + ": done before, but what it left is damaged; mending it");
                }
                LOG.info("stage {} begins", stage.name());
                JsonNode result = stage.run(context);
                metrics.flush();
                double seconds = clock.seconds();
                folder.completeStage(stage.name(), seconds, result);
                clock.forget();
                folder.forgetPartial();
                LOG.info("stage {} is done after {} s", stage.name(), seconds);
                progress.note(String.format(Locale.ROOT, "%s: done in %.1f s", stage.name(), seconds));
            }
        }
    }
}
