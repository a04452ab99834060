package io.yume.experiment.stage;

import io.yume.agent.evolution.LinearPolicy;
import io.yume.experiment.report.Picture;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.world.dream.DreamConfig;
import io.yume.world.dream.DreamWorld;
import io.yume.world.dream.FeatureWorld;
import io.yume.world.dream.Features;
import io.yume.world.dream.RealWorld;
import io.yume.world.memory.Memory;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Films the evolved controller in the first episodes that it was scored in. */
final class Films {

    private final RunContext context;
    private final Vision vision;
    private final Memory memory;
    private final Features features;
    private final float[] controller;

    Films(RunContext context, Vision vision, Memory memory) throws IOException {
        this.context = context;
        this.vision = vision;
        this.memory = memory;
        features = Parts.features(context.config().evolve().features());
        controller = EvolveStage.controller(context);
    }

    /** What shows the present frame of a row. */
    private interface Camera {
        void shoot(int row);
    }

    /** Real episodes, frame by frame. */
    List<List<Picture>> real(int episodes, int steps) {
        try (RealWorld world = new RealWorld(vision, memory, new Parts(context)::environment, features)) {
            List<List<Picture>> films = empty(Math.min(episodes, world.rows()));
            long[] streams = Arrays.copyOf(EvaluateStage.heldOut(context), films.size());
            play(world, streams, steps, row -> films.get(row).add(picture(world.frame(row), 0)));
            return films;
        }
    }

    /** Dreams, code by code. */
    List<List<float[]>> dreamed(int episodes, int steps) throws IOException {
        RunConfig config = context.config();
        DreamConfig dream = new DreamConfig(
                config.dream().tile(),
                config.dream().temperature(),
                config.dream().maxSteps(),
                config.memory().doneWeight(),
                features);
        try (DreamWorld world =
                new DreamWorld(memory, Latents.starts(context, Pass.LAST), new Parts(context).actionSpace(), dream)) {
            List<List<float[]>> codes = empty(Math.min(episodes, world.rows()));
            long[] streams = Arrays.copyOf(EvaluateStage.dreams(context), codes.size());
            int latents = memory.config().latents();
            play(world, streams, steps, row -> codes.get(row)
                    .add(Arrays.copyOfRange(world.codes(), row * latents, (row + 1) * latents)));
            return codes;
        }
    }

    /** Codes as Vision decodes them. */
    List<Picture> decode(List<float[]> codes) {
        int latents = vision.config().latents();
        float[] all = new float[codes.size() * latents];
        for (int i = 0; i < codes.size(); i++) {
            System.arraycopy(codes.get(i), 0, all, i * latents, latents);
        }
        return pictures(vision.decode(all, codes.size()), codes.size());
    }

    static List<Picture> pictures(byte[] frames, int count) {
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(picture(frames, i));
        }
        return pictures;
    }

    private static Picture picture(byte[] frames, int index) {
        int at = index * VisionConfig.PIXELS;
        return new Picture(
                VisionConfig.SIDE, VisionConfig.SIDE, Arrays.copyOfRange(frames, at, at + VisionConfig.PIXELS));
    }

    private void play(FeatureWorld world, long[] streams, int steps, Camera camera) {
        LinearPolicy policy = new Parts(context).policy(features);
        float[] seen = new float[world.rows() * world.featureSize()];
        float[] actions = new float[world.rows() * world.actionSpace().size()];
        world.reset(streams);
        for (int row = 0; row < streams.length; row++) {
            camera.shoot(row);
        }
        for (int step = 0; step < steps && world.anyLive(); step++) {
            context.cancellation().throwIfRequested();
            boolean[] live = new boolean[streams.length];
            for (int row = 0; row < live.length; row++) {
                live[row] = world.live(row);
            }
            world.features(seen);
            policy.actions(controller, world.rows(), seen, actions);
            world.step(actions);
            for (int row = 0; row < live.length; row++) {
                if (live[row]) {
                    camera.shoot(row);
                }
            }
        }
    }

    private static <T> List<List<T>> empty(int count) {
        List<List<T>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }
}
