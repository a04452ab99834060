package io.yume.experiment.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Environments over HTTP. */
@Command(
        name = "gym",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Environments over HTTP: the Gym HTTP API and a superset of it (docs/gym-http.md).",
        footer = {
            "",
            "Example:",
            "  ./yume gym serve --port 5000",
            "  ./yume gym install",
            "  ./yume gym serve-python --port 5000"
        })
final class GymCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private GymCommand() {}

    /** The command with all that can be done with it. */
    static CommandLine line(Shell shell) {
        return new CommandLine(new GymCommand())
                .addSubcommand(new GymServeCommand(shell))
                .addSubcommand(new GymInstallCommand(shell))
                .addSubcommand(new GymServePythonCommand(shell));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do, such as ./yume gym serve");
    }
}
