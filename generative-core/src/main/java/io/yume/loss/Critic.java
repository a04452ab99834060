package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Factor;
import io.yume.distribution.Law;
import io.yume.distribution.Notation;
import io.yume.graph.Node;
import io.yume.nn.Network;
import java.util.List;

/**
 * A learned function of variables, one number per example: a discriminator, a critic, or a log-density up to its
 * constant. As an {@link Objective} it is that number.
 */
public final class Critic implements Objective {

    private final String letter;
    private final Factor factor;

    private Critic(String letter, Factor factor) {
        this.letter = letter;
        this.factor = factor;
    }

    /**
     * A function of variables, which a network sees joined into one row.
     *
     * @param letter its letter in formulas, and the name of its learned tensors
     * @param network gives one number per row
     * @param variables its arguments, in the order of the row
     * @throws IllegalArgumentException if there is no variable
     */
    public static Critic of(String letter, Network network, String... variables) {
        return new Critic(
                letter, Deterministic.of(letter).given(variables).by(network).named(letter));
    }

    /** Its arguments. */
    public List<String> given() {
        return factor.given();
    }

    /** The same function, with the same learned tensors, of another variable in place of one. */
    public Critic rename(String from, String to) {
        return new Critic(letter, factor.rename(from, to));
    }

    Factor factor() {
        return factor;
    }

    @Override
    public Node lower(Scope scope) {
        return scope.within(this, () -> {
            Law law = factor.law(scope);
            if (law.event().size() != 1) {
                throw new IllegalArgumentException(
                        "a critic is one number per example: expected=[1], actual=" + law.event());
            }
            return Axes.sumLast(law.mean().orElseThrow(), law.event().rank());
        });
    }

    @Override
    public String print(Notation notation) {
        return letter + "(" + notation.variables(given()) + ")";
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public String toString() {
        return text();
    }
}
