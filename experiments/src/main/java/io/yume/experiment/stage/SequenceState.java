package io.yume.experiment.stage;

import io.yume.train.Checkpoint;
import io.yume.world.memory.MemoryProgress;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Moves what Memory's training knows of its sequences into and out of checkpoints. */
final class SequenceState {

    private static final String TAKEN = "episodesTaken";
    private static final String EPISODES = "rowEpisodes";
    private static final String STEPS = "rowSteps";
    private static final String H = "sequence.h";
    private static final String C = "sequence.c";

    private SequenceState() {}

    /** Adds it to a checkpoint. */
    static void put(MemoryProgress progress, Checkpoint.Builder builder) {
        int rows = progress.episodes().length;
        int hidden = progress.h().length / rows;
        builder.put(TAKEN, progress.taken())
                .put(EPISODES, text(progress.episodes()))
                .put(STEPS, text(progress.steps()))
                .tensor(H, progress.h(), rows, hidden)
                .tensor(C, progress.c(), rows, hidden);
    }

    /** What a checkpoint has of it; nothing at the end of a training. */
    static Optional<MemoryProgress> of(Checkpoint checkpoint) {
        if (!checkpoint.metadata().containsKey(TAKEN)) {
            return Optional.empty();
        }
        return Optional.of(new MemoryProgress(
                checkpoint.getLong(TAKEN),
                numbers(checkpoint, EPISODES),
                numbers(checkpoint, STEPS),
                checkpoint.floats(H),
                checkpoint.floats(C)));
    }

    private static String text(int[] values) {
        return Arrays.stream(values).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    private static int[] numbers(Checkpoint checkpoint, String key) {
        return Arrays.stream(checkpoint.getString(key).split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
