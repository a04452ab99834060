package io.yume.examples;

import io.yume.agent.evolution.*;
import io.yume.env.*;
import io.yume.env.episode.*;
import io.yume.graph.*;
import io.yume.world.dream.*;
import io.yume.world.memory.*;
import io.yume.world.vision.*;
import java.util.*;

/** Learns to see and predict a game from random play, evolves a player in the dream, scores it in ten real episodes. */
public final class DreamByHand {
    public static TileScore run(
            Seed seed, String game, int recorded, int visionSteps, int memorySteps, int generations) {
        Optimizer adam = Adam.of(0.001).clipped(1);
        try (Environment world = Environments.make(game);
                Vision vision =
                        new Vision(new VisionConfig(16, List.of(16, 32, 64, 128), 0.5), seed.split("vision"), 10);
                VisionTrainer eyes = new VisionTrainer(vision, 32, adam, seed.split("eyes"));
                Memory memory = new Memory(new MemoryConfig(16, 3, 64, 5, false, false), seed.split("memory"));
                var mind = new MemoryTrainer(memory, new MemoryTraining(32, 32, 4, 10), adam, seed.split("mind"))) {
            List<Episode> episodes = new ArrayList<>();
            for (int i = 0; i < recorded; i++) {
                OpenLoopPolicy.Run hands = OpenLoopPolicies.random().start(world.actionSpace(), i);
                episodes.add(new EpisodeRecorder().record(world, i, i, (step, action) -> hands.next(action)));
            }
            byte[] frames = new byte[32 * VisionConfig.PIXELS];
            for (int step = 0; step < visionSteps; step++) {
                SplittableRandom random = seed.split("batch", step).generator();
                for (int row = 0; row < 32; row++) {
                    Episode episode = episodes.get(random.nextInt(recorded));
                    episode.frame(random.nextInt(episode.frameCount()), frames, row * VisionConfig.PIXELS);
                }
                eyes.step(frames);
            }
            List<LatentEpisode> codes = EpisodeEncoder.encode(vision, world.actionSpace(), episodes);
            for (int step = 0; step < memorySteps; step++) {
                mind.step(codes);
            }
            LinearPolicy policy = LinearPolicy.of(Features.ZH.size(memory.config()), world.actionSpace());
            CmaEs search = CmaEs.start(new CmaConfig(policy.parameterCount(), 0.1, 32, true), seed.split("search"));
            DreamConfig sleep = new DreamConfig(32, 1.15, world.maxSteps(), 10, Features.ZH);
            FeatureWorld dream = new DreamWorld(memory, DreamStarts.of(codes), world.actionSpace(), sleep);
            FeatureWorld reality = new RealWorld(vision, memory, () -> Environments.make(game), Features.ZH);
            try (TileRunner asleep = new TileRunner(dream, policy);
                    TileRunner awake = new TileRunner(reality, policy)) {
                for (int generation = 0; generation < generations; generation++) {
                    search.tell(asleep.run(TileJob.of(search.ask(), generation)).losses());
                }
                return awake.run(TileJob.of(new double[][] {search.mean()}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
            }
        }
    }

    public static void main(String[] args) {
        System.out.println(Arrays.toString(
                run(Seed.root(1), "take-cover", 200, 1500, 1500, 50).steps()));
    }
}
