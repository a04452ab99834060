package io.yume.experiment.cli;

import io.yume.experiment.bench.Peers;
import io.yume.experiment.gym.PythonGym;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Makes the virtual environment of the Gym server in Python. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Install Gymnasium, Box2D and ViZDoom for the Gym server in Python into the cache folder (300 MB).",
            "YUME_PYTHON names the Python to use (3.11 to 3.13), YUME_CACHE another folder."
        },
        footer = {"", "Example:", "  ./yume gym install"})
final class GymInstallCommand implements Callable<Integer> {

    private final Shell shell;

    GymInstallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<Path> folder = PythonGym.folder();
        if (folder.isEmpty()) {
            shell.err()
                    .println(
                            "yume: the script that installs the server is in a checkout: run ./yume gym install there");
            return RunCommand.WRONG_USAGE;
        }
        shell.out().println("installing into " + PythonGym.environment(Peers.cache()) + " ...");
        shell.out().flush();
        try {
            Process process = new ProcessBuilder(folder.get().resolve("install").toString())
                    .inheritIO()
                    .start();
            try {
                return process.waitFor() == 0 ? RunCommand.DONE : RunCommand.FAILED;
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            shell.complain(Failures.sentence(e), e, false);
            return RunCommand.FAILED;
        }
    }
}
