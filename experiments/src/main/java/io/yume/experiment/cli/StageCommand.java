package io.yume.experiment.cli;

import io.yume.experiment.run.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One stage of a run by itself; the first begins the run, the others go on with it. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
final class StageCommand extends RunCommand {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder (default: runs/<env>-<preset>-seed<seed>).")
    private Path out;

    private final String name;
    private final boolean first;

    StageCommand(Shell shell, List<Stage> stages, String name, boolean first) {
        super(shell, stages);
        this.name = name;
        this.first = first;
    }

    @Override
    Optional<String> only() {
        return Optional.of(name);
    }

    @Override
    Optional<Path> folder() {
        return Optional.ofNullable(out);
    }

    @Override
    boolean begins() {
        return first;
    }

    @Override
    boolean continues() {
        return !first;
    }
}
