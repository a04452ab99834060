package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.yume.env.Environment;
import io.yume.experiment.run.EnvironmentSource;
import io.yume.experiment.run.RunConfigs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EnvironmentChoiceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"take-cover", "gym:CarRacing-v3", "gym:ALE/Pong-v5", "gym:take-cover@http://[::1]:5000/gym"})
    void knowsNativeAndGymEnvironments(String env) {
        assertThatCode(() -> EnvironmentChoice.requireKnown(env, List.of("take-cover")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "gym:CarRacing-v3, gym-CarRacing-v3-quick-seed1",
        "gym:ALE/Pong-v5, gym-ALE-Pong-v5-quick-seed1",
        "gym:take-cover@http://127.0.0.1:5000, gym-take-cover-quick-seed1"
    })
    void aFolderIsNamedByTheEnvironmentAndNotByItsServer(String env, String folder) {
        RunOptions options = new RunOptions();
        new CommandLine(options).parseArgs("--env", env);

        assertThat(options.defaultFolder()).isEqualTo(Path.of("runs", folder));
    }

    @Test
    void aFolderIsNamedByThePresetsEnvironment() {
        RunOptions options = new RunOptions();
        new CommandLine(options).parseArgs("--preset", "car-racing");

        assertThat(options.defaultFolder()).isEqualTo(Path.of("runs", "gym-CarRacing-v3-car-racing-seed1"));
    }

    @Test
    void helpNamesAllPresets() {
        assertThat(RunOptions.PRESETS.split("\\|")).containsExactlyElementsOf(RunConfigs.PRESETS);
    }

    @Test
    void framesAreInvertedIfAsked() {
        byte[] plain = new byte[64 * 64 * 3];
        byte[] inverted = plain.clone();
        try (EnvironmentSource source = EnvironmentChoice.open(RunConfigs.preset("quick", Map.of()));
                EnvironmentSource negatives =
                        EnvironmentChoice.open(RunConfigs.preset("quick", Map.of("vision.inverted", "true")));
                Environment game = source.make();
                Environment negative = negatives.make()) {
            game.reset(5);
            negative.reset(5);
            game.observe(plain);
            negative.observe(inverted);
        }
        for (int i = 0; i < plain.length; i++) {
            assertThat(inverted[i] & 0xff).isEqualTo(255 - (plain[i] & 0xff));
        }
    }

    @Test
    void episodesAreCutIfAsked() {
        try (EnvironmentSource source = EnvironmentChoice.open(RunConfigs.preset("quick", Map.of("maxSteps", "2")));
                Environment game = source.make()) {
            assertThat(game.maxSteps()).isEqualTo(2);
            game.reset(1);
            assertThat(game.step(new float[] {1}).last()).isFalse();
            assertThat(game.step(new float[] {1}).truncated()).isTrue();
        }
    }

    @Test
    void nothingIsStartedBeforeAnEnvironmentIsMade() {
        assertThatCode(() -> EnvironmentChoice.open(RunConfigs.preset("quick", Map.of("env", "gym:CarRacing-v3")))
                        .close())
                .doesNotThrowAnyException();
    }
}
