package io.yume.graph;

import java.util.List;

/**
 * {@link Adam} with decoupled weight decay (Loshchilov and Hutter, 2019): before Adam's step,
 * {@code p -= rate * decay * p}. The decay is relative to the learning rate of the step, so it follows the schedule.
 *
 * @param adam rate, constants and clipping
 * @param decay of the parameters, per unit of learning rate
 */
public record AdamW(Adam adam, double decay) implements Optimizer {

    /** @throws IllegalArgumentException if the decay is negative */
    public AdamW {
        Ranges.requireNotNegative("decay", decay);
    }

    /** Adam's published defaults at a constant learning rate. */
    public static AdamW of(double rate, double decay) {
        return new AdamW(Adam.of(rate), decay);
    }

    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public List<String> slots() {
        return adam.slots();
    }

    @Override
    public Schedule rate() {
        return adam.rate();
    }

    @Override
    public Clipping clipping() {
        return adam.clipping();
    }

    @Override
    public AdamW with(Schedule schedule) {
        return new AdamW(adam.with(schedule), decay);
    }

    @Override
    public AdamW with(Clipping clip) {
        return new AdamW(adam.with(clip), decay);
    }
}
