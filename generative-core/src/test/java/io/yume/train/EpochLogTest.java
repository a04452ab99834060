package io.yume.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The learning curves that a training writes. */
final class EpochLogTest {

    private final FileSystem files = Jimfs.newFileSystem(Configuration.unix());
    private final Path folder = files.getPath("/run/vae");
    private final SmallAutoencoder model = new SmallAutoencoder();

    @AfterEach
    void close() throws IOException {
        files.close();
    }

    private record Value(String series, long step, double value) {}

    private List<Value> written() throws IOException {
        return Curves.read(folder).stream()
                .map(point -> new Value(point.series(), point.step(), point.value()))
                .toList();
    }

    @Test
    void hasEveryTermOfEveryEpochForTensorBoardToo() throws IOException {
        List<Value> expected = new ArrayList<>();
        try (Trainer trainer = model.plan()
                .stopping(EarlyStopping.after(9, SmallAutoencoder.stripes(16, 4)))
                .logging(folder)
                .compile()) {
            for (Metrics metrics : trainer.fit(Length.epochs(2))) {
                metrics.terms()
                        .forEach((name, value) -> expected.add(new Value(
                                name.startsWith("validation: ") ? "validation/" + name.substring(12) : "train/" + name,
                                metrics.step(),
                                value)));
                expected.add(new Value("train/gradient norm", metrics.step(), metrics.gradientNorm()));
            }
        }
        assertThat(expected)
                .extracting(Value::series)
                .contains("train/objective", "train/KL[q(z|x) || p(z)]", "validation/objective");
        assertThat(written()).isEqualTo(expected);
        assertThat(EventRecords.scalars(folder.resolve("tensorboard")))
                .isEqualTo(expected.stream()
                        .map(value -> new EventRecords.Scalar(value.series(), value.step(), (float) value.value()))
                        .toList());
    }

    @Test
    void aTrainingThatGoesOnHasTheCurvesOfOneThatNeverStopped() throws IOException {
        TrainerPlan plan = model.plan().logging(folder);
        Checkpoint checkpoint;
        List<Value> whole;
        try (Trainer trainer = plan.compile()) {
            trainer.fit(Length.epochs(4));
            whole = written();
        }
        try (Trainer trainer = plan.compile()) {
            trainer.fit(Length.epochs(1));
            // It begins anew, so what was there is gone.
            assertThat(written()).isEqualTo(whole.subList(0, whole.size() / 4));
            trainer.fit(Length.epochs(2));
            checkpoint = trainer.checkpoint();
            trainer.fit(Length.epochs(3));
        }
        try (Trainer trainer = plan.compile()) {
            trainer.restore(checkpoint);
            trainer.fit(Length.epochs(4));
            assertThat(written()).isEqualTo(whole);
            trainer.restore(checkpoint);
            trainer.fit(Length.epochs(3));
            assertThat(written()).isEqualTo(whole.subList(0, 3 * whole.size() / 4));
        }
    }

    @Test
    void aFolderThatCannotBeIsAnErrorThatNamesIt() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "in the way");
        try (Trainer trainer = model.plan().logging(folder).compile()) {
            assertThatThrownBy(() -> trainer.fit(Length.epochs(1)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("/run/vae");
        }
    }

    @Test
    void nothingIsWrittenUnlessAskedFor() {
        try (Trainer trainer = model.plan().compile()) {
            trainer.fit(Length.epochs(1));
        }
        assertThat(Files.exists(folder.getParent())).isFalse();
    }
}
