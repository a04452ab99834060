package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.agent.evolution.TileJob;
import io.yume.agent.evolution.TileScore;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.episode.Episode;
import io.yume.env.episode.EpisodeStore;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.graph.Seed;
import io.yume.train.CheckpointStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a round of exploration records, at the two ends of its share of random play and between them. */
class ExplorerTest {

    private static final int EPISODES = 4;

    @TempDir
    private Path run;

    private interface Look {
        void at(RunContext context, List<Episode> episodes) throws Exception;
    }

    /** Explores one round and looks at what it recorded. */
    private void explore(double randomShare, Look look) throws Exception {
        RunConfig config = TinyStages.config(Map.of(
                "explore.rounds", "1",
                "explore.episodes", Integer.toString(EPISODES),
                "explore.randomShare", Double.toString(randomShare)));
        Stage looking = new Stage() {
            @Override
            public String name() {
                return "look";
            }

            @Override
            public JsonNode run(RunContext context) {
                List<Episode> episodes = new ArrayList<>();
                try (EpisodeStore store = RecordStage.open(context, new Pass(1))) {
                    store.forEach(episodes::add);
                    look.at(context, episodes);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return Json.object();
            }
        };
        TinyStages.run(run, config, List.of(new CollectStage(), new VisionStage(), new ExploreStage(), looking));
    }

    private static Seed seed(RunContext context, long id) {
        return context.seed().split("collect-1").split("episode", id);
    }

    @Test
    void withoutRandomPlayAnEpisodeIsTheControllersOwn() throws Exception {
        explore(0, (context, episodes) -> {
            Worlds reality = Worlds.dream(context.config(), new Pass(1)).inReality();
            float[] controller = EvolveStage.controller(context, new Pass(1));
            long[] streams = new long[EPISODES];
            float[][] controllers = new float[EPISODES][];
            for (int id = 0; id < EPISODES; id++) {
                streams[id] = seed(context, id).value();
                controllers[id] = controller;
            }
            int[] steps = new int[EPISODES];
            try (WorkerPool<TileJob, TileScore> pool = reality.pool(context, "check", null)) {
                pool.run(
                        List.of(new TileJob(controllers, streams)),
                        (id, job, score) -> System.arraycopy(score.steps(), 0, steps, 0, EPISODES));
            }
            assertThat(episodes)
                    .extracting(Episode::steps)
                    .containsExactly(Arrays.stream(steps).boxed().toArray(Integer[]::new));
        });
    }

    @Test
    void withNothingElseAnEpisodeIsRandomPlay() throws Exception {
        explore(1, (context, episodes) -> {
            for (Episode episode : episodes) {
                assertThat(episode.actions()).isEqualTo(randomPlay(context, episode));
            }
        });
    }

    @Test
    void betweenThemStretchesOfBothTakeTurns() throws Exception {
        explore(0.5, (context, episodes) -> {
            int same = 0;
            int steps = 0;
            for (Episode episode : episodes) {
                float[] random = randomPlay(context, episode);
                for (int step = 0; step < episode.steps(); step++) {
                    same += random[step] == episode.actions()[step] ? 1 : 0;
                    steps++;
                }
            }
            // Half of the steps are random play, and the controller agrees with it by chance at most.
            assertThat(same).isBetween(steps / 4, steps - 1);
        });
    }

    @Test
    void theLastEvolutionStartsAroundTheOutcomeOfTheRound() throws Exception {
        Map<String, String> sizes =
                Map.of("explore.rounds", "1", "explore.generations", "2", "evolve.generations", "0");
        TinyStages.run(run, TinyStages.config(sizes), DreamStages.pipeline());

        assertThat(controller("evolve"))
                .isEqualTo(controller("evolve-1"))
                .isNotEqualTo(new double[controller("evolve-1").length]);
    }

    private double[] controller(String name) throws IOException {
        return new CheckpointStore(run.resolve("checkpoints"), name)
                .load()
                .orElseThrow()
                .doubles("mean");
    }

    private static float[] randomPlay(RunContext context, Episode episode) {
        OpenLoopPolicy.Run play = CollectStage.play(context.config())
                .start(
                        new Parts(context).actionSpace(),
                        seed(context, episode.id()).split("policy").environmentSeed());
        float[] actions = new float[episode.steps()];
        float[] action = new float[1];
        for (int step = 0; step < actions.length; step++) {
            play.next(action);
            actions[step] = action[0];
        }
        return actions;
    }
}
