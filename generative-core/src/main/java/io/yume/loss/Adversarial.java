package io.yume.loss;

import io.yume.distribution.Distribution;
import java.util.function.UnaryOperator;

/**
 * A game between a critic, which measures how far a model is from the data (or from another distribution), and the
 * model, which makes that distance smaller. Of both sides only draws are needed. The critic maximises {@link #critic};
 * the model minimises {@link #model} or another of its losses; each does so in a {@link Phase} of its own:
 *
 * <pre>{@code
 * Adversarial game = Adversarial.jensenShannon(generator.times(noise), critic);
 * Trainer.of(
 *     Phase.maximise("critic", game.critic().mean()).learning(critic),
 *     Phase.maximise("generator", game.nonSaturating().mean()).learning(generator));
 * }</pre>
 *
 * <p>Immutable. Every loss of the model is an expectation over its draws; where the model has to learn, its variables
 * must be pathwise or be given an estimator there: {@code game.nonSaturating().estimating("x", scoreFunction(...))}.
 */
public final class Adversarial {

    private final Distribution real;
    private final Distribution model;
    private final Critic critic;
    private final Kind kind;

    /**
     * The kind of game: what the critic's output means, and what both sides optimise.
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

    /**
     * The Wasserstein distance (Arjovsky, Chintala and Bottou, 2017). The critic's slope must be bounded, by
     * {@link #gradientPenalty} or by {@link Phase#clippingWeights}.
     */
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

    /** The same game against draws of a distribution instead of the data. */
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

    /** What the model minimises in the minimax game: the terms of {@link #critic} that depend on it. */
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
     * The same over a batch as one logarithm, {@code log mean(exp T)}, which the model maximises: the gradient has the
     * direction of {@link #maximumLikelihood}, but the weights of a batch's draws sum to 1 (as in Che et al., 2017),
     * so that it does not vanish where the critic rejects all of them. At the best critic both gradients agree up to
     * the noise of a batch's mean.
     *
     * @throws UnsupportedOperationException if the critic of this game is no logit
     */
    public Objective sharedLikelihood() {
        return overModel(logit()).logMeanExp();
    }

    /**
     * The divergence {@code KL[model || real]}, estimated by the critic's logit T of "this is real":
     * {@code -E_model[T]}. Exact where the critic of {@link #jensenShannon} is the best one (Mescheder, Nowozin and
     * Geiger, 2017).
     *
     * @throws UnsupportedOperationException if the critic of this game is no logit
     */
    public Expectation kullbackLeibler() {
        return overModel(logit().neg());
    }

    /**
     * The penalty {@code E[(|grad D| - 1)^2]} on critics whose slope differs from 1 at points between draws of both
     * sides (Gulrajani et al., 2017); a multiple of it is subtracted from what the critic maximises.
     */
    public Objective gradientPenalty() {
        return new GradientPenalty(critic, real == null ? null : real.detached(), model.detached());
    }
}
