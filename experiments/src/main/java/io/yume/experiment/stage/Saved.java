package io.yume.experiment.stage;

import io.yume.experiment.run.RunContext;
import io.yume.train.Checkpoint;
import io.yume.train.CheckpointStore;
import java.io.IOException;

/** Checkpoints that an earlier stage must have left. */
final class Saved {

    private Saved() {}

    static Checkpoint require(RunContext context, String name) throws IOException {
        CheckpointStore store = new CheckpointStore(context.folder().checkpoints(), name);
        return store.load()
                .orElseThrow(
                        () -> new IOException("a checkpoint of an earlier stage is missing: file=" + store.file()));
    }
}
