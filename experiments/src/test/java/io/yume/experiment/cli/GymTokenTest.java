package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.yume.experiment.run.UsageException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GymTokenTest {

    private static final Map<String, String> SET = Map.of("YUME_GYM_TOKEN", " sesame\n");

    @Test
    void comesFromTheVariableWhereNoFileIsNamed() throws IOException {
        assertThat(GymToken.of(null, SET)).contains("sesame");
        assertThat(GymToken.of(SET)).contains("sesame");
    }

    @Test
    void isNoneWhereNothingOrOnlyBlanksAreSaid() throws IOException {
        assertThat(GymToken.of(null, Map.of())).isEmpty();
        assertThat(GymToken.of(Map.of("YUME_GYM_TOKEN", "  "))).isEmpty();
    }

    @Test
    void aFileWins() throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path file = Files.writeString(files.getPath("token"), "open \nnot this\n");
            assertThat(GymToken.of(file, SET)).contains("open");
        }
    }

    @Test
    void aFileWithoutATokenIsNeverTakenForNone() throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path blank = Files.writeString(files.getPath("blank"), "\nsesame\n");
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> GymToken.of(blank, SET))
                    .withMessage("the first line of --token-file must be the token: file=blank");
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> GymToken.of(files.getPath("missing"), SET));
        }
    }
}
