package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StageCatalog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GymCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static final class NoStages implements StageCatalog {

        @Override
        public List<Stage> pipeline() {
            return List.of();
        }

        @Override
        public List<Stage> study() {
            return List.of();
        }

        @Override
        public List<String> environments() {
            return List.of();
        }
    }

    private int yume(String... arguments) {
        return Main.run(new NoStages(), new PrintWriter(out), new PrintWriter(err), false, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "install", "serve-python"})
    void everyCommandHasHelpWithAnExample(String command) {
        int status = command.isEmpty() ? yume("gym", "--help") : yume("gym", command, "--help");

        assertThat(status).isZero();
        assertThat(out.toString()).contains("Usage: yume gym", "Example:", "  ./yume gym " + command);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void asksWhatToDo() {
        assertThat(yume("gym")).isEqualTo(2);
        assertThat(err.toString()).startsWith("yume: say what to do, such as ./yume gym serve");
    }

    @Test
    void wrongUsageIsNamedWithWhatWasProbablyMeant() {
        assertThat(yume("gym", "instal")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean install?");
        assertThat(yume("gym", "serve-python", "--port=70000")).isEqualTo(2);
        assertThat(err.toString()).contains("yume: --port must be in 0..65535: --port=70000");
        assertThat(yume("gym", "serve-python", "--prot=70")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean --port?");
    }

    @Test
    void aPlaceWithoutTheServerIsSaid() {
        // Tests run without the launcher, so that there is no checkout to look in.
        assertThat(yume("gym", "install")).isEqualTo(2);
        assertThat(err.toString()).contains("run ./yume gym install there");
        assertThat(yume("gym", "serve-python", "--port=0")).isEqualTo(1);
        assertThat(err.toString()).contains("is in the folder envs/gym-server of a checkout; run ./yume there");
    }
}
