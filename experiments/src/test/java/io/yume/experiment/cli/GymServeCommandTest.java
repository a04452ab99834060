package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.env.Environment;
import io.yume.env.gym.client.GymClient;
import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GymServeCommandTest {

    @TempDir
    private Path temporary;

    private static int run(StringWriter err, String... args) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return Main.run(new Stages(), nowhere, new PrintWriter(err), false, args);
    }

    @Test
    void servesUntilAClientShutsItDown() throws Exception {
        Path token = Files.writeString(temporary.resolve("token"), "sesame\nnot this\n");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (PipedReader pipe = new PipedReader();
                PipedWriter into = new PipedWriter(pipe);
                BufferedReader lines = new BufferedReader(pipe)) {
            Future<Integer> status = thread.submit(() -> Main.run(
                    new Stages(),
                    new PrintWriter(into),
                    new PrintWriter(new StringWriter()),
                    false,
                    "gym",
                    "serve",
                    "--port",
                    "0",
                    "--token-file",
                    token.toString()));
            String line = lines.readLine();
            assertThat(line).matches("serving \\d+ environments at http://127\\.0\\.0\\.1:\\d+ \\(Ctrl-C stops\\)");
            String url = line.split(" ", -1)[4];
            try (GymClient client =
                    GymClient.of(url, GymClientOptions.defaults().withToken("sesame"))) {
                try (Environment environment = client.make("CartPole-v1")) {
                    environment.reset(1);
                    assertThat(environment.step(new float[] {1}).reward()).isEqualTo(1);
                }
                client.shutDownServer();
            }
            assertThat(status.get()).isZero();
        } finally {
            thread.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--host 0.0.0.0|an address that others can reach needs a token (--token-file): host=0.0.0.0",
                "--port 70000|port must be in 0..65535: port=70000",
                "--max-instances 0|limits must be >= 1: instances=0",
                "--lease 0|lease must be > 0",
                "--prot 1|did you mean --port?"
            })
    void saysWhatIsWrongWithItsOptions(String options, String message) {
        StringWriter err = new StringWriter();
        assertThat(run(err, ("gym serve " + options).split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        StringWriter err = new StringWriter();
        try (GymServer server = GymServer.start(GymServerOptions.defaults().withPort(0))) {
            assertThat(run(err, "gym", "serve", "--port", Integer.toString(server.port())))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("in use").contains("127.0.0.1:" + server.port());
        }
    }

    @Test
    void gymAloneSaysWhatCanBeDone() {
        StringWriter err = new StringWriter();
        assertThat(run(err, "gym")).isEqualTo(2);
        assertThat(err.toString()).contains("./yume gym serve");
    }
}
