package io.yume.experiment.stage;

import io.yume.experiment.report.HtmlReport;
import io.yume.experiment.report.LearningCurves;
import io.yume.experiment.report.LineChart;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.train.Curves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of a study: the table of temperatures beside the published one, and the ablations. */
final class StudyPage {

    static final String FILE = "study.html";

    /** DoomTakeCover, mean and standard deviation over 100 episodes (Ha and Schmidhuber, 2018). */
    private static final Map<Double, List<String>> PUBLISHED = Map.of(
            0.1, List.of("2086 ± 140", "193 ± 58"),
            0.5, List.of("2060 ± 277", "196 ± 50"),
            1.0, List.of("1145 ± 690", "868 ± 511"),
            1.15, List.of("918 ± 546", "1092 ± 556"),
            1.3, List.of("732 ± 269", "753 ± 139"));

    private final RunContext context;
    private final RunConfig config;
    private final StudyPlan plan;
    private final StudyTables tables;

    StudyPage(RunContext context, StudyTables tables) {
        this.context = context;
        this.tables = tables;
        config = context.config();
        plan = new StudyPlan(context);
    }

    void write() throws IOException {
        HtmlReport page = HtmlReport.titled(
                "Yume: a study of " + config.env() + ", " + config.preset() + ", seed " + config.seed());
        temperatures(page);
        ablations(page);
        curves(page);
        cost(page);
        page.section("Configuration");
        page.code(RunConfigs.yaml(config));
        page.write(context.folder().path(FILE));
    }

    private void temperatures(HtmlReport page) {
        page.section("Temperature of the dream");
        page.paragraph("Controllers evolved in dreams of several temperatures, " + plan.trainings()
                + " trainings each, scored over " + config.evaluate().episodes()
                + " episodes in the dream of their own temperature and in the real environment: mean ± standard "
                + "deviation over the episodes of all trainings. All share one Vision and one Memory, and the same real "
                + "episodes. The paper's numbers are of DoomTakeCover, another game with the same rewards and cap.");
        page.table(
                List.of("temperature", "dream", "real", "real, each training", "paper: dream", "paper: real"),
                tables.temperatures().entrySet().stream()
                        .map(entry -> {
                            List<String> paper = PUBLISHED.getOrDefault(entry.getKey(), List.of("", ""));
                            return HtmlReport.row(
                                    entry.getKey(),
                                    Words.spread(StudyTables.dreams(entry.getValue())),
                                    Words.spread(StudyTables.reals(entry.getValue())),
                                    each(entry.getValue()),
                                    paper.get(0),
                                    paper.get(1));
                        })
                        .toList());
        page.table(
                List.of("policy without eyes", "real", "paper: real"),
                List.of(
                        HtmlReport.row("random", Words.spread(tables.baselines().random()), "210 ± 108"),
                        HtmlReport.row(
                                "best open loop: " + tables.baselines().openLoopPolicy(),
                                Words.spread(tables.baselines().openLoop()),
                                "")));
        page.chart(chart());
    }

    private LineChart chart() {
        double[] x = plan.temperatures().stream().mapToDouble(value -> value).toArray();
        double[] dream = new double[x.length];
        double[] real = new double[x.length];
        double[] random = new double[x.length];
        double[] openLoop = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            List<Trial.Outcome> outcomes = tables.temperatures().get(x[i]);
            dream[i] = Statistics.mean(StudyTables.dreams(outcomes));
            real[i] = Statistics.mean(StudyTables.reals(outcomes));
            random[i] = Statistics.mean(tables.baselines().random());
            openLoop[i] = Statistics.mean(tables.baselines().openLoop());
        }
        return LineChart.titled("Mean return", "temperature")
                .line("dream", x, dream)
                .line("real", x, real)
                .line("random", x, random)
                .line("open loop", x, openLoop);
    }

    private void ablations(HtmlReport page) {
        List<Trial.Outcome> reference = tables.temperatures().get(plan.reference());
        double[] paired = StudyTables.perEpisode(reference);
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("reference", "the controller sees z and h of the trained Memory", reference, ""));
        tables.ablations().forEach((ablation, outcomes) -> {
            double p = Statistics.pairedPermutationTest(
                    paired,
                    StudyTables.perEpisode(outcomes),
                    EvaluateStage.seed(context).value());
            rows.add(row(ablation.key(), ablation.description(), outcomes, Words.p(p)));
        });
        page.section("Ablations");
        page.paragraph("At temperature " + plan.reference() + ", each training with as many steps as the reference "
                + "training of the same seed, to the end of the generation in which it has made them. \"Reference is "
                + "better\" is a one-sided paired permutation test over the real episodes, each averaged over the "
                + "trainings.");
        page.table(
                List.of(
                        "what",
                        "dream",
                        "real",
                        "real, each training",
                        "steps, mean",
                        "reference is better",
                        "difference"),
                rows);
    }

    private static List<String> row(String name, String description, List<Trial.Outcome> outcomes, String chance) {
        return HtmlReport.row(
                name,
                Words.spread(StudyTables.dreams(outcomes)),
                Words.spread(StudyTables.reals(outcomes)),
                each(outcomes),
                Words.whole(outcomes.stream()
                        .mapToLong(Trial.Outcome::steps)
                        .average()
                        .orElse(0)),
                chance,
                description);
    }

    private static String each(List<Trial.Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> Words.whole(Statistics.mean(outcome.real())))
                .collect(Collectors.joining(", "));
    }

    private void curves(HtmlReport page) throws IOException {
        context.metrics().flush();
        LearningCurves curves = LearningCurves.of(Curves.read(context.folder().directory()));
        page.section("Learning curves");
        for (double temperature : plan.temperatures()) {
            page.chart(curves.chart(
                    "Temperature " + temperature + ": mean return in training",
                    "generation",
                    means(training -> plan.at(temperature, training))));
        }
        for (StudyPlan.Ablation ablation : plan.ablations()) {
            page.chart(curves.chart(
                    ablation.key() + ": mean return in training",
                    "generation",
                    means(training -> plan.of(ablation, training, 0))));
        }
    }

    /** Which training has a number. */
    private interface Trainings {
        Trial numbered(int training);
    }

    private Map<String, String> means(Trainings trainings) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int training = 1; training <= plan.trainings(); training++) {
            labels.put(trainings.numbered(training).evolution().name() + "/mean", "training " + training);
        }
        return labels;
    }

    private void cost(HtmlReport page) throws IOException {
        page.section("What it cost");
        List<List<String>> rows = new ArrayList<>();
        for (Stage stage : DreamStages.learned(config)) {
            rows.add(
                    HtmlReport.row(stage.name(), Words.duration(context.folder().stageSeconds(stage.name()))));
        }
        rows.add(HtmlReport.row(
                StudyStage.BASELINES, Words.duration(context.folder().stageSeconds(StudyStage.BASELINES))));
        for (double temperature : plan.temperatures()) {
            rows.add(HtmlReport.row("temperature " + temperature, time(training -> plan.at(temperature, training))));
        }
        for (StudyPlan.Ablation ablation : plan.ablations()) {
            rows.add(HtmlReport.row(ablation.key(), time(training -> plan.of(ablation, training, 0))));
        }
        page.table(List.of("work", "time"), rows);
    }

    private String time(Trainings trainings) throws IOException {
        double seconds = 0;
        for (int training = 1; training <= plan.trainings(); training++) {
            seconds += context.folder()
                    .stageSeconds(trainings.numbered(training).evolution().name());
        }
        return Words.duration(seconds);
    }
}
