package io.yume.experiment.cli;

import io.yume.experiment.bench.Peers;
import io.yume.experiment.gym.PythonGym;
import io.yume.experiment.gym.PythonGymServer;
import io.yume.experiment.run.UsageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the Gym server in Python until it is interrupted. */
@Command(
        name = "serve-python",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Serve Gymnasium's environments, CarRacing and ViZDoom among them, from Python until Ctrl-C.",
        footer = {
            "",
            "Example:",
            "  ./yume gym serve-python --port 5000",
            "  ./yume gym serve-python --port 0 -- --monitor-dir runs/monitor --max-workers 8"
        })
final class GymServePythonCommand implements Callable<Integer> {

    /** Importing Gymnasium may take long on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Shell shell;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Where to listen on 127.0.0.1, 0 for a free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Parameters(
            paramLabel = "OPTION",
            description = "More options of the server itself, after --; its own --help lists them.")
    private List<String> options = new ArrayList<>();

    GymServePythonCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return shell.attempt(this::serve);
    }

    private int serve() throws IOException, InterruptedException {
        if (port < 0 || port > 65535) {
            throw new UsageException("--port must be in 0..65535: --port=" + port);
        }
        PythonGym python = PythonGym.find(PythonGym.folder(), Peers.cache());
        List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port)));
        all.addAll(options);
        try (PythonGymServer server = PythonGymServer.start(python, all, PATIENCE)) {
            shell.out().println(server.address());
            shell.out().flush();
            return server.waitFor() == 0 ? RunCommand.DONE : RunCommand.FAILED;
        }
    }
}
