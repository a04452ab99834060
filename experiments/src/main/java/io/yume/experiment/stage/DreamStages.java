package io.yume.experiment.stage;

import io.yume.experiment.run.Pipeline;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.Stage;
import java.util.List;
import java.util.stream.Stream;

/** The stages of {@code dream} and of {@code study}, in order. */
public final class DreamStages {

    private DreamStages() {}

    /** Collect, train Vision, explore, train Memory, evolve, evaluate, report. */
    public static List<Stage> pipeline() {
        return Stream.concat(models(), Stream.of(new EvolveStage(Pass.LAST), new EvaluateStage(), new ReportStage()))
                .toList();
    }

    /** Collect, train Vision, explore, train Memory, then all trainings of a study and their tables. */
    public static List<Stage> study() {
        return Stream.concat(models(), Stream.of(new StudyStage(), new StudyReportStage()))
                .toList();
    }

    /** What {@link #pipeline} comes to in a configuration: groups of stages by their parts. */
    static List<Stage> pipeline(RunConfig config) {
        return Pipeline.parts(pipeline(), config);
    }

    /** The stages that learn Vision and Memory, groups by their parts. */
    static List<Stage> learned(RunConfig config) {
        return Pipeline.parts(models().toList(), config);
    }

    private static Stream<Stage> models() {
        return Stream.of(new CollectStage(), new VisionStage(), new ExploreStage(), new MemoryStage(Pass.LAST));
    }
}
