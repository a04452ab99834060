package io.yume.experiment.stage;

import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One time through Memory and evolution: a round of exploration, numbered from 1, or the last pass, whose Memory and
 * controller are the run's. Each knows the episodes of the rounds before it.
 */
record Pass(int round) {

    /** The pass that ends a run, after all rounds of exploration. */
    static final Pass LAST = new Pass(Integer.MAX_VALUE);

    /** All passes of a run, in order. */
    static List<Pass> all(RunConfig config) {
        return Stream.concat(ExploreStage.rounds(config), Stream.of(LAST)).toList();
    }

    /** What something of this pass is called: as in the last pass, with the round behind it. */
    String name(String last) {
        return equals(LAST) ? last : last + "-" + round;
    }

    /** Decides the random draws of something in this pass. */
    Seed seed(RunContext context, String last) {
        return context.seed().split(name(last));
    }

    /** The rounds of exploration before this pass. */
    int roundsBefore(RunConfig config) {
        return Math.min(round - 1, config.explore().rounds());
    }

    /** The pass whose Memory this one trains on; empty in the first. */
    Optional<Pass> before(RunConfig config) {
        int rounds = roundsBefore(config);
        return rounds == 0 ? Optional.empty() : Optional.of(new Pass(rounds));
    }

    /** The steps that Memory has been trained at the end of this pass, over all passes. */
    int memorySteps(RunConfig config) {
        return equals(LAST) ? config.memory().steps() : round * config.explore().memorySteps();
    }

    /** The generations of this pass's own evolution. */
    int generations(RunConfig config) {
        return equals(LAST) ? config.evolve().generations() : config.explore().generations();
    }
}
