package io.yume.experiment.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about environments over HTTP. */
@Command(
        name = "gym",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Serve environments over HTTP, as the OpenAI Gym HTTP API does.",
        footer = {"", "Example:", "  ./yume gym install", "  ./yume gym serve-python --port 5000"})
final class GymCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private GymCommand() {}

    static CommandLine line(Shell shell) {
        return new CommandLine(new GymCommand())
                .addSubcommand(new GymInstallCommand(shell))
                .addSubcommand(new GymServePythonCommand(shell));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do, such as ./yume gym install");
    }
}
