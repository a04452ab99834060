package io.yume.train;

import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exponential moving average of learned tensors (Polyak and Juditsky, 1992), in memory of its own: after n steps, each of which gave
 * {@code v_i}, it is the mean of all v_i with weights {@code decay^(n - i)}. So what the tensors started with is not in it, and no step is too
 * early for it.
 */
final class MovingAverage implements Kept, AutoCloseable {

    private static final String AVERAGE = "average/";

    private final double decay;
    private final Parameters source;
    private final Parameters average;

    MovingAverage(double decay, Parameters source) {
        this.decay = decay;
        this.source = source;
        Map<String, Spec> zeros = new LinkedHashMap<>();
        source.specs().forEach((name, spec) -> zeros.put(name, new Spec(spec.shape(), Initial.zeros())));
        average = new Parameters(zeros, Seed.root(0));
        average.approach(source, 1);
    }

    /** Takes in what a step gave. */
    void follow(long step) {
        double weights = -StrictMath.expm1(step * StrictMath.log(decay));
        average.approach(source, step == 1 ? 1 : (1 - decay) / weights);
    }

    Parameters parameters() {
        return average;
    }

    @Override
    public void save(Checkpoint.Builder builder) {
        average.specs()
                .forEach((name, spec) -> builder.tensor(
                        AVERAGE + name, average.get(name), spec.shape().dims()));
    }

    @Override
    public void check(Checkpoint checkpoint) {
        average.specs()
                .forEach((name, spec) -> Trainer.requireSame(
                        AVERAGE + name, spec.shape().size(), checkpoint.floats(AVERAGE + name).length));
    }

    @Override
    public void restore(Checkpoint checkpoint) {
        average.specs().keySet().forEach(name -> average.set(name, checkpoint.floats(AVERAGE + name)));
    }

    @Override
    public void close() {
        average.close();
    }
}
