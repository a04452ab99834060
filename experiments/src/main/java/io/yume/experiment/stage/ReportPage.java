package io.yume.experiment.stage;

import io.yume.experiment.report.HtmlReport;
import io.yume.experiment.run.ResultJson;
import io.yume.experiment.run.RunContext;
import java.io.IOException;
import java.util.List;

/** The page for the reader: what the run came to, with pictures. */
final class ReportPage {

    private final RunContext context;
    private final Scores scores;
    private final ResultJson result;

    ReportPage(RunContext context, Scores scores, ResultJson result) {
        this.context = context;
        this.scores = scores;
        this.result = result;
    }

    void write() throws IOException {
        HtmlReport report = HtmlReport.titled("Yume: " + result.env() + ", seed " + result.seed());
        report.section("Scores");
        report.table(
                List.of("policy", "mean return"),
                List.of(
                        HtmlReport.row("random", result.random().mean()),
                        HtmlReport.row(
                                "open loop: " + scores.openLoopPolicy(),
                                result.openLoop().mean()),
                        HtmlReport.row("controller in reality", result.real().mean()),
                        HtmlReport.row("controller in the dream", result.dream().mean())));
        report.write(context.folder().report());
    }
}
