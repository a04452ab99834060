package io.yume.env.gym.client;

import io.yume.env.Autoreset;
import io.yume.env.Environment;
import io.yume.env.VectorEnvironment;
import io.yume.env.VectorStep;
import io.yume.env.gym.server.GymServer;
import java.util.Locale;

/** Prints how many steps a second go over loopback; for people, run by hand. */
final class LoopbackSpeed {

    private LoopbackSpeed() {}

    public static void main(String[] args) {
        GymServer own = args.length > 0 ? null : ServedEnvironments.server();
        String url = own == null ? args[0] : own.url();
        for (boolean frames : new boolean[] {false, true}) {
            try (GymClient client =
                    GymClient.of(url, GymClientOptions.defaults().withFrames(frames))) {
                for (int round = 0; round < 2; round++) {
                    single(client, "CartPole-v1", 20_000, frames);
                    vector(client, "CartPole-v1", 64, 5_000, frames);
                    if (own != null) {
                        single(client, "take-cover", 4_000, frames);
                        vector(client, "take-cover", 8, 1_000, frames);
                    }
                }
            }
        }
        if (own != null) {
            own.close();
        }
    }

    private static void single(GymClient client, String id, int steps, boolean frames) {
        try (Environment environment = client.make(id)) {
            environment.reset(0);
            long begin = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                if (environment.step(new float[] {i % 2}).last()) {
                    environment.reset(i);
                }
            }
            print(id + " single", frames, steps, begin);
        }
    }

    private static void vector(GymClient client, String id, int rows, int steps, boolean frames) {
        try (VectorEnvironment vector = client.makeVector(id, rows, Autoreset.SAME_STEP, GymMakeOptions.defaults())) {
            vector.reset(new long[rows]);
            float[] actions = new float[rows];
            double total = 0;
            long begin = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                for (int row = 0; row < rows; row++) {
                    actions[row] = (i + row) % 2;
                }
                VectorStep step = vector.step(actions);
                total += step.rewards()[0];
            }
            print(id + " x" + rows + " (" + total + ")", frames, (long) steps * rows, begin);
        }
    }

    private static void print(String what, boolean frames, long steps, long begin) {
        System.out.printf(
                Locale.ROOT,
                "%-30s %-6s %,12.0f steps/s%n",
                what,
                frames ? "binary" : "json",
                steps / ((System.nanoTime() - begin) * 1e-9));
    }
}
