package io.yume.experiment.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.experiment.run.Json;
import io.yume.graph.Adam;
import io.yume.graph.Graph;
import io.yume.graph.Noise;
import io.yume.graph.OptimizerState;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.world.memory.DrawnBatch;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.MemoryTrainer;
import io.yume.world.memory.MemoryTraining;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import io.yume.world.vision.VisionTrainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small model of a kind that is compared: what another implementation needs to compute the same loss, and our loss and
 * gradients of it.
 *
 * @param name of the model, as the peers call it
 * @param request everything but the weights, which follow from a formula
 * @param loss ours
 * @param gradients ours, row-major, before any clipping
 */
record AgreementCase(String name, ObjectNode request, double loss, Map<String, float[]> gradients) {

    private static final Seed SEED = Seed.root(42);

    static List<AgreementCase> all() {
        return List.of(mlpVae(), convVae(), mdnRnn());
    }

    /** The weights of a tensor; {@code models.py} has the same formula. */
    private static void fill(Parameters parameters) {
        int index = 0;
        for (String name : new TreeMap<>(parameters.specs()).keySet()) {
            float[] values = parameters.get(name);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.25 * Math.sin(0.7 * i + 1.3 * index + 0.2));
            }
            parameters.set(name, values);
            index++;
        }
    }

    /** What a draw of this name gives in the first step. */
    private static float[] noise(String name, int rows, int... rest) {
        int[] dims = new int[rest.length + 1];
        dims[0] = rows;
        System.arraycopy(rest, 0, dims, 1, rest.length);
        try (Program program = Program.of(Map.of("noise", new Graph().normal(name, dims)), null)) {
            program.run(Noise.of(SEED, rows, 0));
            return program.get("noise");
        }
    }

    private static AgreementCase of(
            String name,
            Map<String, Object> sizes,
            Map<String, float[]> values,
            double loss,
            OptimizerState adam,
            Parameters parameters) {
        ObjectNode request = Json.object().put("model", name);
        request.set("sizes", Json.tree(sizes));
        values.forEach((key, array) -> request.set(key, Json.tree(array)));
        Map<String, float[]> gradients = new LinkedHashMap<>();
        parameters.specs().keySet().forEach(tensor -> gradients.put(tensor, adam.gradient(tensor)));
        return new AgreementCase(name, request, loss, gradients);
    }

    private static AgreementCase mlpVae() {
        MlpVae sizes = new MlpVae(11, 7, 3, 5);
        float[] data = new float[sizes.batch() * sizes.pixels()];
        for (int i = 0; i < data.length; i++) {
            data[i] = i * 37 % 64 / 64f;
        }
        try (MlpVaeWork work = new MlpVaeWork(sizes, SEED)) {
            fill(work.parameters());
            OptimizerState adam = work.step(data);
            return of(
                    "mlp-vae",
                    new TreeMap<>(Map.of(
                            "pixels", sizes.pixels(),
                            "hidden", sizes.hidden(),
                            "latents", sizes.latents(),
                            "batch", sizes.batch())),
                    Map.of("data", data, "noise", noise("mlp.z", sizes.batch(), sizes.latents())),
                    work.loss(),
                    adam,
                    work.parameters());
        }
    }

    private static AgreementCase convVae() {
        // The floor lies between the divergences of the three frames, so that both sides of it are compared.
        VisionConfig sizes = new VisionConfig(3, List.of(3, 4, 3, 5), 0.0305);
        int batch = 3;
        byte[] pixels = new byte[batch * VisionConfig.PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 + i / 7 * 17);
        }
        try (Vision vision = new Vision(sizes, SEED, 2);
                VisionTrainer trainer = new VisionTrainer(vision, batch, Adam.of(1e-3), SEED)) {
            fill(vision.parameters());
            double loss = trainer.step(pixels).loss();
            return of(
                    "conv-vae",
                    new TreeMap<>(Map.of(
                            "latents", sizes.latents(),
                            "channels", sizes.channels(),
                            "freeBits", sizes.freeBits(),
                            "batch", batch)),
                    Map.of("noise", noise("vision.z", batch, sizes.latents())),
                    loss,
                    trainer.optimizer(),
                    vision.parameters());
        }
    }

    private static AgreementCase mdnRnn() {
        MemoryConfig sizes = new MemoryConfig(3, 2, 6, 4, false, false);
        MemoryTraining training = new MemoryTraining(4, 6, 1, 10);
        List<LatentEpisode> episodes = new ArrayList<>();
        // Shorter and longer than a sequence, ended and cut: masks of all kinds.
        for (int steps : new int[] {4, 9, 7}) {
            float[] means = new float[(steps + 1) * sizes.latents()];
            float[] logVariances = new float[means.length];
            for (int i = 0; i < means.length; i++) {
                means[i] = (i * 29 + steps) % 64 / 32f - 1;
                logVariances[i] = i * 13 % 64 / 64f - 2;
            }
            float[] actions = new float[steps * sizes.actions()];
            for (int t = 0; t < steps; t++) {
                actions[t * sizes.actions() + t % 2] = 1;
            }
            episodes.add(new LatentEpisode(means, logVariances, actions, new float[steps], steps != 9));
        }
        try (Memory memory = new Memory(sizes, SEED);
                MemoryTrainer trainer =
                        new MemoryTrainer(memory, training, Adam.of(1e-3).clipped(1), SEED)) {
            fill(memory.parameters());
            double loss = trainer.step(episodes).loss();
            DrawnBatch drawn = DrawnBatch.of(sizes, training, episodes, SEED, 0);
            Map<String, float[]> values = new LinkedHashMap<>();
            values.put("means", drawn.means());
            values.put("logVariances", drawn.logVariances());
            values.put("actions", drawn.actions());
            values.put("mask", drawn.mask());
            values.put("done", drawn.done());
            values.put("noise", noise("memory.z", training.batch(), training.sequence() + 1, sizes.latents()));
            return of(
                    "mdn-rnn",
                    new TreeMap<>(Map.of(
                            "latents", sizes.latents(),
                            "actions", sizes.actions(),
                            "hidden", sizes.hidden(),
                            "mixtures", sizes.mixtures(),
                            "batch", training.batch(),
                            "sequence", training.sequence(),
                            "doneWeight", training.doneWeight())),
                    values,
                    loss,
                    trainer.optimizer(),
                    memory.parameters());
        }
    }
}
