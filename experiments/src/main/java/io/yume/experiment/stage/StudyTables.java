package io.yume.experiment.stage;

import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.StudyJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all trainings of a study came to.
 *
 * @param baselines policies without eyes
 * @param temperatures trainings by temperature, in rising order
 * @param ablations trainings by ablation
 */
record StudyTables(
        Baselines baselines,
        Map<Double, List<Trial.Outcome>> temperatures,
        Map<StudyPlan.Ablation, List<Trial.Outcome>> ablations) {

    static StudyTables of(RunContext context) throws IOException {
        StudyPlan plan = new StudyPlan(context);
        Map<Double, List<Trial.Outcome>> temperatures = new TreeMap<>();
        for (double temperature : plan.temperatures()) {
            List<Trial.Outcome> outcomes = new ArrayList<>();
            for (int training = 1; training <= plan.trainings(); training++) {
                outcomes.add(kept(context, plan.at(temperature, training)));
            }
            temperatures.put(temperature, outcomes);
        }
        Map<StudyPlan.Ablation, List<Trial.Outcome>> ablations = new TreeMap<>();
        for (StudyPlan.Ablation ablation : plan.ablations()) {
            List<Trial.Outcome> outcomes = new ArrayList<>();
            for (int training = 1; training <= plan.trainings(); training++) {
                outcomes.add(kept(context, plan.of(ablation, training, 0)));
            }
            ablations.put(ablation, outcomes);
        }
        return new StudyTables(
                Baselines.of(ReportStage.result(context, StudyStage.BASELINES)), temperatures, ablations);
    }

    private static Trial.Outcome kept(RunContext context, Trial trial) throws IOException {
        return Trial.outcome(ReportStage.result(context, trial.evolution().name()));
    }

    /** The same as {@code study.json} holds it. */
    StudyJson json() {
        List<StudyJson.Temperature> rows = new ArrayList<>();
        temperatures.forEach((temperature, outcomes) -> rows.add(new StudyJson.Temperature(
                temperature, score(dreams(outcomes)), score(reals(outcomes)), trainings(outcomes))));
        Map<String, StudyJson.Ablation> others = new TreeMap<>();
        ablations.forEach((ablation, outcomes) -> others.put(
                ablation.key(),
                new StudyJson.Ablation(
                        ablation.description(), score(dreams(outcomes)), score(reals(outcomes)), trainings(outcomes))));
        return new StudyJson(rows, others);
    }

    private static List<StudyJson.Training> trainings(List<Trial.Outcome> outcomes) {
        List<StudyJson.Training> trainings = new ArrayList<>();
        for (Trial.Outcome outcome : outcomes) {
            trainings.add(new StudyJson.Training(trainings.size() + 1L, score(outcome.dream()), score(outcome.real())));
        }
        return trainings;
    }

    private static StudyJson.Score score(double... returns) {
        return returns.length == 0
                ? null
                : new StudyJson.Score(Statistics.mean(returns), Statistics.standardDeviation(returns), returns.length);
    }

    /** Returns of all trainings in their dreams. */
    static double[] dreams(List<Trial.Outcome> outcomes) {
        return outcomes.stream()
                .flatMapToDouble(outcome -> Arrays.stream(outcome.dream()))
                .toArray();
    }

    /** Returns of all trainings in reality. */
    static double[] reals(List<Trial.Outcome> outcomes) {
        return outcomes.stream()
                .flatMapToDouble(outcome -> Arrays.stream(outcome.real()))
                .toArray();
    }

    /** The return of each held-out episode, averaged over the trainings: what can be paired. */
    static double[] perEpisode(List<Trial.Outcome> outcomes) {
        double[] means = new double[outcomes.get(0).real().length];
        for (Trial.Outcome outcome : outcomes) {
            for (int i = 0; i < means.length; i++) {
                means[i] += outcome.real()[i] / outcomes.size();
            }
        }
        return means;
    }
}
