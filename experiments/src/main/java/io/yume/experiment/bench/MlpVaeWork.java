package io.yume.experiment.bench;

import io.yume.graph.Adam;
import io.yume.graph.Noise;
import io.yume.graph.OptimizerState;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.ProgramDescription;
import io.yume.graph.Seed;
import java.util.Map;
import java.util.Optional;

/** Training steps of {@link MlpVae}. */
final class MlpVaeWork implements Workload {

    private final MlpVae sizes;
    private final Seed seed;
    private final Parameters parameters;
    private final OptimizerState adam;
    private final Program program;
    private final Batches batches;

    MlpVaeWork(MlpVae sizes, Seed seed) {
        this.sizes = sizes;
        this.seed = seed;
        parameters = new Parameters(sizes.specs(), seed.split("parameters"));
        adam = new OptimizerState(Adam.of(1e-3), parameters);
        var loss = sizes.loss();
        program = Program.training(Map.of("loss", loss), loss, adam);
        batches = new Batches(sizes.pixels(), sizes.batch());
    }

    @Override
    public void step() {
        step(batches.next());
    }

    /** The loss of the last step, nats per example. */
    double loss() {
        return program.scalar("loss");
    }

    /** Learned tensors, to be set and read. */
    Parameters parameters() {
        return parameters;
    }

    /** One step on a batch {@code [batch, pixels]} of the caller's. */
    OptimizerState step(float[] x) {
        program.feed("x", x).run(Noise.of(seed, sizes.batch(), adam.step()));
        return adam;
    }

    @Override
    public Optional<ProgramDescription> describe(int runs) {
        return Optional.of(program.profile(runs, Noise.of(seed, sizes.batch(), adam.step())));
    }

    @Override
    public void close() {
        program.close();
        adam.close();
        parameters.close();
    }
}
