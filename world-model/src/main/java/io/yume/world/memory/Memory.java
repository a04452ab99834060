package io.yume.world.memory;

import io.yume.graph.Parameters;
import io.yume.graph.Seed;

/** A trained or fresh Memory: its sizes and its learned tensors. */
public final class Memory implements AutoCloseable {

    private final MemoryConfig config;
    private final Parameters parameters;

    /** Fresh parameters. */
    public Memory(MemoryConfig config, Seed seed) {
        this.config = config;
        parameters = new Parameters(new MemoryNetwork(config).specs(), seed);
    }

    /** The sizes. */
    public MemoryConfig config() {
        return config;
    }

    /** The learned tensors; owned by this object. */
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
