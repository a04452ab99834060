package io.yume.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CurvesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectories(
                Jimfs.newFileSystem(Configuration.unix()).getPath("/run"));
    }

    @Test
    void writesOneLinePerPointAndTheSameForTensorBoard() throws IOException {
        try (Curves curves = Curves.open(directory, CLOCK)) {
            curves.log("train-vision/loss", 20, 12.5);
            curves.log("evolve/best", 3_000_000_000L, -1e-3);
        }

        assertThat(Files.readString(directory.resolve("metrics.jsonl")))
                .isEqualTo("{\"series\":\"train-vision/loss\",\"step\":20,\"value\":12.5,\"time\":1.70000000025E9}\n"
                        + "{\"series\":\"evolve/best\",\"step\":3000000000,\"value\":-0.001,"
                        + "\"time\":1.70000000025E9}\n");
        assertThat(EventRecords.scalars(directory.resolve("tensorboard")))
                .containsExactly(
                        new EventRecords.Scalar("train-vision/loss", 20, 12.5f),
                        new EventRecords.Scalar("evolve/best", 3_000_000_000L, -1e-3f));
    }

    @Test
    void goesOnBehindWhatIsThere() throws IOException {
        try (Curves curves = Curves.open(directory, CLOCK)) {
            curves.log("a/x", 1, 1);
        }
        try (Curves curves = Curves.open(directory, CLOCK)) {
            curves.log("a/x", 2, 2);
        }

        assertThat(Curves.read(directory)).extracting(Curves.Point::step).containsExactly(1L, 2L);
        assertThat(EventRecords.scalars(directory.resolve("tensorboard"))).hasSize(2);
    }

    @Test
    void rewindingDropsWhatAnEarlierAttemptWroteTooFar() throws IOException {
        try (Curves curves = Curves.open(directory, CLOCK)) {
            for (int step = 1; step <= 3; step++) {
                curves.log("train-vision/loss", step, step);
                curves.log("train-memory/loss", step, step);
            }
            curves.rewind("train-memory/", 1);
            curves.log("train-memory/loss", 2, 20);
            curves.rewind("train-vision/", -1);
        }

        assertThat(Curves.read(directory))
                .extracting(Curves.Point::series, Curves.Point::step, Curves.Point::value)
                .containsExactly(tuple("train-memory/loss", 1L, 1.0), tuple("train-memory/loss", 2L, 20.0));
        assertThat(EventRecords.scalars(directory.resolve("tensorboard")))
                .containsExactly(
                        new EventRecords.Scalar("train-memory/loss", 1, 1),
                        new EventRecords.Scalar("train-memory/loss", 2, 20));
    }

    @Test
    void aLineCutShortByACrashIsDropped() throws IOException {
        try (Curves curves = Curves.open(directory, CLOCK)) {
            curves.log("a/x", 1, 1);
        }
        Files.writeString(directory.resolve("metrics.jsonl"), "{\"series\":\"a/x\",\"st", StandardOpenOption.APPEND);

        try (Curves curves = Curves.open(directory, CLOCK)) {
            curves.log("a/x", 2, 2);
        }

        assertThat(Curves.read(directory)).extracting(Curves.Point::step).containsExactly(1L, 2L);
    }

    @Test
    void namesADamagedLine() throws IOException {
        Files.writeString(directory.resolve("metrics.jsonl"), "{\"series\":\"a\"}\nnonsense\n");

        assertThatThrownBy(() -> Curves.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessage("the metrics are damaged: /run/metrics.jsonl, line 1");
    }

    @Test
    void keepsValuesThatAreNotNumbers() throws IOException {
        try (Curves curves = Curves.open(directory, CLOCK)) {
            curves.log("a/x", 1, Double.NaN);
            curves.log("a/x", 2, Double.NEGATIVE_INFINITY);
        }

        assertThat(Curves.read(directory))
                .extracting(Curves.Point::value)
                .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
    }

    @Test
    void thereAreNoPointsBeforeTheFirst() throws IOException {
        assertThat(Curves.read(directory)).isEmpty();
    }
}
