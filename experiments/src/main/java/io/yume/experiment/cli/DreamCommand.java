package io.yume.experiment.cli;

import io.yume.experiment.run.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything from recording to the report. */
@Command(
        name = "dream",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Learn a world from pixels, train a controller inside its dream, and score it in reality.",
        footer = {"", "Example:", "  ./yume dream --preset quick --seed 1 --out runs/first"})
final class DreamCommand extends RunCommand {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder (default: runs/<env>-<preset>-seed<seed>).")
    private Path out;

    DreamCommand(Shell shell, List<Stage> stages) {
        super(shell, stages);
    }

    @Override
    Optional<String> only() {
        return Optional.empty();
    }

    @Override
    Optional<Path> folder() {
        return Optional.ofNullable(out);
    }

    @Override
    boolean begins() {
        return true;
    }

    @Override
    boolean continues() {
        return false;
    }
}
