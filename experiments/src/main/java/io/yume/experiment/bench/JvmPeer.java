package io.yume.experiment.bench;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/**
 * A library on the JVM, in this process.
 *
 * @param name what it is called in tables
 * @param versions its packages
 * @param maker makes its work for one of the autoencoders of dense layers, on the thread that will step it
 */
record JvmPeer(String name, Map<String, String> versions, Function<MlpVae, Workload> maker) implements Peer {

    @Override
    public boolean does(Row row) {
        return row.mlpVae().isPresent();
    }

    @Override
    public Contender start(Row row, int threads) throws IOException, InterruptedException {
        MlpVae sizes = row.mlpVae().orElseThrow();
        return InProcess.start(name, threads, () -> maker.apply(sizes), versions);
    }
}
