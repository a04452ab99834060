package io.yume.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.MemoryModel;
import io.yume.world.vision.VisionConfig;
import io.yume.world.vision.VisionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation shows the formulas that the losses print. */
final class LossFormulasTest {

    private static final Pattern FORMULA = Pattern.compile("```latex\n(.*?)\n```", Pattern.DOTALL);

    @Test
    void theDocumentationShowsWhatTheLossesPrint() throws IOException {
        List<String> shown = FORMULA.matcher(Files.readString(Path.of("..", "docs", "world-models.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(shown)
                .containsExactly(
                        VisionModel.of(VisionConfig.paper(32)).loss().latex(),
                        MemoryModel.of(new MemoryConfig(32, 3, 256, 5, false, false))
                                .loss(20)
                                .latex(),
                        MemoryModel.of(new MemoryConfig(32, 3, 256, 5, false, true))
                                .loss(20)
                                .latex());
    }
}
