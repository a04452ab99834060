package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.report.HtmlReport;
import io.yume.experiment.report.LearningCurves;
import io.yume.experiment.report.LineChart;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.world.memory.MemoryReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What Vision, Memory and the controller learned, in tables and curves. */
final class ReportModels {

    private static final List<String> MEASURE = List.of("measure", "value", "what it is");

    private final RunContext context;
    private final RunConfig config;
    private final LearningCurves curves;

    ReportModels(RunContext context, LearningCurves curves) {
        this.context = context;
        this.curves = curves;
        config = context.config();
    }

    void vision(HtmlReport page) throws IOException {
        JsonNode result = ReportStage.result(context, VisionStage.NAME);
        page.section("Vision");
        page.table(
                MEASURE,
                List.of(
                        HtmlReport.row(
                                "squared error",
                                Words.fixed(result.path("squaredError").asDouble(), 2),
                                "sum over the 12,288 values of a frame, from a drawn code"),
                        HtmlReport.row("KL, raw", Words.fixed(result.path("kl").asDouble(), 2), "nats per frame"),
                        HtmlReport.row(
                                "KL, floored",
                                Words.fixed(result.path("flooredKl").asDouble(), 2),
                                "nats per frame; the floor is "
                                        + Words.one(config.vision().freeBits()
                                                * config.vision().latents())),
                        HtmlReport.row(
                                "on the floor",
                                Words.percent(result.path("floorShare").asDouble()),
                                "of the frames: for these the divergence costs nothing more"),
                        HtmlReport.row(
                                "active units",
                                Words.whole(result.path("activeUnits").asDouble()),
                                "of " + config.vision().latents() + " latents, variance of the mean above 0.01")));
        page.paragraph(Words.whole(result.path("parameters").asDouble()) + " parameters, "
                + Words.whole(result.path("steps").asDouble()) + " steps of "
                + config.vision().batch()
                + " frames. Measured on frames of episodes that were not trained on.");
        page.chart(curves.chart("Vision: squared error", "step", VisionStage.NAME + "/squaredError")
                .logarithmic());
        page.chart(curves.chart(
                "Vision: divergence, nats per frame",
                "step",
                VisionStage.NAME + "/kl",
                VisionStage.NAME + "/flooredKl"));
    }

    void memory(HtmlReport page) throws IOException {
        JsonNode result = ReportStage.result(context, MemoryStage.NAME);
        page.section("Memory");
        if (result.hasNonNull("evaluation")) {
            memory(page, Json.value(result.path("evaluation"), MemoryReport.class));
        } else {
            page.paragraph("This run holds no measurements of Memory: it was trained by an older version.");
        }
        page.paragraph(Words.whole(result.path("parameters").asDouble()) + " parameters, "
                + Words.whole(result.path("steps").asDouble()) + " steps of "
                + config.memory().batch()
                + " sequences, " + Words.whole(result.path("episodes").asDouble()) + " episodes.");
        page.chart(curves.chart("Memory: nats per dimension", "step", passes(MemoryStage.NAME + "%s/nll")));
        page.chart(curves.chart("Memory: weighted done loss", "step", passes(MemoryStage.NAME + "%s/doneLoss"))
                .logarithmic());
    }

    /** A learning curve of each pass, the rounds of exploration first. */
    private String[] passes(String series) {
        return Pass.all(config).stream()
                .map(pass -> String.format(Locale.ROOT, series, pass.name("")))
                .toArray(String[]::new);
    }

    private static void memory(HtmlReport page, MemoryReport report) {
        page.paragraph("Measured on " + report.episodes() + " held-out episodes, " + Words.whole(report.transitions())
                + " transitions.");
        page.table(
                List.of("the next code under", "nats per dimension", "what it is"),
                List.of(
                        HtmlReport.row(
                                "its own posterior",
                                Words.fixed(report.floor(), 4),
                                "the floor: the entropy of q(z|x), which nobody can beat"),
                        HtmlReport.row("Memory", Words.fixed(report.nll(), 4), "mean negative log-likelihood"),
                        HtmlReport.row(
                                "persistence",
                                Words.fixed(report.persistence(), 4),
                                "baseline: a Gaussian around the present code"),
                        HtmlReport.row(
                                "static Gaussian",
                                Words.fixed(report.staticGaussian(), 4),
                                "baseline: one Gaussian for all codes")));
        page.table(
                List.of("the end of an episode", "value", "what it is"),
                List.of(
                        HtmlReport.row(
                                "cross-entropy",
                                Words.fixed(report.doneLoss(), 4),
                                "nats per transition, without weights"),
                        HtmlReport.row(
                                "baseline",
                                Words.fixed(report.doneBaseline(), 4),
                                "the share of ends, always the same"),
                        HtmlReport.row("ends predicted", Words.one(report.expectedEnds()), "sum of the probabilities"),
                        HtmlReport.row("ends seen", report.observedEnds(), "a cut by the cap is none")));
        if (!report.doneCalibration().isEmpty()) {
            page.table(
                    List.of("probability of an end", "transitions", "predicted, mean", "ended"),
                    report.doneCalibration().stream()
                            .map(bin -> HtmlReport.row(
                                    share(bin.low()) + " to " + share(bin.high()),
                                    Words.whole(bin.count()),
                                    share(bin.predicted()),
                                    share(bin.observed())))
                            .toList());
        }
        if (!report.openLoop().isEmpty()) {
            page.paragraph(
                    "Left alone with the real actions, Memory predicts the frames ahead; the error is in standard "
                            + "deviations of the codes.");
            page.chart(LineChart.titled("Open-loop prediction error", "steps ahead")
                    .line("Memory", horizons(report), errors(report, MemoryReport.HorizonError::memory))
                    .line("persistence", horizons(report), errors(report, MemoryReport.HorizonError::persistence))
                    .line("constant", horizons(report), errors(report, MemoryReport.HorizonError::constant)));
        }
    }

    private static String share(double probability) {
        return Words.fixed(100 * probability, 3) + " %";
    }

    private static double[] horizons(MemoryReport report) {
        return errors(report, MemoryReport.HorizonError::horizon);
    }

    private static double[] errors(MemoryReport report, ToDoubleFunction<MemoryReport.HorizonError> value) {
        return report.openLoop().stream().mapToDouble(value).toArray();
    }

    void exploration(HtmlReport page) throws IOException {
        if (config.explore().rounds() == 0) {
            return;
        }
        page.section("Exploration");
        page.paragraph(
                "Random play hardly shows the places that a controller seeks out. Each round trained Memory on what "
                        + "was seen so far, evolved a controller in its dream, and recorded episodes with that controller, "
                        + Words.percent(config.explore().randomShare())
                        + " of the time replaced by random play. The last evolution goes on from the last round's controller.");
        List<List<String>> rows = new ArrayList<>();
        for (Pass round : ExploreStage.rounds(config).toList()) {
            JsonNode memory = ReportStage.result(context, round.name(MemoryStage.NAME));
            JsonNode evolved = ReportStage.result(context, round.name(EvolveStage.NAME));
            JsonNode recorded = ReportStage.result(context, round.name(CollectStage.NAME));
            double episodes = recorded.path("episodes").asDouble();
            double frames = recorded.path("frames").asDouble();
            rows.add(HtmlReport.row(
                    round.round(),
                    Words.fixed(memory.at("/evaluation/nll").asDouble(), 4),
                    Words.whole(evolved.path("steps").asDouble()),
                    Words.whole(episodes),
                    Words.whole(frames),
                    // An episode has one frame more than steps.
                    Words.one((frames - episodes) / episodes)));
        }
        page.table(
                List.of(
                        "round",
                        "Memory, nats per dimension",
                        "steps of evolution",
                        "episodes recorded",
                        "frames",
                        "steps an episode"),
                rows);
    }

    void controller(HtmlReport page) throws IOException {
        JsonNode result = ReportStage.result(context, EvolveStage.NAME);
        page.section("Controller");
        page.paragraph(Words.whole(result.path("parameters").asDouble()) + " parameters, evolved "
                + (config.evolve().in() == RunConfig.World.DREAM
                        ? "in the dream at temperature " + config.dream().temperature()
                        : "in reality")
                + " by " + Words.whole(result.path("generations").asDouble()) + " generations of "
                + config.evolve().population() + " candidates, "
                + config.evolve().rollouts() + " episodes each: "
                + Words.whole(result.path("steps").asDouble()) + " steps.");
        page.chart(curves.chart(
                "Evolution: return of a generation",
                "generation",
                EvolveStage.NAME + "/mean",
                EvolveStage.NAME + "/best"));
        page.chart(curves.chart("Evolution: step size", "generation", EvolveStage.NAME + "/sigma")
                .logarithmic());
    }
}
