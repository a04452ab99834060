package io.yume.graph;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A training program with short steps; a program of its own, so that another JVM can run it. */
public final class SmallTraining implements AutoCloseable {

    static final int PARAMETERS = 6;

    private static final int ROWS = 4;

    private final Parameters parameters;
    private final OptimizerState adam;
    private final Program program;
    private final Noise noise = Noise.of(Seed.root(2), ROWS, 0);
    private final float[] x = new float[ROWS * 3];

    SmallTraining() {
        Graph graph = new Graph();
        Node w = graph.parameter("w", 3, 2);
        Node loss = graph.placeholder("x", ROWS, 3)
                .matmul(w)
                .minus(graph.normal("noise", ROWS, 2))
                .square()
                .mean();
        parameters = new Parameters(
                Map.of("w", new Parameters.Spec(w.shape(), new Parameters.Initial.Uniform(1))), Seed.root(1));
        adam = new OptimizerState(Adam.of(1e-3), parameters);
        program = Program.training(Map.of("loss", loss), loss, adam);
    }

    /** Writes its resident memory, KiB, after each 10,000 of 100,000 steps to the file that it is given. */
    public static void main(String[] args) throws Exception {
        List<String> lines = new ArrayList<>();
        try (SmallTraining training = new SmallTraining()) {
            for (int i = 0; i < 10; i++) {
                training.steps(10_000);
                lines.add(resident());
            }
        }
        Files.write(Path.of(args[0]), lines);
    }

    private static String resident() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .findFirst()
                .orElseThrow();
    }

    void steps(int count) {
        for (int i = 0; i < count; i++) {
            int step = (int) adam.step();
            x[step % x.length] = step % 2;
            program.feed("x", x).run(noise.at(step));
        }
    }

    long done() {
        return adam.step();
    }

    @Override
    public void close() {
        program.close();
        adam.close();
        parameters.close();
    }
}
