package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run with all rivals, as small as it goes, and its page. */
class ReportPageTest {

    private static final RunConfig CONFIG =
            TinyStages.config(Map.of("evaluate.direct", "true", "evaluate.visionOnly", "true"));
    private static final Pattern IMAGE = Pattern.compile("src=\"data:image/(\\w+);base64,([^\"]+)\"");

    @TempDir
    private static Path run;

    private static String page;
    private static JsonNode evaluated;

    @BeforeAll
    static void runOnce() throws Exception {
        TinyStages.run(run, CONFIG, DreamStages.pipeline());
        page = Files.readString(run.resolve("report.html"));
        evaluated = Json.read(run.resolve("stages/evaluate.json")).path("result");
    }

    private static List<byte[]> images(String html, String kind) {
        List<byte[]> images = new ArrayList<>();
        Matcher matcher = IMAGE.matcher(html);
        while (matcher.find()) {
            if (matcher.group(1).equals(kind)) {
                images.add(Base64.getDecoder().decode(matcher.group(2)));
            }
        }
        return images;
    }

    @Test
    void saysWhatBeatWhat() {
        assertThat(page)
                .contains("evolved only inside its dream, beats")
                .contains(Words.p(evaluated.path("pBeatsRandom").asDouble()))
                .contains(Words.p(evaluated.path("pBeatsOpenLoop").asDouble()))
                .contains("best open loop: " + evaluated.path("openLoopPolicy").asText());
    }

    @Test
    void rivalsAreScoredInTheSameEpisodes() throws Exception {
        for (String rival : List.of("direct", "visionOnly")) {
            JsonNode entry = evaluated.path("rivals").path(rival);
            JsonNode result = Json.read(
                            run.resolve("stages/" + entry.path("stage").asText() + ".json"))
                    .path("result");
            assertThat(result.path("real")).hasSameSizeAs(evaluated.path("real"));
            assertThat(entry.path("pIsBeaten").asDouble()).isBetween(0.0, 1.0);
            long wanted = Json.read(run.resolve("stages/evolve.json"))
                    .at("/result/steps")
                    .asLong();
            assertThat(result.path("steps").asLong()).isGreaterThanOrEqualTo(wanted);
        }
        assertThat(page).contains("evolved in reality").contains("vision only (z)");
    }

    @Test
    void filmsAreTheEpisodesThatWereScored() throws Exception {
        List<byte[]> films = images(page, "gif");
        assertThat(films).hasSize(2);
        for (int i = 0; i < films.size(); i++) {
            double real = evaluated.path("real").get(i).asDouble();
            double dream = evaluated.path("dream").get(i).asDouble();
            assertThat(page).contains("return " + Words.whole(real) + " in reality, " + Words.whole(dream) + " in the");
            // Every other one of the frames: the first, and one after each of at most 30 steps; each pays 1 but the
            // last.
            double steps = Math.min(30, Math.max(real, dream) + 1);
            assertThat((double) frames(films.get(i))).isBetween(Math.floor(steps / 2), Math.ceil(steps / 2) + 1);
        }
    }

    private static int frames(byte[] gif) throws Exception {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(gif))) {
            reader.setInput(stream);
            return reader.getNumImages(true);
        } finally {
            reader.dispose();
        }
    }

    @Test
    void holdsReconstructionsDreamsAndSamples() {
        assertThat(images(page, "png")).hasSize(3);
        assertThat(page).contains("its reconstruction").contains("N(0, 1)");
    }

    @Test
    void measuresVisionAndMemoryOnWhatTheyHaveNotSeen() throws Exception {
        JsonNode vision = Json.read(run.resolve("stages/train-vision.json")).path("result");
        JsonNode memory = Json.read(run.resolve("stages/train-memory.json")).at("/result/evaluation");

        assertThat(vision.path("frames").asInt()).isEqualTo(1000);
        assertThat(vision.path("squaredError").asDouble()).isPositive();
        assertThat(memory.path("episodes").asInt())
                .as("one of the random episodes and one of each round")
                .isEqualTo(3);
        assertThat(page)
                .contains(Words.fixed(vision.path("squaredError").asDouble(), 2))
                .contains(Words.fixed(memory.path("nll").asDouble(), 4))
                .contains(Words.fixed(memory.path("floor").asDouble(), 4))
                .contains("Open-loop prediction error");
    }

    @Test
    void showsConfigurationAndWhatIsSmallerThanInThePaper() {
        assertThat(page).contains("evolve.generations").contains("308,000").contains("visionOnly: true");
    }

    @Test
    void anotherReportHasTheSamePicturesAndHash() throws Exception {
        ObjectNode before = (ObjectNode) Json.read(run.resolve("result.json"));

        TinyStages.run(run, CONFIG, List.of(new ReportStage()));

        String again = Files.readString(run.resolve("report.html"));
        assertThat(images(again, "gif")).usingRecursiveComparison().isEqualTo(images(page, "gif"));
        assertThat(images(again, "png")).usingRecursiveComparison().isEqualTo(images(page, "png"));
        assertThat(Json.read(run.resolve("result.json")).path("hash")).isEqualTo(before.path("hash"));
    }
}
