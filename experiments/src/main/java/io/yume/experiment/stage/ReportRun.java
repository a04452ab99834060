package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.report.HtmlReport;
import io.yume.experiment.report.LearningCurves;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.ResultJson;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunConfigs;
import io.yume.experiment.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the run cost, how it differs from the paper's, and where it comes from. */
final class ReportRun {

    /** What makes a run smaller or larger. */
    private static final List<String> SIZES = List.of(
            "collect.episodes",
            "vision.latents",
            "vision.channels",
            "vision.batch",
            "vision.steps",
            "explore.rounds",
            "explore.episodes",
            "memory.hidden",
            "memory.mixtures",
            "memory.batch",
            "memory.sequence",
            "memory.steps",
            "evolve.population",
            "evolve.rollouts",
            "evolve.generations");

    private final RunContext context;
    private final ResultJson result;
    private final LearningCurves curves;

    ReportRun(RunContext context, ResultJson result, LearningCurves curves) {
        this.context = context;
        this.result = result;
        this.curves = curves;
    }

    void write(HtmlReport page) throws IOException {
        cost(page);
        sizes(page, context.config());
        page.section("Configuration");
        page.code(RunConfigs.yaml(context.config()));
        provenance(page);
    }

    private void cost(HtmlReport page) throws IOException {
        JsonNode collected = ReportStage.result(context, CollectStage.NAME);
        JsonNode evolved = ReportStage.result(context, EvolveStage.NAME);
        page.section("What it cost");
        List<List<String>> rows = new ArrayList<>();
        stage(
                rows,
                CollectStage.NAME,
                Words.whole(collected.path("frames").asDouble()) + " frames at "
                        + Words.whole(result.throughput().framesPerSecond()) + " a second");
        stage(rows, VisionStage.NAME, Words.whole(context.config().vision().steps()) + " steps");
        for (Pass round : ExploreStage.rounds(context.config()).toList()) {
            explored(rows, round);
        }
        stage(rows, MemoryStage.NAME, Words.whole(context.config().memory().steps()) + " steps");
        stage(
                rows,
                EvolveStage.NAME,
                Words.whole(evolved.path("steps").asDouble()) + " steps in the "
                        + (evolved.path("in").asText().equals("real") ? "real environment" : "dream") + " at "
                        + Words.whole(result.throughput().dreamStepsPerSecond()) + " a second");
        stage(rows, EvaluateStage.NAME, context.config().evaluate().episodes() + " episodes a policy");
        rows.add(HtmlReport.row("all, with this page", Words.duration(result.wallSeconds()), ""));
        page.table(List.of("stage", "time", "work"), rows);
        page.paragraph("Most memory that the process held: "
                + (result.peakRssMiB() < 0 ? "not known here" : Words.whole(result.peakRssMiB()) + " MiB")
                + (processes().size() > 1 ? ", in the last of " + processes().size() + " processes" : "")
                + ". Workers: "
                + context.config().workers() + ", compute threads of the learner: " + result.threads() + ".");
        page.chart(curves.chart("Collected episodes: steps", "episode", CollectStage.NAME + "/steps"));
    }

    private void explored(List<List<String>> rows, Pass round) throws IOException {
        String evolve = round.name(EvolveStage.NAME);
        String collect = round.name(CollectStage.NAME);
        stage(rows, round.name(MemoryStage.NAME), "to step " + Words.whole(round.memorySteps(context.config())));
        stage(
                rows,
                evolve,
                Words.whole(ReportStage.result(context, evolve).path("steps").asDouble()) + " steps");
        stage(
                rows,
                collect,
                Words.whole(ReportStage.result(context, collect).path("frames").asDouble()) + " frames");
    }

    private void stage(List<List<String>> rows, String stage, String work) throws IOException {
        rows.add(HtmlReport.row(stage, Words.duration(context.folder().stageSeconds(stage)), work));
    }

    private static void sizes(HtmlReport page, RunConfig config) {
        JsonNode own = Json.tree(config);
        JsonNode paper = Json.tree(RunConfigs.preset("paper", Map.of()));
        page.section("Sizes beside the paper's");
        page.table(
                List.of("size", "this run", "paper (DoomTakeCover)", ""),
                SIZES.stream()
                        .map(key -> {
                            String here = text(own, key);
                            String there = text(paper, key);
                            return HtmlReport.row(key, here, there, here.equals(there) ? "" : "differs");
                        })
                        .toList());
    }

    private static String text(JsonNode config, String key) {
        JsonNode value = config.at("/" + key.replace('.', '/'));
        return value.isNumber() ? Words.whole(value.asDouble()) : value.toString();
    }

    private JsonNode processes() throws IOException {
        Path file = context.folder().path("provenance.json");
        return Files.isRegularFile(file) ? Json.read(file) : Json.tree(List.of());
    }

    private void provenance(HtmlReport page) throws IOException {
        page.section("Where it comes from");
        List<List<String>> rows = new ArrayList<>();
        int number = 0;
        for (JsonNode process : processes()) {
            number++;
            JsonNode machine = process.path("machine");
            List<String> command = new ArrayList<>();
            process.path("command").forEach(word -> command.add(word.asText()));
            rows.add(HtmlReport.row("process " + number, process.path("started").asText()));
            rows.add(HtmlReport.row("command", "./yume " + String.join(" ", command)));
            rows.add(HtmlReport.row(
                    "program",
                    process.path("version").asText() + ", commit "
                            + process.path("commit").asText() + ", ND4J "
                            + process.path("nd4j").asText()));
            rows.add(HtmlReport.row(
                    "machine",
                    machine.path("cpu").asText() + ", " + machine.path("cores").asText() + " cores, "
                            + machine.path("os").asText()));
            rows.add(HtmlReport.row("engine", process.path("engine").asText("compiled")));
            rows.add(HtmlReport.row("Java", machine.path("jvm").asText()));
        }
        rows.add(HtmlReport.row("hash of parameters and scores", result.hash()));
        page.table(List.of("", ""), rows);
    }
}
