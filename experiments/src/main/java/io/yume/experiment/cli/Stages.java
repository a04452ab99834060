package io.yume.experiment.cli;

import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StageCatalog;
import io.yume.experiment.stage.DreamStages;
import java.util.List;

/** The stages of this build. */
final class Stages implements StageCatalog {

    @Override
    public List<Stage> pipeline() {
        return DreamStages.pipeline();
    }

    @Override
    public List<Stage> study() {
        return DreamStages.study();
    }

    @Override
    public List<String> environments() {
        return List.of("take-cover");
    }
}
