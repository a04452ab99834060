package io.yume.experiment.bench;

import io.yume.experiment.run.Nearest;
import io.yume.experiment.run.UsageException;
import io.yume.graph.Seed;
import io.yume.world.memory.MemoryConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** All rows there are. */
final class Rows {

    private static final List<Row> ALL = List.of(
            mlpVae(400, 10),
            mlpVae(400, 30),
            mlpVae(2000, 10),
            mlpVae(2000, 30),
            convVae(32),
            convVae(100),
            mdnRnn(100, 32),
            mdnRnn(16, 32),
            dream(1),
            dream(64),
            dream(256),
            gym("gym-cartpole-1", "CartPole-v1", 1, GymWork::onJava),
            gym("gym-cartpole-64", "CartPole-v1", 64, GymWork::onJava),
            gym("gym-carracing-1", "CarRacing-v3", 1, GymWork::onPython),
            gym("gym-carracing-8", "CarRacing-v3", 8, GymWork::onPython));

    private Rows() {}

    /** All rows, in the order in which they are measured. */
    static List<Row> all() {
        return ALL;
    }

    /** The names of all rows. */
    static List<String> names() {
        return ALL.stream().map(Row::name).toList();
    }

    /**
     * The rows of some names, in the order of {@link #all}.
     *
     * @throws UsageException if a name is unknown, with the nearest known one
     */
    static List<Row> named(List<String> names) {
        for (String name : names) {
            if (!names().contains(name)) {
                throw new UsageException("unknown row: " + name
                        + Nearest.to(name, names())
                                .map(known -> "; did you mean " + known + "?")
                                .orElse(""));
            }
        }
        List<Row> rows = new ArrayList<>(ALL);
        rows.removeIf(row -> !names.contains(row.name()));
        return rows;
    }

    private static Row mlpVae(int hidden, int latents) {
        MlpVae sizes = new MlpVae(784, hidden, latents, 128);
        return new Row(
                "mlp-vae-h" + hidden + "-z" + latents,
                "VAE 784-" + hidden + "-" + latents + ", batch 128, Adam",
                1,
                Flops.mlpVae(sizes),
                Optional.of(sizes),
                () -> new MlpVaeWork(sizes, Seed.root(1)));
    }

    private static Row convVae(int batch) {
        return new Row(
                "conv-vae-b" + batch,
                "convolutional VAE of World Models, 64x64x3, batch " + batch + ", Adam",
                1,
                Flops.convVae(batch, VisionWork.LATENTS),
                Optional.empty(),
                () -> new VisionWork(batch));
    }

    private static Row mdnRnn(int rows, int sequence) {
        MemoryConfig sizes = MemoryWork.SIZES;
        return new Row(
                "mdn-rnn-b" + rows + "x" + sequence,
                "LSTM 256 with 5 Gaussians for each of 32 latents, batch " + rows + " x " + sequence + " steps, Adam",
                1,
                Flops.mdnRnn(rows, sequence, inputs(sizes), sizes.hidden(), outputs(sizes)),
                Optional.empty(),
                () -> new MemoryWork(rows, sequence));
    }

    private static Row dream(int dreams) {
        MemoryConfig sizes = DreamWork.SIZES;
        return new Row(
                "dream-" + dreams,
                "a step of " + dreams + (dreams == 1 ? " dream" : " dreams") + ", LSTM 512, 64 latents, controller",
                dreams,
                Flops.dream(dreams, inputs(sizes), sizes.latents(), sizes.hidden(), outputs(sizes)),
                Optional.empty(),
                () -> new DreamWork(dreams));
    }

    /** Steps over HTTP; what they compute is not counted. */
    private static Row gym(String name, String id, int rows, BiFunction<String, Integer, Workload> maker) {
        return new Row(
                name,
                "a step of " + rows + " " + id + " over HTTP on this machine",
                rows,
                0,
                Optional.empty(),
                () -> maker.apply(id, rows));
    }

    private static int inputs(MemoryConfig sizes) {
        return sizes.latents() + sizes.actions();
    }

    /** Weights, means and log-sigmas of the mixtures, and the end. */
    private static int outputs(MemoryConfig sizes) {
        return 3 * sizes.mixtures() * sizes.latents() + 1;
    }
}
