package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.yume.experiment.bench.BenchResult.RowResult;
import io.yume.experiment.bench.BenchResult.SideResult;
import io.yume.experiment.bench.Samples.Estimate;
import io.yume.experiment.run.Machine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RatioChartTest {

    private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
    private final Path folder = memory.getPath("/out");

    @AfterEach
    void close() throws IOException {
        memory.close();
    }

    private static SideResult side(String name, Estimate ratio) {
        return new SideResult(name, 2.0, 1.0, 3.0, new double[] {1, 2, 3}, 500.0, 4.0, null, ratio, null);
    }

    private static RatioChart chart() {
        return new RatioChart(new BenchResult(
                BenchResult.FORMAT,
                Machine.here(),
                "compiled",
                new Plan(2, 7, 20, 0.5, 3),
                Map.of(),
                Map.of(),
                100,
                List.of(
                        new RowResult(
                                "row<1>",
                                "tiny",
                                1,
                                1e6,
                                List.of(
                                        side("yume", null),
                                        side("torch", new Estimate(0.5, 0.4, 0.7)),
                                        SideResult.failed("pyro", "gone"))),
                        new RowResult(
                                "row-2",
                                "tiny",
                                1,
                                1e6,
                                List.of(side("yume", null), side("torch", new Estimate(30, 20, 40))))),
                Map.of()));
    }

    @Test
    void drawsABarAsLongAsItsRatio() throws IOException {
        Path file = chart().write(folder);

        assumeTrue(file.toString().endsWith(".png"), "this JDK finds no fonts");
        assertThat(file).isEqualTo(folder.resolve("bench.png"));
        BufferedImage image = ImageIO.read(Files.newInputStream(file));
        // The first bar begins at 150 and is 470 / 2 long at 1: twice that in pixels, at 0.5 half of it.
        int y = 2 * 66;
        int bar = image.getRGB(2 * 152, y);
        assertThat(image.getRGB(2 * 266, y)).isEqualTo(bar);
        assertThat(image.getRGB(2 * 269, y)).isNotEqualTo(bar);
    }

    @Test
    void fallsBackToSvgWhereTextCannotBeDrawn() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("bench.png"), "old");

        Path file = chart().write(folder, (width, height) -> {
            throw new Error("Probable fatal error: No physical fonts found.");
        });

        assertThat(file).isEqualTo(folder.resolve("bench.svg"));
        assertThat(folder.resolve("bench.png")).doesNotExist();
        assertThat(Files.readString(file))
                .contains("row&lt;1>", "0.50 of torch", "30.00 of torch", "</svg>")
                .doesNotContain("pyro");
    }
}
