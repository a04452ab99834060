package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.agent.rollout.PoolConfig;
import io.yume.agent.rollout.WorkerPool;
import io.yume.experiment.run.Cancellation;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores ten jobs of two episodes; job k returns k and k + 1/2, and the second is cut. */
class ScoringTest {

    private static final int JOBS = 10;
    private static final String NAME = "score";

    @TempDir
    private Path run;

    /** The jobs that were played, in this attempt or an earlier one. */
    private final Queue<Integer> played = new ConcurrentLinkedQueue<>();

    /** Scores what is missing, but is told to stop when it has played a job. */
    private void attempt(int stopAt) throws IOException, InterruptedException {
        Cancellation cancellation = new Cancellation();
        Stage stage = new Stage() {
            @Override
            public String name() {
                return NAME;
            }

            @Override
            public JsonNode run(RunContext context) throws IOException, InterruptedException {
                List<Integer> jobs = IntStream.range(0, JOBS).boxed().toList();
                try (WorkerPool<Integer, Played> pool =
                        WorkerPool.start(NAME, 1, () -> ScoringTest.this::play, PoolConfig.forWorkers(1))) {
                    Function<Played, Played> stopping = some -> {
                        if (some.returns()[0] == stopAt) {
                            cancellation.request();
                        }
                        return some;
                    };
                    Played all = new Scoring<>(context, NAME, 2 * JOBS, jobs).play(pool, stopping);
                    return Json.object()
                            .<ObjectNode>set("returns", Json.tree(all.returns()))
                            .set("truncated", Json.tree(all.truncated()));
                }
            }
        };
        TinyStages.run(run, TinyStages.config(Map.of()), List.of(stage), cancellation);
    }

    private Played play(int job) {
        played.add(job);
        return new Played(new double[] {job, job + 0.5}, new boolean[] {false, true});
    }

    private void stopAt(int job) {
        assertThatThrownBy(() -> attempt(job)).isInstanceOf(CancellationException.class);
    }

    private void assertAllScored() throws IOException {
        JsonNode result = Json.read(run.resolve("stages/score.json")).path("result");
        Played all = Played.of(result.path("returns"), result.path("truncated"));
        assertThat(all.returns())
                .containsExactly(
                        IntStream.range(0, 2 * JOBS).mapToDouble(i -> i / 2.0).toArray());
        for (int i = 0; i < 2 * JOBS; i++) {
            assertThat(all.truncated()[i]).isEqualTo(i % 2 == 1);
        }
        assertThat(run.resolve("partial")).doesNotExist();
    }

    @Test
    void goesOnWhereItWasStopped() throws Exception {
        stopAt(2);
        played.clear();
        stopAt(6);
        assertThat(played).first().isEqualTo(3);
        played.clear();

        attempt(-1);

        assertThat(played).containsExactly(7, 8, 9);
        assertAllScored();
    }

    @Test
    void playsAnewWhereWhatWasKeptIsDamaged() throws Exception {
        stopAt(4);
        Files.writeString(run.resolve("partial/score.json"), "{\"jobs\" : 3, \"ret");
        played.clear();

        attempt(-1);

        assertThat(played).hasSize(JOBS);
        assertAllScored();
    }

    @Test
    void playsAnewWhereWhatWasKeptIsOfOtherJobs() throws Exception {
        stopAt(4);
        Files.writeString(
                run.resolve("partial/score.json"), "{\"jobs\" : 1, \"returns\" : [1.0, 2.0], \"truncated\" : [true]}");
        played.clear();

        attempt(-1);

        assertThat(played).hasSize(JOBS);
        assertAllScored();
    }
}
