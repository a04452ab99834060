package io.yume.loss;

import io.yume.distribution.Distribution;
import java.util.function.UnaryOperator;

/**
 * A distance between the data, or a distribution, and a model that a critic measures while the model makes it smaller. Both only need
 * draws. The critic maximises {@link #critic}; the model minimises {@link #model} or another of its losses; each in a {@link Phase} of its
 * own:
 *
 * <pre>{@code
 * Adversarial game = Adversarial.jensenShannon(generator.times(noise), critic);
 * Trainer.of(
 *     Phase.maximise("critic", game.critic().mean()).learning(critic),
 *     Phase.maximise("generator", game.nonSaturating().mean()).learning(generator));
 * }</pre>
 *
 * <p>Immutable. Where the model has to learn, its variables must be pathwise or have an estimator in the expectation that a loss is: {@code
 * game.nonSaturating().estimating("x", scoreFunction(...))}.
 */
public final class Adversarial {

    private final Distribution real;
    private final Distribution model;
    private final Critic critic;
    private final Kind kind;

    /**
     * What is played for.
     *
     * @param logit whether the best critic is {@code log real/model}
     */
    private record Kind(
            String name,
            boolean logit,
            UnaryOperator<Objective> onReal,
            UnaryOperator<Objective> onModel,
            UnaryOperator<Objective> ofModel) {}

    private Adversarial(Distribution real, Distribution model, Critic critic, Kind kind) {
        this.real = real;
        this.model = model;
        this.critic = critic;
        this.kind = kind;
        for (String name : critic.given()) {
            if (real != null
                    && !real.variables().contains(name)
                    && !real.given().contains(name)) {
                throw new IllegalArgumentException(
                        "a critic sees what both sides draw: variable=" + name + ", side=" + real);
            }
        }
        if (critic.given().stream().noneMatch(model.variables()::contains)) {
            throw new IllegalArgumentException(
                    "a critic must see a variable of the model: critic=" + critic + ", model=" + model);
        }
    }

    /** The game of Goodfellow et al. (2014) against the data; the critic is the logit of "this is data". */
    public static Adversarial jensenShannon(Distribution model, Critic critic) {
        return divergence(FDivergence.GAN, model, critic);
    }

    /** An f-divergence (Nowozin, Cseke and Tomioka, 2016) of the data from a model. */
    public static Adversarial divergence(FDivergence f, Distribution model, Critic critic) {
        Kind kind = new Kind(
                f.name(), f.isLogit(), f::onLeft, f::onRight, v -> f.onRight(v).neg());
        return new Adversarial(null, model, critic, kind);
    }

    /** The distance of Wasserstein (Arjovsky, Chintala and Bottou, 2017); the critic must be kept from growing steep. */
    public static Adversarial wasserstein(Distribution model, Critic critic) {
        return new Adversarial(null, model, critic, new Kind("Wasserstein", false, v -> v, v -> v, Objective::neg));
    }

    /** The hinge loss (Lim and Ye, 2017; Miyato et al., 2018). */
    public static Adversarial hinge(Distribution model, Critic critic) {
        Kind kind = new Kind(
                "hinge",
                false,
                v -> v.minus(1).min(0),
                v -> v.neg().minus(1).min(0).neg(),
                Objective::neg);
        return new Adversarial(null, model, critic, kind);
    }

    /** The same against draws of a distribution in place of the data. */
    public Adversarial against(Distribution other) {
        return new Adversarial(other, model, critic, kind);
    }

    private Objective overReal(Objective of) {
        return real == null
                ? Objectives.overData(of, critic.given().toArray(String[]::new))
                : Expectation.fantasy(real.detached(), of);
    }

    private Expectation overModel(Objective of) {
        return Expectation.fantasy(model, of);
    }

    /** What the critic maximises: a lower bound on the distance. The model is not trained by it. */
    public Objective critic() {
        return overReal(kind.onReal().apply(critic))
                .minus(Expectation.fantasy(model.detached(), kind.onModel().apply(critic)));
    }

    /** What the model minimises: its part of what the critic maximises (minimax). */
    public Expectation model() {
        return overModel(kind.ofModel().apply(critic));
    }

    /** The critic, where it is the logit of "this is real". */
    private Objective logit() {
        if (!kind.logit()) {
            throw new UnsupportedOperationException(
                    "this loss needs a critic that is a logit: use model(): game=" + kind.name());
        }
        return critic;
    }

    /**
     * What the model maximises instead in the game of Goodfellow et al. (2014): {@code E[log D]}.
     *
     * @throws UnsupportedOperationException if the critic of this game is no logit
     */
    public Expectation nonSaturating() {
        return overModel(logit().logSigmoid());
    }

    /**
     * What the model minimises instead to make the data likely (Goodfellow, 2014): {@code -E[D / (1 - D)]}, whose gradient at the best critic
     * is that of {@code KL[data || model]}.
     *
     * @throws UnsupportedOperationException if the critic of this game is no logit
     */
    public Expectation maximumLikelihood() {
        return overModel(logit().exp().neg());
    }

    /**
     * The logarithm of the same over a batch, {@code log mean(exp T)}, which the model maximises: the direction is that of {@link
     * #maximumLikelihood}, but draws share weights that sum to 1 (as in Che et al., 2017), so that it does not vanish where the critic takes
     * all of them for draws. Where the critic is the best one, the slopes are equal but for what a batch's mean varies.
     *
     * @throws UnsupportedOperationException if the critic of this game is no logit
     */
    public Objective sharedLikelihood() {
        return overModel(logit()).logMeanExp();
    }

    /**
     * The divergence {@code KL[model || real]} by the critic's logit of "this is real": {@code -E_model[T]}. Exact where the critic of
     * {@link #jensenShannon} is the best one (Mescheder, Nowozin and Geiger, 2017).
     *
     * @throws UnsupportedOperationException if the critic of this game is no logit
     */
    public Expectation kullbackLeibler() {
        return overModel(logit().neg());
    }

    /**
     * How far the slope of the critic is from 1 between both sides (Gulrajani et al., 2017): {@code E[(|grad D| - 1)^2]}, to be subtracted
     * from what the critic maximises.
     */
    public Objective gradientPenalty() {
        return new GradientPenalty(critic, real == null ? null : real.detached(), model.detached());
    }
}
