package io.yume.experiment.run;

import java.util.List;

/** What this build can do: its stages and the environments they know. */
public interface StageCatalog {

    /** The stages of {@code dream}, in order. */
    List<Stage> pipeline();

    /** The stages of {@code study}, in order, which work in a folder of their own. */
    List<Stage> study();

    /** The names that {@code --env} accepts. */
    List<String> environments();
}
