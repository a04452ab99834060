package io.yume.experiment.bench;

import io.yume.experiment.bench.Contender.Turn;
import io.yume.experiment.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The other end of {@link PeerProcess} for libraries on the JVM: answers requests until the input ends. */
public final class PeerServer {

    /** The libraries. */
    private record Library(Map<String, String> versions, Function<MlpVae, Workload> maker) {}

    private static final Map<String, Library> LIBRARIES = Map.of(
            "samediff", new Library(JvmVersions.samediff(), SameDiffVae::new),
            "dl4j", new Library(JvmVersions.dl4j(), Dl4jVae::new));

    private final Library library;
    private final int threads;
    private InProcess work;

    private PeerServer(Library library, int threads) {
        this.library = library;
        this.threads = threads;
    }

    /** The names of the libraries. */
    static List<String> libraries() {
        return List.of("samediff", "dl4j");
    }

    /**
     * Serves one library.
     *
     * @throws IllegalArgumentException if the name is unknown
     */
    public static void serve(String name, int threads, Reader requests, Writer answers)
            throws IOException, InterruptedException {
        if (!LIBRARIES.containsKey(name)) {
            throw new IllegalArgumentException("unknown library: " + name + ", known=" + libraries());
        }
        PeerServer server = new PeerServer(LIBRARIES.get(name), threads);
        BufferedReader lines = new BufferedReader(requests);
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.write(Json.line(server.answer(line.strip().split(" "))) + "\n");
                answers.flush();
            }
        } finally {
            server.end();
        }
    }

    private Map<String, Object> answer(String... request) throws InterruptedException {
        try {
            if (request[0].equals("row") && request.length == 2) {
                return prepare(request[1]);
            }
            if (request[0].equals("run") && request.length == 3 && work != null) {
                Turn turn = work.run(Integer.parseInt(request[1]), Double.parseDouble(request[2]));
                Map<String, Object> answer = new TreeMap<>(Map.of("steps", turn.steps(), "seconds", turn.seconds()));
                turn.peakRssMiB().ifPresent(peak -> answer.put("peakRssKiB", 1024 * peak));
                return answer;
            }
            return Map.of("error", "unknown request: " + request[0]);
        } catch (IOException | RuntimeException e) {
            return Map.of("error", String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Object> prepare(String name) throws IOException, InterruptedException {
        end();
        MlpVae sizes = Rows.named(List.of(name))
                .get(0)
                .mlpVae()
                .orElseThrow(() -> new IllegalArgumentException("this library has no such row: " + name));
        work = InProcess.start(name, threads, () -> library.maker().apply(sizes));
        return Map.of("row", name, "versions", library.versions());
    }

    private void end() {
        if (work != null) {
            work.close();
            work = null;
        }
    }
}
