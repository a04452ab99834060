package io.yume.experiment.stage;

import io.yume.experiment.run.RunContext;
import io.yume.train.Checkpoint;
import io.yume.train.CheckpointException;
import io.yume.train.CheckpointStore;
import java.io.IOException;

/** Checkpoints that an earlier stage must have left. */
final class Saved {

    private Saved() {}

    /** The key under which a stage's result keeps the hash of its last checkpoint. */
    static final String HASH = "checkpoint";

    /** Whether the latest whole checkpoint is the one that a finished stage left. */
    static boolean isWhole(RunContext context, String stage, String name) throws IOException {
        String expected =
                context.result(stage).map(result -> result.path(HASH).asText()).orElse("");
        try {
            return new CheckpointStore(context.folder().checkpoints(), name)
                    .load()
                    .map(checkpoint -> checkpoint.sha256().equals(expected))
                    .orElse(false);
        } catch (CheckpointException e) {
            // Neither the latest nor the one before can be read: running the stage says which.
            return false;
        }
    }

    static Checkpoint require(RunContext context, String name) throws IOException {
        CheckpointStore store = new CheckpointStore(context.folder().checkpoints(), name);
        return store.load()
                .orElseThrow(
                        () -> new IOException("a checkpoint of an earlier stage is missing: file=" + store.file()));
    }
}
