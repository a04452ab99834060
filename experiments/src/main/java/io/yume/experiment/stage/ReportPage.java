package io.yume.experiment.stage;

import io.yume.experiment.report.HtmlReport;
import io.yume.experiment.report.LearningCurves;
import io.yume.experiment.run.ResultJson;
import io.yume.experiment.run.RunContext;
import io.yume.train.Curves;
import io.yume.world.memory.Memory;
import io.yume.world.vision.Vision;
import java.io.IOException;

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
        context.metrics().flush();
        LearningCurves curves = LearningCurves.of(Curves.read(context.folder().directory()));
        HtmlReport page =
                HtmlReport.titled("Yume: " + result.env() + ", " + result.preset() + ", seed " + result.seed());
        new ReportScores(context, scores).write(page);
        try (Vision vision = VisionStage.trained(context);
                Memory memory = MemoryStage.trained(context)) {
            ReportPictures pictures = new ReportPictures(context, scores, new Films(context, vision, memory), vision);
            pictures.episodes(page);
            ReportModels models = new ReportModels(context, curves);
            models.vision(page);
            pictures.vision(page);
            models.exploration(page);
            models.memory(page);
            models.controller(page);
        }
        new ReportRun(context, result, curves).write(page);
        page.write(context.folder().report());
    }
}
