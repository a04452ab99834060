package io.yume.experiment.cli;

import io.yume.experiment.example.Example;
import io.yume.experiment.example.Examples;
import io.yume.experiment.example.Score;
import io.yume.experiment.example.Setting;
import io.yume.experiment.report.Pictures;
import io.yume.experiment.run.AtomicFiles;
import io.yume.experiment.run.Nearest;
import io.yume.experiment.run.UsageException;
import io.yume.graph.ComputeThread;
import io.yume.graph.Seed;
import io.yume.train.CheckpointStore;
import io.yume.train.Length;
import io.yume.train.Metrics;
import io.yume.train.Trainer;
import io.yume.train.TrainerPlan;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The models of the probabilistic language, listed or trained. */
@Command(
        name = "example",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Train a model of the probabilistic language: print its loss as LaTeX and every term, and draw what it learned.",
            "Without a name, list them. Digits come from the folder that YUME_DATA names, or are downloaded."
        },
        footer = {"", "Example:", "  ./yume example vae --epochs 2"})
final class ExampleCommand implements Callable<Integer> {

    private final Shell shell;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The model.")
    private String name;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data (default: the example's).")
    private Integer epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Instead of --epochs: updates.")
    private Long steps;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description = "Save there after each epoch, and go on from there: a finished training is only measured.")
    private Path checkpoints;

    @Option(
            names = "--curves",
            paramLabel = "DIR",
            description = "Write the terms of each epoch there, as lines of JSON and for TensorBoard.")
    private Path curves;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "0",
            description = {
                "Where a model has a likelihood, also measure it by so many importance samples (default: not).",
                "Published numbers have 5000."
            })
    private int draws;

    @Option(
            names = "--drawn-examples",
            paramLabel = "N",
            description = "How many examples of the test get these samples, spread evenly (default: all).")
    private Integer drawn;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Use so many examples of the data, at most (default: all).")
    private int examples = Integer.MAX_VALUE;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Compute threads (default: one per core, at most 8).")
    private int threads = Math.min(8, Runtime.getRuntime().availableProcessors());

    @Option(names = "--engine", paramLabel = EngineChoice.LABEL, description = EngineChoice.DESCRIPTION)
    private String engine;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/examples",
            description = "Where NAME.png goes (default: ${DEFAULT-VALUE}).")
    private Path folder;

    ExampleCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return shell.attempt(() -> {
            if (name == null) {
                Examples.all().forEach(example -> say(String.format("%-22s %s", example.name(), example.about())));
            } else {
                run(named());
            }
            return RunCommand.DONE;
        });
    }

    private Example named() {
        List<String> names = Examples.all().stream().map(Example::name).toList();
        return Examples.all().stream()
                .filter(example -> example.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("unknown example: " + name
                        + Nearest.to(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("")));
    }

    private void run(Example example) throws Exception {
        if ((epochs != null && epochs < 1) || examples < 2 || threads < 1) {
            throw new UsageException("--epochs and --threads must be >= 1, --examples >= 2: --epochs=" + epochs
                    + ", --threads=" + threads + ", --examples=" + examples);
        }
        if (epochs != null && steps != null) {
            throw new UsageException("a training has epochs or steps: --epochs=" + epochs + ", --steps=" + steps);
        }
        if ((steps != null && steps < 1) || draws < 0 || (drawn != null && drawn < 2)) {
            throw new UsageException("--steps must be >= 1, --draws >= 0, --drawn-examples >= 2: --steps=" + steps
                    + ", --draws=" + draws + ", --drawn-examples=" + drawn);
        }
        if (drawn != null && draws == 0) {
            throw new UsageException("examples get the samples of --draws: --draws=0, --drawn-examples=" + drawn);
        }
        requireFolder();
        EngineChoice.use(engine);
        try (ComputeThread thread = ComputeThread.start("example", threads)) {
            thread.call(() -> {
                train(example);
                return null;
            });
        }
    }

    /** Before a training of hours, not after it. */
    private void requireFolder() throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("what is drawn needs a folder, but there is a file: --out=" + folder);
        }
        if (!Files.isWritable(folder)) {
            throw new UsageException("what is drawn needs a folder that can be written to: --out=" + folder);
        }
    }

    private void train(Example example) throws IOException {
        Setting setting = example.maker().make(examples);
        if (draws > 0 && !setting.hasLikelihood()) {
            throw new UsageException("this example has no likelihood to measure: name=" + name + ", --draws=" + draws);
        }
        say(example.about());
        setting.formulas().forEach(this::say);
        TrainerPlan plan = setting.plan().seed(seed);
        plan = curves == null ? plan : plan.logging(curves);
        CheckpointStore store = checkpoints == null ? null : new CheckpointStore(checkpoints, name + "-" + seed);
        try (Trainer trainer = (store == null ? plan : plan.saving(store, 1)).compile()) {
            if (store != null) {
                store.load().ifPresent(trainer::restore);
                say("from step " + trainer.step());
            }
            trainer.fit(length(example), this::report);
            Metrics tested = setting.tested() == null
                    ? trainer.evaluate(setting.test())
                    : trainer.evaluate(setting.tested(), setting.test());
            say("test");
            terms(tested);
            for (Score score : setting.scores()) {
                score.of(
                                trainer.averages(),
                                setting.test(),
                                new Score.Effort(draws, drawn == null ? Integer.MAX_VALUE : drawn),
                                Seed.root(seed))
                        .forEach(this::line);
            }
            Path file = folder.resolve(example.name() + ".png");
            AtomicFiles.write(file, Pictures.png(setting.drawing().apply(trainer, Seed.root(seed))));
            say("drawn: " + file);
        }
    }

    private Length length(Example example) {
        if (steps != null) {
            return Length.updates(steps);
        }
        return epochs == null ? example.length() : Length.epochs(epochs);
    }

    private void line(Score.Line line) {
        say(String.format(Locale.ROOT, "  %12.4f  %s (standard error %.4f)", line.value(), line.name(), line.error()));
    }

    private void report(Metrics metrics) {
        say("epoch " + metrics.epoch());
        terms(metrics);
    }

    private void terms(Metrics metrics) {
        metrics.terms().forEach((term, value) -> say(String.format(Locale.ROOT, "  %12.4f  %s", value, term)));
    }

    private void say(String line) {
        shell.out().println(line);
        shell.out().flush();
    }
}
