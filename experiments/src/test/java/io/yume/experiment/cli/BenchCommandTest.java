package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.experiment.run.Json;
import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StageCatalog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static final class NoStages implements StageCatalog {

        @Override
        public List<Stage> pipeline() {
            return List.of();
        }

        @Override
        public List<Stage> study() {
            return List.of();
        }

        @Override
        public List<String> environments() {
            return List.of();
        }
    }

    private int bench(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("bench", "--out", folder.toString()));
        all.addAll(List.of(arguments));
        return Main.run(new NoStages(), new PrintWriter(out), new PrintWriter(err), false, all.toArray(String[]::new));
    }

    @Test
    void wrongOptionsAreNamed() {
        assertRefused("--repetitions must be >= 1: --repetitions=0", "--repetitions", "0");
        assertRefused("--threads must be >= 1: --threads=-1", "--threads=-1");
        assertRefused("--least-steps must be >= 1: --least-steps=0", "--least-steps=0");
        assertRefused("--least-seconds must be >= 0: --least-seconds=-1.0", "--least-seconds=-1");
        assertRefused("--warm-up must be >= 0: --warm-up=NaN", "--warm-up=NaN");
        assertRefused("--seconds and --workers must be > 0: --seconds=0.0, --workers=2", "--seconds=0", "--workers=2");
        assertRefused("unknown row: dream-2; did you mean dream-1?", "--rows", "dream-1,dream-2");
        assertRefused("did you mean --repetitions?", "--repetition=3");
        assertRefused("'--repetitions'", "--repetitions", "many");
    }

    private void assertRefused(String sentence, String... arguments) {
        assertThat(bench(arguments)).as("%s", List.of(arguments)).isEqualTo(2);
        assertThat(err.toString()).startsWith("yume: ").contains(sentence);
        assertThat(folder).isEmptyDirectory();
    }

    private int benchADream(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--rows=dream-1",
                "--repetitions=1",
                "--least-steps=1",
                "--least-seconds=0",
                "--warm-up=0",
                "--threads=1"));
        arguments.addAll(List.of(more));
        return bench(arguments.toArray(String[]::new));
    }

    @Test
    void measuresARealRow() throws Exception {
        int status = benchADream();

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(out.toString()).contains("dream-1: a step of 1 dream", "  yume ", " steps/s");
        assertThat(Json.read(folder.resolve("bench.json"))
                        .at("/rows/0/sides/0/medianMs")
                        .asDouble())
                .isPositive();
    }

    @Test
    void describesARealRow() {
        int status = benchADream("--describe");

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(out.toString()).containsSubsequence("dream-1: ", "  yume ", "steps", "matmul", "written: ");
    }

    @Test
    void measuresRatesAlone() throws Exception {
        assertThat(bench("--rows=frames", "--seconds=0.05")).isZero();

        assertThat(out.toString()).contains("play and paint, frames/s").doesNotContain("matrices");
        assertThat(Json.read(folder.resolve("bench.json")).at("/rates/frames").asDouble())
                .isPositive();
    }
}
