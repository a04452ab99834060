package io.yume.experiment.cli;

import io.yume.experiment.bench.PeerServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A library on the JVM that {@code bench} measures in a process of its own. */
public final class PeerMain {

    private PeerMain() {}

    /** Serves the library that is named, on as many threads as {@code OMP_NUM_THREADS} says, until the input ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream answers = System.out;
        // Whatever a library prints must not be taken for an answer.
        System.setOut(System.err);
        PeerServer.serve(
                args[0],
                Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "1")),
                new InputStreamReader(System.in, StandardCharsets.UTF_8),
                new OutputStreamWriter(answers, StandardCharsets.UTF_8));
    }
}
