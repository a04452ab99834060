package io.yume.experiment.cli;

import io.yume.experiment.run.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The long tables: temperatures and ablations. */
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Make the long tables: controllers trained at several temperatures, and ablations.",
            "Takes hours. Called again with the same folder, it goes on where it stopped."
        },
        footer = {"", "Example:", "  ./yume study runs/study --preset quick"})
final class StudyCommand extends RunCommand {

    @Parameters(paramLabel = "DIR", description = "The folder of the study.")
    private Path directory;

    StudyCommand(Shell shell, List<Stage> stages) {
        super(shell, stages);
    }

    @Override
    Optional<String> only() {
        return Optional.empty();
    }

    @Override
    Optional<Path> folder() {
        return Optional.of(directory);
    }

    @Override
    boolean begins() {
        return true;
    }

    @Override
    boolean continues() {
        return true;
    }
}
