package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.experiment.stage.TinyRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that describes the programs of the main job, in small. */
class DescribeTest {

    @TempDir
    private Path temporary;

    private static Outcome describe(String program, String... more) {
        List<String> arguments = new ArrayList<>(List.of("describe", program));
        TinyRun.SETTINGS.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        arguments.addAll(List.of(more));
        return TinyRun.yume(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "vision, conv2d_bp, deconv2d_bp",
        "memory, matmul, adam",
        "dream, uniform draw, normal draw",
    })
    void programsOfTheMainJobAreListedAndDrawn(String program, String first, String second) throws Exception {
        Path svg = temporary.resolve("program.svg");

        Outcome outcome = describe(program, "--runs", "0", "--svg", svg.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .startsWith("compiled program: ")
                .contains(first, second, "MFLOP")
                .doesNotContain("GFLOP/s")
                .endsWith("drawn: " + svg + System.lineSeparator());
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    }

    @Test
    void timesAreThoseOfAsManyRunsAsAsked() {
        Outcome outcome = describe("dream", "--runs", "2", "--steps", "3");

        assertThat(outcome.out()).contains("the median of 2 runs", "GFLOP/s", "more steps");
    }

    @Test
    void wrongUsageIsNamed() {
        assertThat(describe("visions").err())
                .isEqualTo("yume: unknown program: visions; did you mean vision? There are vision, memory, dream"
                        + System.lineSeparator());
        assertThat(describe("vision", "--runs", "-1").err()).contains("--runs and --steps must be >= 0: runs=-1");
        assertThat(describe("vision", "--engine", "fast").err())
                .contains("engine must be one of compiled, reference, nd4j: engine=fast");
        assertThat(describe("vision", "--set", "vision.latent=3").err()).contains("did you mean vision.latents?");
        assertThat(describe("vision", "--runs", "-1").status()).isEqualTo(2);
    }

    @Test
    void drawingThatCannotBeWrittenIsAnErrorInOneSentence() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        Outcome outcome = describe(
                "dream", "--runs", "0", "--svg", file.resolve("below.svg").toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).startsWith("yume: ").contains(file.toString());
    }
}
