package io.yume.experiment.stage;

import io.yume.experiment.run.Stage;
import java.util.List;

/** The stages of {@code dream} and of {@code study}, in order. */
public final class DreamStages {

    private DreamStages() {}

    /** Collect, train Vision, train Memory, evolve, evaluate, report. */
    public static List<Stage> pipeline() {
        return List.of(
                new CollectStage(),
                new VisionStage(),
                new MemoryStage(),
                new EvolveStage(),
                new EvaluateStage(),
                new ReportStage());
    }

    /** Collect, train Vision, train Memory, then all trainings of a study and their tables. */
    public static List<Stage> study() {
        return List.of(
                new CollectStage(), new VisionStage(), new MemoryStage(), new StudyStage(), new StudyReportStage());
    }
}
