package io.yume.experiment.cli;

import io.yume.experiment.run.Nearest;
import io.yume.experiment.run.StageCatalog;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. A command ends with 0 when it is done, 2 when it was used wrongly, and 1 when it failed.
 */
@Command(
        name = "yume",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Learns a world from pixels, trains inside its dream, and acts in the real environment.",
        footer = {"", "Example:", "  ./yume dream", "", "Each command has more to say: ./yume dream --help"})
public final class Main implements Runnable {

    private static final Map<String, String> STAGES = Map.of(
            "collect", "Record random episodes; begins a run.",
            "train-vision", "Train the autoencoder on the recorded frames.",
            "explore", "Record more episodes with controllers evolved in the dream so far.",
            "train-memory", "Train the recurrent network on the recorded episodes.",
            "evolve", "Evolve the controller.",
            "evaluate", "Score the controller on held-out episodes of the real environment.",
            "report", "Write the page with all curves, tables and pictures.");

    private static final List<String> ORDER =
            List.of("collect", "train-vision", "explore", "train-memory", "evolve", "evaluate", "report");

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs a command and ends the process with its exit status. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        // Java cannot tell whether its output is a terminal; the launcher can.
        boolean terminal = Boolean.getBoolean("yume.terminal");
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(run(new Stages(), out, err, terminal, args));
    }

    /**
     * Runs a command.
     *
     * @param terminal whether the output is a terminal
     * @return the exit status
     */
    public static int run(StageCatalog catalog, PrintWriter out, PrintWriter err, boolean terminal, String... args) {
        Shell shell = new Shell(out, err, terminal, List.of(args), catalog.environments());
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new DreamCommand(shell, catalog.pipeline()));
        for (String name : ORDER) {
            boolean first = name.equals(ORDER.get(0));
            CommandLine stage = new CommandLine(new StageCommand(shell, catalog.pipeline(), name, first));
            stage.getCommandSpec()
                    .name(name)
                    .usageMessage()
                    .description(STAGES.get(name))
                    .footer("", "Example:", "  ./yume " + name + " --out runs/first");
            line.addSubcommand(name, stage);
        }
        line.addSubcommand(new StudyCommand(shell, catalog.study()));
        line.addSubcommand(new BenchCommand(shell));
        line.addSubcommand(new DescribeCommand(shell));
        line.addSubcommand(GymCommand.line(shell));
        line.addSubcommand(new ExampleCommand(shell));
        return line.setOut(out)
                .setErr(err)
                .setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler(Main::wrongUsage)
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do, such as ./yume dream");
    }

    private static int wrongUsage(ParameterException failure, String... args) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("yume: " + failure.getMessage().lines().findFirst().orElse("") + hint(failure));
        err.println("More: ./" + line.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return RunCommand.WRONG_USAGE;
    }

    private static String hint(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        String given = unmatched.getUnmatched().get(0);
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        Optional<String> nearest;
        if (given.startsWith("-")) {
            int equals = given.indexOf('=');
            List<String> options =
                    command.options().stream().map(OptionSpec::longestName).toList();
            nearest = Nearest.to(equals < 0 ? given : given.substring(0, equals), options);
        } else {
            nearest = Nearest.to(given, command.subcommands().keySet());
        }
        return nearest.map(name -> "; did you mean " + name + "?").orElse("");
    }
}
