package io.yume.experiment.cli;

import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import io.yume.experiment.run.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves the native environments until it is stopped. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serve the native environments over HTTP, to Gym HTTP clients in any language.",
            "It runs until Ctrl-C, or until a client on this machine, or with the token, shuts it down."
        },
        footer = {"", "Example:", "  ./yume gym serve --port 5000"})
final class GymServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(GymServeCommand.class);

    private final Shell shell;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "" + GymServerOptions.DEFAULT_PORT,
            description = "The port; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address to listen on; one that others can reach needs a token (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "A file whose first line clients must bring as 'Authorization: Bearer' (default: YUME_GYM_TOKEN).")
    private Path tokenFile;

    @Option(
            names = "--max-instances",
            paramLabel = "N",
            defaultValue = "64",
            description = "Instances that clients may have at a time (default: ${DEFAULT-VALUE}).")
    private int maxInstances;

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long an instance lives that nobody uses (default: ${DEFAULT-VALUE}).")
    private int lease;

    GymServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return shell.attempt(" (" + host + ":" + port + ")", () -> {
            serve(options());
            return RunCommand.DONE;
        });
    }

    private GymServerOptions options() throws IOException {
        Optional<String> token = GymToken.of(tokenFile, System.getenv());
        if (token.isEmpty() && !loopback()) {
            throw new UsageException("an address that others can reach needs a token (--token-file): host=" + host);
        }
        try {
            GymServerOptions options = GymServerOptions.defaults()
                    .withHost(host)
                    .withPort(port)
                    .withLimits(GymServerOptions.Limits.DEFAULTS
                            .withInstances(maxInstances)
                            .withLease(Duration.ofSeconds(lease)));
            return token.map(options::withToken).orElse(options);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    private boolean loopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UsageException("host must be an address of this machine: host=" + host, e);
        }
    }

    private void serve(GymServerOptions options) throws IOException, InterruptedException {
        try (GymServer server = GymServer.start(options)) {
            Thread hook = new Thread(server::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                shell.out()
                        .println("serving " + options.environments().size() + " environments at " + server.url()
                                + " (Ctrl-C stops)");
                shell.out().flush();
                server.awaitClose();
            } finally {
                removeHook(hook);
            }
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the process began to end just now", e);
        }
    }
}
