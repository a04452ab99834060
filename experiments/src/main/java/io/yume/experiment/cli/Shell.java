package io.yume.experiment.cli;

import io.yume.experiment.run.UsageException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Where a command was called.
 *
 * @param out for what it says
 * @param err for what went wrong
 * @param terminal whether the output is a terminal
 * @param arguments the command line
 * @param environments the names of the known environments
 */
record Shell(PrintWriter out, PrintWriter err, boolean terminal, List<String> arguments, List<String> environments) {

    Shell {
        arguments = List.copyOf(arguments);
        environments = List.copyOf(environments);
    }

    /** The exit status of a command's work: what it returns or, once it has said why, that of its failure. */
    int attempt(Callable<Integer> work) {
        return attempt("", work);
    }

    /**
     * As {@link #attempt(Callable)}.
     *
     * @param where ends the sentence about a failure that is not one of usage
     */
    int attempt(String where, Callable<Integer> work) {
        try {
            return work.call();
        } catch (UsageException e) {
            complain(e.getMessage(), e, false);
            return RunCommand.WRONG_USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            complain("interrupted", e, false);
            return RunCommand.FAILED;
        } catch (Exception | Error e) {
            complain(Failures.sentence(e) + where, e, false);
            return RunCommand.FAILED;
        }
    }

    /** One sentence about a failure, and its stack trace if wanted. */
    void complain(String sentence, Throwable failure, boolean withTrace) {
        err.println("yume: " + sentence);
        if (withTrace) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
