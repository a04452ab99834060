package io.yume.world.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Graph;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes of the paper, the conversion of frames, and what a tile promises. */
final class VisionNetworkTest {

    @Test
    void hasThePublishedNumberOfParametersForThirtyTwoLatents() {
        try (Vision vision = new Vision(VisionConfig.paper(32), Seed.root(1), 2)) {
            assertThat(vision.parameters().count()).isEqualTo(4_348_547);
        }
    }

    @Test
    void hasThePublishedNumberOfParametersForSixtyFourLatents() {
        try (Vision vision = new Vision(VisionConfig.paper(64), Seed.root(1), 2)) {
            assertThat(vision.parameters().count()).isEqualTo(4_446_915);
        }
    }

    @Test
    void layersHaveThePublishedSizes() {
        Map<String, Spec> specs = new VisionNetwork(VisionConfig.paper(32)).specs();
        assertDims(specs, "encoder.conv0.weight", 32, 3, 4, 4);
        assertDims(specs, "encoder.conv1.weight", 64, 32, 4, 4);
        assertDims(specs, "encoder.conv2.weight", 128, 64, 4, 4);
        assertDims(specs, "encoder.conv3.weight", 256, 128, 4, 4);
        assertDims(specs, "encoder.mean.weight", 1024, 32);
        assertDims(specs, "encoder.logVariance.weight", 1024, 32);
        assertDims(specs, "decoder.dense.weight", 32, 1024);
        assertDims(specs, "decoder.conv0.weight", 1024, 128, 5, 5);
        assertDims(specs, "decoder.conv1.weight", 128, 64, 5, 5);
        assertDims(specs, "decoder.conv2.weight", 64, 32, 6, 6);
        assertDims(specs, "decoder.conv3.weight", 32, 3, 6, 6);
    }

    private static void assertDims(Map<String, Spec> specs, String name, int... dims) {
        assertThat(specs.get(name).shape().dims()).as(name).containsExactly(dims);
    }

    @Test
    void framesBecomeCodesAndCodesBecomeFrames() {
        Graph graph = new Graph();
        VisionNetwork network = new VisionNetwork(VisionConfig.paper(32));
        VisionNetwork.Posterior q = network.encode(graph.placeholder("frames", 5, 3, 64, 64));
        assertThat(q.mean().shape().dims()).containsExactly(5, 32);
        assertThat(q.logVariance().shape().dims()).containsExactly(5, 32);
        assertThat(network.decode(q.mean()).shape().dims()).containsExactly(5, 3, 64, 64);
    }

    @Test
    void theLossLearnsTheParametersOfTheNetworks() {
        VisionConfig config = VisionConfig.paper(32);
        assertThat(VisionModel.lowered(config, 2).specs())
                .containsExactlyInAnyOrderEntriesOf(new VisionNetwork(config).specs());
    }

    @Test
    void everyByteSurvivesTheWayToPlanesAndBack() {
        byte[] pixels = new byte[2 * VisionConfig.PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 + i / 256);
        }
        float[] planes = new float[pixels.length];
        Frames.toPlanes(pixels, 0, 2, planes);
        byte[] back = new byte[pixels.length];
        Frames.toBytes(planes, 2, back, 0);
        assertThat(back).isEqualTo(pixels);
    }

    @Test
    void planesHoldOneColourEachBetweenZeroAndOne() {
        byte[] pixels = new byte[2 * VisionConfig.PIXELS];
        int second = VisionConfig.PIXELS;
        int row = 7;
        int column = 50;
        pixels[second + (row * 64 + column) * 3 + 2] = (byte) 255;
        pixels[second + (row * 64 + column) * 3 + 1] = (byte) 51;
        float[] planes = new float[VisionConfig.PIXELS];
        Frames.toPlanes(pixels, second, 1, planes);
        assertThat(planes[2 * 4096 + row * 64 + column]).isEqualTo(1);
        assertThat(planes[4096 + row * 64 + column]).isEqualTo(0.2f, within(1e-7f));
        double sum = 0;
        for (float value : planes) {
            sum += value;
        }
        assertThat(sum).isEqualTo(1.2, within(1e-6));
    }

    @Test
    void valuesOutsideZeroToOneBecomeTheNearestByte() {
        float[] planes = new float[VisionConfig.PIXELS];
        planes[0] = -0.3f;
        planes[1] = 1.7f;
        byte[] pixels = new byte[VisionConfig.PIXELS];
        Frames.toBytes(planes, 1, pixels, 0);
        assertThat(pixels[0]).isZero();
        assertThat(pixels[3]).isEqualTo((byte) 255);
    }

    @Test
    void aFramesCodeDoesNotDependOnHowManyOthersThereAre() {
        byte[] pixels = TinyVision.pixels(7, 3);
        try (Vision vision = TinyVision.of(3, 4)) {
            float[] all = new float[7 * 3];
            float[] allLog = new float[7 * 3];
            vision.encode(pixels, 0, 7, all, allLog);
            float[] few = new float[2 * 3];
            float[] fewLog = new float[2 * 3];
            vision.encode(pixels, 4 * VisionConfig.PIXELS, 2, few, fewLog);
            assertThat(few).containsExactly(Arrays.copyOfRange(all, 12, 18));
            assertThat(fewLog).containsExactly(Arrays.copyOfRange(allLog, 12, 18));
            byte[] decoded = vision.decode(all, 7);
            assertThat(vision.decode(Arrays.copyOfRange(all, 12, 18), 2))
                    .isEqualTo(Arrays.copyOfRange(decoded, 4 * VisionConfig.PIXELS, 6 * VisionConfig.PIXELS));
        }
    }

    @Test
    void rejectsValuesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VisionConfig(0, List.of(1, 1, 1, 1), 0))
                .withMessage("latents must be >= 1: latents=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VisionConfig(1, List.of(1, 1, 1), 0))
                .withMessageContaining("channels must be four numbers >= 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VisionConfig(1, List.of(1, 1, 1, 1), Double.NaN))
                .withMessage("freeBits must be >= 0: freeBits=NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Vision(VisionConfig.paper(32), Seed.root(1), 1))
                .withMessage("tile must be >= 2: tile=1");
    }
}
