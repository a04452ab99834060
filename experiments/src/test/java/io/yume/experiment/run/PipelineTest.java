package io.yume.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.yume.graph.Seed;
import io.yume.train.Curves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private final RunConfig config = RunConfigs.preset("quick", Map.of("seed", "5"));
    private final List<String> calls = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private RunFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = RunFolder.open(Jimfs.newFileSystem(Configuration.unix()).getPath("/run"));
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
    }

    private interface Work {
        JsonNode apply(RunContext context) throws IOException;
    }

    private Stage stage(String name, boolean repeatable, Work work) {
        return new Stage() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public JsonNode run(RunContext context) throws IOException {
                calls.add(name);
                return work.apply(context);
            }

            @Override
            public boolean repeatable() {
                return repeatable;
            }
        };
    }

    private Stage stage(String name) {
        return stage(name, false, context -> Json.object().put("name", name));
    }

    private void run(Pipeline pipeline) throws IOException, InterruptedException {
        pipeline.runAll(config, folder, Progress.NONE, new Cancellation());
    }

    @Test
    void goesOnAtTheStageThatFailed() throws Exception {
        Stage fails = stage("two", false, context -> {
            throw new IOException("disk full");
        });
        assertThatThrownBy(() -> run(new Pipeline(List.of(stage("one"), fails, stage("three")))))
                .hasMessage("disk full");
        assertThat(calls).containsExactly("one", "two");

        run(new Pipeline(List.of(stage("one"), stage("two"), stage("three"))));

        assertThat(calls).containsExactly("one", "two", "two", "three");
        assertThat(folder.stageResult("three")).contains(Json.object().put("name", "three"));
    }

    @Test
    void repeatsOnlyWhatIsRepeatable() throws Exception {
        Pipeline pipeline = new Pipeline(List.of(stage("one"), stage("report", true, context -> Json.object())));

        run(pipeline);
        run(pipeline);

        assertThat(calls).containsExactly("one", "report", "report");
    }

    @Test
    void aStageAloneNeedsThoseBeforeIt() throws Exception {
        Pipeline pipeline = new Pipeline(List.of(stage("one"), stage("two"), stage("three")));

        assertThatThrownBy(() -> pipeline.runOne("two", config, folder, Progress.NONE, new Cancellation()))
                .isInstanceOf(UsageException.class)
                .hasMessage("two needs what one leaves: run one first");
        pipeline.runOne("one", config, folder, Progress.NONE, new Cancellation());
        pipeline.runOne("two", config, folder, Progress.NONE, new Cancellation());

        assertThat(calls).containsExactly("one", "two");
        assertThatThrownBy(() -> pipeline.runOne("four", config, folder, Progress.NONE, new Cancellation()))
                .hasMessage("there is no stage of this name: four");
    }

    @Test
    void stopsBetweenStagesWhenAsked() {
        Cancellation cancellation = new Cancellation();
        Stage stops = stage("one", false, context -> {
            cancellation.request();
            return Json.object();
        });

        assertThatThrownBy(() ->
                        new Pipeline(List.of(stops, stage("two"))).runAll(config, folder, Progress.NONE, cancellation))
                .isInstanceOf(CancellationException.class);
        assertThat(calls).containsExactly("one");
    }

    @Test
    void stagesSeeTheRun() throws Exception {
        Stage reads = stage("two", false, context -> {
            assertThat(context.config()).isEqualTo(config);
            assertThat(context.seed()).isEqualTo(Seed.root(5));
            assertThat(context.folder()).isSameAs(folder);
            context.metrics().log("two/x", 1, 2);
            return context.result("one").orElseThrow();
        });

        run(new Pipeline(List.of(stage("one"), reads)));

        assertThat(folder.stageResult("two")).contains(Json.object().put("name", "one"));
        assertThat(Curves.read(folder.directory())).hasSize(1);
    }

    @Test
    void countsTheTimeOfAttemptsThatWereKilled() throws Exception {
        Stage killed = stage("one", false, context -> {
            nanos.addAndGet(3_000_000_000L);
            context.keepTime();
            nanos.addAndGet(9_000_000_000L);
            throw new IOException("killed");
        });
        assertThatThrownBy(() -> run(new Pipeline(List.of(killed), nanos::get))).hasMessage("killed");
        Stage done = stage("one", false, context -> {
            nanos.addAndGet(2_000_000_000L);
            return Json.object();
        });

        run(new Pipeline(List.of(done), nanos::get));

        assertThat(folder.stageSeconds("one")).isEqualTo(5);
    }

    @Test
    void aGroupIsRunPartByPartAndItsPartsAreNeededByWhatFollows() throws Exception {
        Stage first = stage("first", false, context -> Json.object());
        Stage second = stage("second", false, context -> Json.object());
        Stage last = stage("last", false, context -> Json.object());
        Pipeline pipeline = new Pipeline(List.of(group("group", first, second), last));

        assertThatThrownBy(() -> pipeline.runOne("last", config, folder, Progress.NONE, new Cancellation()))
                .isInstanceOf(UsageException.class)
                .hasMessage("last needs what first leaves: run first first");
        pipeline.runOne("group", config, folder, Progress.NONE, new Cancellation());
        pipeline.runAll(config, folder, Progress.NONE, new Cancellation());

        assertThat(calls).containsExactly("first", "second", "last");
        assertThat(folder.stageResult("group")).isEmpty();
    }

    private static Stage group(String name, Stage... parts) {
        return new Stage() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Stage> parts(RunConfig config) {
                return List.of(parts);
            }

            @Override
            public JsonNode run(RunContext context) {
                throw new AssertionError("a group must not be run itself");
            }
        };
    }
}
