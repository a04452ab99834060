package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.Machine;
import io.yume.experiment.run.ResultJson;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.RunHash;
import io.yume.experiment.run.Stage;
import io.yume.graph.ComputeThread;
import io.yume.graph.Parameters;
import io.yume.world.memory.Memory;
import io.yume.world.vision.Vision;
import java.io.IOException;
import java.util.List;

/** Writes {@code result.json} and {@code report.html}. */
final class ReportStage implements Stage {

    static final String NAME = "report";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        Scores scores = Scores.of(
                result(context, EvaluateStage.NAME), context.config().dream().maxSteps());
        ResultJson result = result(context, scores);
        // One compute thread, as the workers that scored have: so the episodes in the pictures are the very same ones.
        try (ComputeThread thread = ComputeThread.start(NAME, 1)) {
            Threads.call(thread, () -> {
                new ReportPage(context, scores, result).write();
                return null;
            });
        }
        context.folder().writeJson(ResultJson.FILE, result);
        context.progress().note("report: " + context.folder().report());
        return Json.object().put("hash", result.hash());
    }

    static JsonNode result(RunContext context, String stage) throws IOException {
        return context.result(stage)
                .orElseThrow(() -> new IOException("a stage before the report is not done: stage=" + stage));
    }

    private static ResultJson result(RunContext context, Scores scores) throws IOException {
        RunConfig config = context.config();
        Machine machine = Machine.here();
        Statistics.Interval interval = Statistics.interval95(scores.real());
        double wall = context.seconds();
        for (Stage stage : DreamStages.pipeline(config)) {
            wall += stage.repeatable() ? 0 : context.folder().stageSeconds(stage.name());
        }
        return new ResultJson(
                config.seed(),
                config.preset(),
                config.env(),
                new ResultJson.Random(
                        Statistics.mean(scores.random()),
                        Statistics.standardDeviation(scores.random()),
                        scores.random().length,
                        scores.randomCapShare()),
                new ResultJson.OpenLoop(
                        Statistics.mean(scores.openLoop()),
                        Statistics.standardDeviation(scores.openLoop()),
                        scores.openLoop().length,
                        scores.openLoopPolicy()),
                new ResultJson.Dream(
                        Statistics.mean(scores.dream()),
                        Statistics.standardDeviation(scores.dream()),
                        scores.dream().length,
                        config.dream().temperature()),
                new ResultJson.Real(
                        Statistics.mean(scores.real()),
                        Statistics.standardDeviation(scores.real()),
                        List.of(interval.lower(), interval.upper()),
                        scores.real().length,
                        scores.realCapShare()),
                new ResultJson.Throughput(
                        result(context, CollectStage.NAME)
                                .path("framesPerSecond")
                                .asDouble(),
                        result(context, EvolveStage.NAME).path("stepsPerSecond").asDouble()),
                wall,
                Machine.peakRssMiB().orElse(-1),
                config.threads(),
                machine.cpu(),
                machine.jvm(),
                hash(context, scores));
    }

    /**
     * Vision's parameters, Memory's parameters, the controller, then the scores: random, open-loop, real, dream; then
     * controller and real scores of each rival.
     */
    private static String hash(RunContext context, Scores scores) throws IOException {
        RunHash hash = new RunHash();
        try (Vision vision = VisionStage.trained(context);
                Memory memory = MemoryStage.trained(context)) {
            add(hash, "vision.", vision.parameters());
            add(hash, "memory.", memory.parameters());
        }
        hash.add("controller", Saved.require(context, EvolveStage.NAME).doubles("mean"))
                .add("random", scores.random())
                .add("openLoop", scores.openLoop())
                .add("real", scores.real())
                .add("dream", scores.dream());
        for (Rival rival : Rival.of(context)) {
            Trial.Outcome outcome =
                    Trial.outcome(result(context, rival.trial().evolution().name()));
            hash.add(rival.key() + ".controller", outcome.controller()).add(rival.key() + ".real", outcome.real());
        }
        return hash.digest();
    }

    private static void add(RunHash hash, String prefix, Parameters parameters) {
        for (String name : parameters.specs().keySet()) {
            hash.add(prefix + name, parameters.get(name));
        }
    }
}
