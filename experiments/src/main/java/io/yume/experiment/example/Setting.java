package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.experiment.report.Picture;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import io.yume.train.Trainer;
import io.yume.train.TrainerPlan;
import java.util.List;
import java.util.function.BiFunction;

/**
 * An example that is ready to be trained.
 *
 * @param formulas what is trained, as LaTeX
 * @param plan how
 * @param test what it is tested on
 * @param tested what is measured there, or null for what is trained
 * @param drawing a picture of what was learned
 * @param scores what else is measured
 */
public record Setting(
        List<String> formulas,
        TrainerPlan plan,
        DataSet test,
        Objective tested,
        BiFunction<Trainer, Seed, Picture> drawing,
        List<Score> scores) {

    /** Keeps the order of the formulas and of the scores. */
    public Setting {
        formulas = List.copyOf(formulas);
        scores = List.copyOf(scores);
    }

    /** Without a score. */
    Setting(
            List<String> formulas,
            TrainerPlan plan,
            DataSet test,
            Objective tested,
            BiFunction<Trainer, Seed, Picture> drawing) {
        this(formulas, plan, test, tested, drawing, List.of());
    }

    /** With these scores. */
    Setting scoring(Score... others) {
        return new Setting(formulas, plan, test, tested, drawing, List.of(others));
    }

    /** Whether a likelihood can be measured by importance sampling. */
    public boolean hasLikelihood() {
        return scores.stream().anyMatch(LikelihoodScore.class::isInstance);
    }
}
