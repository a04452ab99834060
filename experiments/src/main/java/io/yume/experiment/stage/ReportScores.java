package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.report.HtmlReport;
import io.yume.experiment.report.LineChart;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the controller is worth, beside policies without eyes and other ways to train it. */
final class ReportScores {

    /** What a difference must reach to be called one. */
    private static final double SIGNIFICANT = 0.01;

    private final RunContext context;
    private final Scores scores;
    private final JsonNode evaluated;
    private final List<Row> rows = new ArrayList<>();

    private record Row(String label, double[] returns, double capShare, String chance) {}

    ReportScores(RunContext context, Scores scores) throws IOException {
        this.context = context;
        this.scores = scores;
        evaluated = ReportStage.result(context, EvaluateStage.NAME);
        rows.add(new Row("controller in reality", scores.real(), scores.realCapShare(), ""));
        rows.add(new Row("random", scores.random(), scores.randomCapShare(), Words.p(scores.pBeatsRandom())));
        rows.add(new Row(
                "best open loop: " + scores.openLoopPolicy(),
                scores.openLoop(),
                scores.openLoopCapShare(),
                Words.p(scores.pBeatsOpenLoop())));
        for (Rival rival : Rival.of(context)) {
            Trial.Outcome outcome = Trial.outcome(
                    ReportStage.result(context, rival.trial().evolution().name()));
            rows.add(new Row(
                    rival.label(),
                    outcome.real(),
                    outcome.realCapShare(),
                    Words.p(evaluated
                            .at("/rivals/" + rival.key() + "/pIsBeaten")
                            .asDouble())));
        }
        rows.add(new Row("controller in its dream", scores.dream(), scores.dreamCapShare(), ""));
    }

    void write(HtmlReport page) {
        double[] real = scores.real();
        page.section("What it came to");
        page.headline(
                Words.whole(Statistics.mean(real)),
                "controller in reality, 95 % interval of the mean " + Words.interval(real));
        page.headline(Words.whole(Statistics.mean(scores.random())), "random policy");
        page.headline(
                Words.whole(Statistics.mean(scores.openLoop())), "best open-loop policy, " + scores.openLoopPolicy());
        page.headline(
                Words.whole(Statistics.mean(scores.dream())),
                "controller in its dream, temperature "
                        + context.config().dream().temperature());
        page.paragraph(verdict());
        page.table(
                List.of(
                        "policy",
                        "mean return",
                        "sd",
                        "95 % interval",
                        "at the cap",
                        "episodes",
                        "controller is better"),
                rows.stream().map(ReportScores::cells).toList());
        page.paragraph("Real scores are of the same " + real.length + " held-out episodes, cut at " + scores.cap()
                + " steps; dreams are cut at " + context.config().dream().maxSteps()
                + ". \"Controller is better\" is a one-sided paired permutation test of the mean over these "
                + "episodes. The best open-loop policy was chosen on other episodes; the controller is the mean of the "
                + "last distribution, not the best that was seen.");
        LineChart chart = LineChart.titled("Share of episodes above a return", "return");
        rows.forEach(row -> survival(chart, row));
        page.chart(chart);
    }

    private static List<String> cells(Row row) {
        return HtmlReport.row(
                row.label(),
                Words.one(Statistics.mean(row.returns())),
                Words.one(Statistics.standardDeviation(row.returns())),
                Words.interval(row.returns()),
                Words.percent(row.capShare()),
                row.returns().length,
                row.chance());
    }

    /** One sentence that promises nothing which the test does not hold. */
    private String verdict() {
        boolean random = scores.pBeatsRandom() < SIGNIFICANT;
        boolean openLoop = scores.pBeatsOpenLoop() < SIGNIFICANT;
        String where = context.config().evolve().in() == RunConfig.World.DREAM
                ? "The controller, evolved only inside its dream, "
                : "The controller, evolved in reality, ";
        String againstRandom = "the random policy (" + Words.p(scores.pBeatsRandom()) + ")";
        String againstOpenLoop = "the best open-loop policy (" + Words.p(scores.pBeatsOpenLoop()) + ")";
        if (random && openLoop) {
            return where + "beats both " + againstRandom + " and " + againstOpenLoop + " in the real environment.";
        }
        if (random || openLoop) {
            return where + "beats " + (random ? againstRandom : againstOpenLoop) + " in the real environment, but not "
                    + (random ? againstOpenLoop : againstRandom) + ".";
        }
        return where + "beats neither " + againstRandom + " nor " + againstOpenLoop + " in the real environment.";
    }

    /** A curve that falls by one episode's share at each return. */
    private static void survival(LineChart chart, Row row) {
        double[] sorted = row.returns().clone();
        Arrays.sort(sorted);
        double[] x = new double[2 * sorted.length + 1];
        double[] share = new double[x.length];
        share[0] = 1;
        for (int i = 0; i < sorted.length; i++) {
            x[2 * i + 1] = sorted[i];
            share[2 * i + 1] = 1 - (double) i / sorted.length;
            x[2 * i + 2] = sorted[i];
            share[2 * i + 2] = 1 - (i + 1.0) / sorted.length;
        }
        x[0] = Math.min(0, sorted[0]);
        chart.line(row.label().replaceFirst("controller in (its )?", "").replaceFirst(":.*", ""), x, share);
    }
}
