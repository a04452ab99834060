package io.yume.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Short trainings of small models and the SHA-256 of what they learned; a program of its own, so that another JVM can run it. */
public final class TinyTraining {

    private static final int STEPS = 20;

    private static final List<Optimizer> OPTIMIZERS = List.of(
            AdamW.of(1e-2, 0.1).clippedByNorm(0.5),
            RmsProp.of(1e-3).momentum(0.9).center(),
            Sgd.of(1e-2).nesterov(0.9));

    private TinyTraining() {}

    /** Writes the hashes to the file that it is given. */
    public static void main(String[] args) throws Exception {
        Files.write(Path.of(args[0]), hashes());
    }

    /** One line per model. */
    static List<String> hashes() throws Exception {
        List<String> lines = new ArrayList<>();
        try (ComputeThread compute = ComputeThread.start("compute", 1)) {
            lines.add("mlp " + compute.<String>call(() -> train(TestModels.mlpVae(16, 30, 20, 5, false), 16)));
            lines.add("conv " + compute.<String>call(() -> train(TestModels.convVae(4, false), 4)));
            lines.add("lstm " + compute.<String>call(() -> train(TestModels.lstmMixture(4, 3, 4, 8, 2), 3)));
            for (Optimizer optimizer : OPTIMIZERS) {
                TestModels.Model model = TestModels.mlpVae(16, 30, 20, 5, false);
                lines.add(optimizer.name() + " " + compute.<String>call(() -> train(model, 16, optimizer)));
            }
        }
        return lines;
    }

    private static String train(TestModels.Model model, int rows) throws IOException {
        return train(model, rows, Adam.of(1e-2).decaying(0.99, 1e-4).clipped(1));
    }

    private static String train(TestModels.Model model, int rows, Optimizer optimizer) throws IOException {
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(7));
                OptimizerState state = new OptimizerState(optimizer, parameters);
                Program program = Program.training(model.terms(), model.loss(), state)) {
            SplittableRandom random = new SplittableRandom(11);
            for (int step = 0; step < STEPS; step++) {
                for (String name : program.placeholders()) {
                    float[] values = new float
                            [model.graph().nodes().stream()
                                    .filter(node -> node.primitive() instanceof Leaf.Placeholder)
                                    .findFirst()
                                    .orElseThrow()
                                    .shape()
                                    .size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) random.nextDouble();
                    }
                    program.feed(name, values);
                }
                program.run(Noise.of(Seed.root(8), rows, step));
            }
            return hash(parameters, program.scalar("loss"));
        }
    }

    private static String hash(Parameters parameters, float loss) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM knows SHA-256", e);
        }
        for (String name : parameters.specs().keySet()) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            for (float value : parameters.get(name)) {
                digest.update(ByteBuffer.allocate(4).putFloat(value).array());
            }
        }
        digest.update(ByteBuffer.allocate(4).putFloat(loss).array());
        return HexFormat.of().formatHex(digest.digest());
    }
}
