package io.yume.experiment.cli;

import java.io.PrintWriter;
import java.util.List;

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

    /** One sentence about a failure, and its stack trace if wanted. */
    void complain(String sentence, Throwable failure, boolean withTrace) {
        err.println("yume: " + sentence);
        if (withTrace) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
