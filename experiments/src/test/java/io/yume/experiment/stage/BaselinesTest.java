package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.experiment.run.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselinesTest {

    @Test
    void someOfTheListAreSpreadEvenly() {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        assertThat(Baselines.spread(all, 0)).isEqualTo(all);
        assertThat(Baselines.spread(all, 99)).isEqualTo(all);
        assertThat(Baselines.spread(all, 1)).containsExactly(0);
        assertThat(Baselines.spread(all, 4)).containsExactly(0, 2, 5, 7);
    }

    @Test
    void whatWasCutCountsAndNotWhatWasGained() {
        ObjectNode result = Json.object().put("cap", 1000).put("openLoopPolicy", "constant(0.5)");
        result.set("random", Json.tree(List.of(-30.0, 20.0)));
        result.set("openLoop", Json.tree(List.of(1000.0, 20.0)));
        // A result that was written before the flags were kept.
        assertThat(Baselines.of(result).openLoopCapShare()).isEqualTo(0.5);

        result.set("randomTruncated", Json.tree(List.of(true, true)));
        result.set("openLoopTruncated", Json.tree(List.of(false, false)));

        assertThat(Baselines.of(result).randomCapShare()).isEqualTo(1);
        assertThat(Baselines.of(result).openLoopCapShare()).isZero();
    }
}
