package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StudyJson;
import java.io.IOException;

/** Writes {@code study.json} and {@code study.html}. */
final class StudyReportStage implements Stage {

    static final String NAME = "study-report";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public JsonNode run(RunContext context) throws IOException {
        StudyTables tables = StudyTables.of(context);
        new StudyPage(context, tables).write();
        context.folder().writeJson(StudyJson.FILE, tables.json());
        context.progress().note("study: " + context.folder().path(StudyPage.FILE));
        return Json.object().put("page", StudyPage.FILE);
    }
}
