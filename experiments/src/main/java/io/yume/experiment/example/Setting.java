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
 */
public record Setting(
        List<String> formulas,
        TrainerPlan plan,
        DataSet test,
        Objective tested,
        BiFunction<Trainer, Seed, Picture> drawing) {

    /** Keeps the order of the formulas. */
    public Setting {
        formulas = List.copyOf(formulas);
    }
}
