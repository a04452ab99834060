package io.yume.experiment.bench;

import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import java.util.Optional;

/** Rows that take next to no time. */
final class TinyRows {

    private TinyRows() {}

    static Row row(String name) {
        MlpVae sizes = new MlpVae(6, 4, 2, 3);
        return new Row(
                name, "tiny", 2, Flops.mlpVae(sizes), Optional.of(sizes), () -> new MlpVaeWork(sizes, Seed.root(1)));
    }

    /** A row whose work does nothing, and cannot be described. */
    static Row undescribed(String name) {
        return new Row(name, "nothing", 1, 1, Optional.empty(), () -> new Workload() {
            @Override
            public void step() {
                // Nothing is measured but the call.
            }

            @Override
            public Optional<ProgramDescription> describe(int runs) {
                throw new IllegalStateException("too small");
            }

            @Override
            public void close() {
                // It holds nothing.
            }
        });
    }

    /** A row whose work cannot be made. */
    static Row broken(String name) {
        return new Row(name, "broken", 1, 1, Optional.empty(), () -> {
            throw new IllegalStateException("no memory for this");
        });
    }
}
