package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Peers that are small shell scripts, most of them ill-behaved. */
@DisabledOnOs(OS.WINDOWS)
class PeerProcessTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static PeerProcess shell(String script, Duration patience) throws IOException {
        return PeerProcess.start("fake", List.of("/bin/sh", "-c", script), Map.of("GREETING", "hello"), patience);
    }

    @Test
    void answersOneRequestAfterTheOther() throws Exception {
        try (PeerProcess peer = shell(
                "read a; echo '{\"row\": 1, \"versions\": {\"sh\": \"'$GREETING'\"}}';"
                        + " read b; echo \"{\\\"steps\\\": 7, \\\"seconds\\\": 0.5, \\\"peakRssKiB\\\": 2048}\";"
                        + " read c; echo \"{\\\"asked\\\": \\\"$a/$b/$c\\\"}\"",
                LONG)) {
            peer.prepare("some-row");
            assertThat(peer.versions()).containsExactly(Map.entry("sh", "hello"));
            Contender.Turn turn = peer.run(5, 0.25);
            assertThat(turn.steps()).isEqualTo(7);
            assertThat(turn.millisecondsPerStep()).isEqualTo(500.0 / 7);
            assertThat(turn.peakRssMiB()).hasValue(2);
            assertThat(peer.ask("last").get("asked").asText()).isEqualTo("row some-row/run 5 0.250/last");
        }
    }

    @Test
    void tellsHowADeadPeerEnded() throws Exception {
        try (PeerProcess peer = shell("read a; echo first >&2; echo 'no such module' >&2; exit 3", LONG)) {
            assertThatThrownBy(() -> peer.prepare("row"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("fake ended with status 3: no such module");
            assertThatThrownBy(() -> peer.run(1, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("fake ended with status 3: no such module");
        }
    }

    @Test
    void quotesRubbishAndEndsWhoSpeaksIt() throws Exception {
        for (String rubbish : List.of("hello there", "[1, 2]", "{\"steps\": ")) {
            try (PeerProcess peer = shell("read a; echo '" + rubbish + "'; read b; sleep 600", LONG)) {
                assertThatThrownBy(() -> peer.ask("row x"))
                        .isInstanceOf(IOException.class)
                        .hasMessage("fake must answer with a JSON object: " + rubbish);
                assertThat(peer.ended(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void doesNotTakeAnAnswerWithoutNumbers() throws Exception {
        try (PeerProcess peer = shell("read a; echo '{\"steps\": 2, \"seconds\": 0.1}'; sleep 600", LONG)) {
            assertThatThrownBy(() -> peer.run(20, 0.1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("fake must answer with its steps and seconds: {\"steps\":2");
        }
    }

    @Test
    void passesARefusalOn() throws Exception {
        try (PeerProcess peer = shell("while read a; do echo '{\"error\": \"cannot\"}'; done", LONG)) {
            assertThatThrownBy(() -> peer.prepare("row")).hasMessage("fake refused: cannot");
            assertThatThrownBy(() -> peer.run(1, 0)).hasMessage("fake refused: cannot");
        }
    }

    @Test
    void endsWhoHangsAndWhatItStarted() throws Exception {
        try (PeerProcess peer =
                shell("sleep 600 & read a; echo \"{\\\"child\\\": $!}\"; read b; wait", Duration.ofSeconds(5))) {
            long child = peer.ask("who").get("child").asLong();
            assertThatThrownBy(() -> peer.ask("run 1 0"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("fake did not answer \"run 1 0\" within 5.0 s and was ended");
            assertThat(peer.ended(60, TimeUnit.SECONDS)).isTrue();
            ProcessHandle.of(child).ifPresent(left -> left.onExit().join());
        }
    }

    @Test
    void leavesNobodyBehindWhenClosed() throws Exception {
        PeerProcess peer = shell("while read a; do echo '{}'; done", LONG);
        peer.ask("anything");
        peer.close();
        assertThat(peer.ended(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysThatAProgramIsMissing() {
        String program = Path.of("no", "such", "program").toString();
        assertThatThrownBy(() -> PeerProcess.start("fake", List.of(program), Map.of(), LONG))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("fake cannot be started: ")
                .hasMessageContaining(program);
    }
}
