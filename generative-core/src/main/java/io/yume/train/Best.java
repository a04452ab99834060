package io.yume.train;

import io.yume.graph.Parameters;
import io.yume.loss.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state of an early stop: the best value so far, the tensors at that time, and whether the training has ended. */
final class Best implements Kept {

    private static final String BEST = "best/";
    private static final String VALUE = BEST + "value";
    private static final String STEP = BEST + "step";
    private static final String WAITED = BEST + "waited";
    private static final String OVER = BEST + "over";

    private final EarlyStopping rule;
    private final Objective objective;
    private final boolean grows;
    /** The parameters, and their averages if there are any. */
    private final List<Parameters> learned;

    private final List<Map<String, float[]>> taken = new ArrayList<>();
    private double value = Double.NaN;
    private long step;
    private int waited;
    private boolean over;

    /**
     * @param objective that is measured
     * @param grows whether larger is better
     * @param learned the tensors to be kept when the objective is best
     */
    Best(EarlyStopping rule, Objective objective, boolean grows, List<Parameters> learned) {
        this.rule = rule;
        this.objective = objective;
        this.grows = grows;
        this.learned = List.copyOf(learned);
        take();
    }

    EarlyStopping rule() {
        return rule;
    }

    Objective objective() {
        return objective;
    }

    /** Whether the training has ended. */
    boolean over() {
        return over;
    }

    /** The step of the best value; 0 before the first measurement. */
    long step() {
        return step;
    }

    /** Takes in the value measured after an epoch; if the training is to end, restores the tensors of the best one. */
    void measured(double measured, long at) {
        double gain = grows ? measured - value : value - measured;
        boolean better = Double.isFinite(measured) && (Double.isNaN(value) || gain > 0 && gain >= rule.leastGain());
        if (better) {
            value = measured;
            step = at;
            waited = 0;
            take();
        } else {
            waited++;
        }
        if (waited >= rule.patience()) {
            end();
        }
    }

    /** Ends the training and restores the tensors of the best value, if anything was measured. */
    void end() {
        over = true;
        if (step > 0) {
            putBack();
        }
    }

    /** Copies the present tensors. */
    void take() {
        taken.clear();
        for (Parameters parameters : learned) {
            Map<String, float[]> values = new LinkedHashMap<>();
            parameters.specs().keySet().forEach(name -> values.put(name, parameters.get(name)));
            taken.add(values);
        }
    }

    private void putBack() {
        for (int i = 0; i < learned.size(); i++) {
            taken.get(i).forEach(learned.get(i)::set);
        }
    }

    @Override
    public void save(Checkpoint.Builder builder) {
        builder.put(VALUE, value).put(STEP, step).put(WAITED, waited).put(OVER, String.valueOf(over));
        for (int i = 0; i < learned.size(); i++) {
            saved(i).save(builder, taken.get(i)::get);
        }
    }

    private Saved saved(int which) {
        // A moving average has the same tensors as what it averages.
        return new Saved(
                BEST + (which == 0 ? "parameter/" : "average/"), learned.get(0).specs());
    }

    @Override
    public void check(Checkpoint checkpoint) {
        checkpoint.getDouble(VALUE);
        checkpoint.getLong(STEP);
        checkpoint.getLong(WAITED);
        checkpoint.getString(OVER);
        for (int i = 0; i < learned.size(); i++) {
            saved(i).check(checkpoint);
        }
    }

    @Override
    public void restore(Checkpoint checkpoint) {
        value = checkpoint.getDouble(VALUE);
        step = checkpoint.getLong(STEP);
        waited = Math.toIntExact(checkpoint.getLong(WAITED));
        over = Boolean.parseBoolean(checkpoint.getString(OVER));
        take();
        for (int i = 0; i < learned.size(); i++) {
            taken.get(i).putAll(saved(i).values(checkpoint));
        }
    }
}
