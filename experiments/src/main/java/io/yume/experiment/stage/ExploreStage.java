package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rounds of exploration: each trains Memory on what was seen so far, evolves a controller in its dream, and records
 * episodes with it. This is the iterated training of Ha and Schmidhuber, "World Models" (2018), section 5, with Vision as
 * it was.
 */
final class ExploreStage implements Stage {

    static final String NAME = "explore";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Stage> parts(RunConfig config) {
        return rounds(config).flatMap(ExploreStage::stages).toList();
    }

    /** The rounds of a configuration, in order. */
    static Stream<Pass> rounds(RunConfig config) {
        return IntStream.rangeClosed(1, config.explore().rounds()).mapToObj(Pass::new);
    }

    private static Stream<Stage> stages(Pass round) {
        return Stream.of(new MemoryStage(round), new EvolveStage(round), new RecordStage(round));
    }

    @Override
    public JsonNode run(RunContext context) {
        throw new IllegalStateException("a group of stages is run part by part: stage=" + NAME);
    }
}
