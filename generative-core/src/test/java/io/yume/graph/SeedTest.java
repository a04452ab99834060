package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedTest {

    @Test
    void allOrdersAreEquallyLikely() {
        int draws = 24_000;
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < draws; i++) {
            counts.merge(Arrays.toString(Seed.root(3).split("order", i).shuffled(4)), 1, Integer::sum);
        }
        assertThat(counts).hasSize(24);
        // Five standard deviations of a count.
        assertThat(counts.values())
                .allSatisfy(count -> assertThat((double) count).isCloseTo(1000, within(155.0)));
        assertThat(Seed.root(1).shuffled(0)).isEmpty();
    }
}
