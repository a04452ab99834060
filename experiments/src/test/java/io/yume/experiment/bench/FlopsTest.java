package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counted once more from the shapes of the learned tensors: a weight is multiplied once for each place it is used at. */
class FlopsTest {

    /** Places that share the weights of a layer. */
    private static final Map<String, Integer> PLACES = Map.of(
            "encoder.conv0.weight", 31 * 31,
            "encoder.conv1.weight", 14 * 14,
            "encoder.conv2.weight", 6 * 6,
            "encoder.conv3.weight", 2 * 2,
            "decoder.conv1.weight", 5 * 5,
            "decoder.conv2.weight", 13 * 13,
            "decoder.conv3.weight", 30 * 30);

    private static double weights(Map<String, Spec> specs, String first) {
        double sum = 0;
        for (Map.Entry<String, Spec> spec : specs.entrySet()) {
            if (spec.getKey().endsWith(".weight")) {
                double forward = 2.0 * spec.getValue().shape().size() * PLACES.getOrDefault(spec.getKey(), 1);
                sum += (spec.getKey().equals(first) ? 2 : 3) * forward;
            }
        }
        return sum;
    }

    @Test
    void countsTheDenseAutoencoder() {
        MlpVae sizes = new MlpVae(784, 400, 30, 128);
        assertThat(Flops.mlpVae(sizes)).isEqualTo(128 * weights(sizes.specs(), "encoder.hidden.weight"));
    }

    @Test
    void countsVision() {
        try (Vision vision = new Vision(VisionConfig.paper(32), Seed.root(1), 2)) {
            assertThat(Flops.convVae(7, 32))
                    .isEqualTo(7 * weights(vision.parameters().specs(), "encoder.conv0.weight"));
        }
    }

    @Test
    void countsMemoryAndDreams() {
        MemoryConfig sizes = new MemoryConfig(32, 3, 256, 5, false, false);
        try (Memory memory = new Memory(sizes, Seed.root(1))) {
            Map<String, Spec> specs = memory.parameters().specs();
            assertThat(Flops.mdnRnn(16, 32, 35, 256, 481)).isEqualTo(16 * 32 * weights(specs, "lstm.input.weight"));
            double forward = specs.entrySet().stream()
                    .filter(spec -> spec.getKey().endsWith(".weight"))
                    .mapToDouble(spec -> 2.0 * spec.getValue().shape().size())
                    .sum();
            assertThat(Flops.dream(64, 35, 32, 256, 481)).isEqualTo(64 * (forward + 2 * (32 + 256)));
        }
    }
}
