package io.yume.experiment.gym;

import static org.junit.jupiter.api.Assumptions.abort;

import io.yume.experiment.bench.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The Gym server in Python, for tests that are skipped by name where it is not installed. */
public final class LivePython {

    private LivePython() {}

    public static PythonGym find() {
        try {
            return PythonGym.find(Optional.of(Path.of("..", "envs", "gym-server")), Peers.cache());
        } catch (IOException e) {
            return abort("without Python: " + e.getMessage());
        }
    }

    public static PythonGymServer start(PythonGym python) throws IOException, InterruptedException {
        return PythonGymServer.start(python, List.of("--port", "0"), Duration.ofMinutes(5));
    }
}
