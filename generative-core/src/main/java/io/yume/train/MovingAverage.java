package io.yume.train;

import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exponential moving average of learned tensors (Polyak and Juditsky, 1992), in memory of its own: after n steps
 * with the values {@code v_1, ..., v_n} it is their mean with weights proportional to {@code decay^(n - i)}. So the
 * initial values are not in it, and it is meaningful from the first step.
 */
final class MovingAverage implements Kept, AutoCloseable {

    /** The prefix of averages in checkpoints. */
    static final String AVERAGE = "average/";

    private final double decay;
    private final Parameters source;
    private final Parameters average;

    MovingAverage(double decay, Parameters source) {
        this.decay = decay;
        this.source = source;
        Map<String, Spec> zeros = new LinkedHashMap<>();
        source.specs().forEach((name, spec) -> zeros.put(name, new Spec(spec.shape(), Initial.zeros())));
        average = new Parameters(zeros, Seed.root(0));
        restart();
    }

    /** Begins anew, with the present values as initial ones, which are not part of the average. */
    void restart() {
        average.approach(source, 1);
    }

    /** Takes in the values after a step. */
    void follow(long step) {
        double weights = -StrictMath.expm1(step * StrictMath.log(decay));
        average.approach(source, step == 1 ? 1 : (1 - decay) / weights);
    }

    Parameters parameters() {
        return average;
    }

    @Override
    public void save(Checkpoint.Builder builder) {
        saved().save(builder, average::get);
    }

    @Override
    public void check(Checkpoint checkpoint) {
        saved().check(checkpoint);
    }

    @Override
    public void restore(Checkpoint checkpoint) {
        saved().values(checkpoint).forEach(average::set);
    }

    private Saved saved() {
        return new Saved(AVERAGE, source.specs());
    }

    @Override
    public void close() {
        average.close();
    }
}
