package io.yume.experiment.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program that speaks the protocol of {@link PeerProcess}; each row gets a process of its own, so that one cannot disturb
 * the next and its memory can be told.
 *
 * @param name what it is called in tables
 * @param command program and arguments
 * @param rows what the names of its rows begin with
 * @param cache a folder for what it compiles
 * @param patience how long an answer may take
 */
record ProcessPeer(String name, List<String> command, List<String> rows, Path cache, Duration patience)
        implements Peer {

    ProcessPeer {
        command = List.copyOf(command);
        rows = List.copyOf(rows);
    }

    @Override
    public boolean does(Row row) {
        return rows.stream().anyMatch(row.name()::startsWith);
    }

    @Override
    public Contender start(Row row, int threads) throws IOException, InterruptedException {
        PeerProcess process = process(threads);
        try {
            process.prepare(row.name());
            return process;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** The bare process. */
    PeerProcess process(int threads) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (String variable : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            environment.put(variable, Integer.toString(threads));
        }
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        environment.put("TORCHINDUCTOR_CACHE_DIR", cache.resolve("compiled").toString());
        return PeerProcess.start(name, command, environment, patience);
    }
}
