package io.yume.experiment.bench;

import java.io.IOException;
import java.util.List;

/** Our client on the server in Python, beside the same client on our own. */
final class GymPeer implements Peer {

    /** What it is called in tables. */
    static final String NAME = "python server";

    private static final List<String> ROWS = List.of("gym-cartpole-1", "gym-cartpole-64");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean does(Row row) {
        return ROWS.contains(row.name());
    }

    @Override
    public Contender start(Row row, int threads) throws IOException, InterruptedException {
        return InProcess.start("python-server", threads, () -> GymWork.onPython("CartPole-v1", row.unitsPerStep()));
    }
}
