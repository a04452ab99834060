package io.yume.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.ComputeThread;
import io.yume.graph.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DreamByHandTest {

    @Test
    void theExampleRunsAndRepeats() throws Exception {
        try (ComputeThread thread = ComputeThread.start("example", 1)) {
            double[] returns = thread.call(() ->
                    DreamByHand.run(Seed.root(2), "take-cover", 2, 2, 2, 2).returns());

            // A fireball takes some steps to arrive, and nobody lives longer than the cap.
            assertThat(returns).hasSize(10);
            assertThat(Arrays.stream(returns).boxed()).allMatch(lived -> lived > 10 && lived <= 2100);
            assertThat(thread.call(() -> DreamByHand.run(Seed.root(2), "take-cover", 2, 2, 2, 2)
                            .returns()))
                    .isEqualTo(returns);
        }
    }

    @Test
    void theExampleIsShort() throws Exception {
        assertThat(Files.readAllLines(Path.of("src/examples/java/io/yume/examples/DreamByHand.java")))
                .hasSizeLessThanOrEqualTo(60);
    }
}
