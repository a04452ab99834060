package io.yume.experiment.stage;

import io.yume.env.Space;
import io.yume.env.episode.EpisodeStore;
import io.yume.experiment.run.Progress;
import io.yume.experiment.run.RunContext;
import io.yume.train.Checkpoint;
import io.yume.train.CheckpointException;
import io.yume.train.CheckpointStore;
import io.yume.world.dream.DreamStarts;
import io.yume.world.dream.EpisodeEncoder;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.vision.Vision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recorded episodes as codes: encoded once by the trained Vision, then kept beside the checkpoints. */
final class Latents {

    private static final String NAME = "latents";

    private static final Logger LOG = LoggerFactory.getLogger(Latents.class);

    private Latents() {}

    /** All that a run recorded. */
    static List<LatentEpisode> of(RunContext context) throws IOException {
        return of(context, Pass.LAST);
    }

    /** All that a pass knows. */
    static List<LatentEpisode> of(RunContext context, Pass pass) throws IOException {
        return collections(context, pass).stream().flatMap(List::stream).toList();
    }

    /** What a pass knows: the random episodes, then those of each round of exploration before it. */
    static List<List<LatentEpisode>> collections(RunContext context, Pass pass) throws IOException {
        List<List<LatentEpisode>> collections = new ArrayList<>();
        collections.add(load(context, NAME, CollectStage::open));
        for (int round = 1; round <= pass.roundsBefore(context.config()); round++) {
            Pass recorded = new Pass(round);
            collections.add(load(context, recorded.name(NAME), run -> RecordStage.open(run, recorded)));
        }
        return collections;
    }

    /** Where dreams of what a pass knows start, and what they show. */
    static DreamStarts starts(RunContext context, Pass pass) throws IOException {
        List<LatentEpisode> episodes = of(context, pass);
        return context.config().dream().posteriorNoise()
                ? DreamStarts.showingDraws(episodes)
                : DreamStarts.of(episodes);
    }

    /** Opens the store of a collection. */
    private interface Opener {
        EpisodeStore open(RunContext context) throws IOException;
    }

    private static List<LatentEpisode> load(RunContext context, String name, Opener opener) throws IOException {
        CheckpointStore checkpoints = new CheckpointStore(context.folder().checkpoints(), name);
        try {
            Optional<Checkpoint> saved = checkpoints.load();
            if (saved.isPresent()) {
                return read(saved.get());
            }
        } catch (CheckpointException e) {
            LOG.warn("the codes are encoded again: {}", e.getMessage());
        }
        List<LatentEpisode> episodes = encode(context, opener);
        checkpoints.save(write(episodes));
        return episodes;
    }

    private static List<LatentEpisode> encode(RunContext context, Opener opener) throws IOException {
        Space space = new Parts(context).actionSpace();
        List<LatentEpisode> episodes = new ArrayList<>();
        try (EpisodeStore store = opener.open(context);
                Vision vision = VisionStage.trained(context);
                Progress.Bar bar = context.progress().bar("encode", store.size())) {
            for (int i = 0; i < store.size(); i++) {
                context.cancellation().throwIfRequested();
                episodes.add(EpisodeEncoder.encode(vision, space, store.read(i)));
                bar.update(i + 1L, "");
            }
        }
        return episodes;
    }

    private static Checkpoint write(List<LatentEpisode> episodes) {
        Checkpoint.Builder builder = Checkpoint.builder().put("episodes", (long) episodes.size());
        for (int i = 0; i < episodes.size(); i++) {
            LatentEpisode episode = episodes.get(i);
            int steps = episode.steps();
            builder.tensor(i + ".means", episode.means(), steps + 1, episode.latents());
            builder.tensor(i + ".logVariances", episode.logVariances(), steps + 1, episode.latents());
            builder.tensor(i + ".actions", episode.actions(), steps, episode.actionSize());
            builder.tensor(i + ".rewards", episode.rewards(), steps);
            builder.put(i + ".terminated", episode.terminated() ? 1L : 0L);
        }
        return builder.build();
    }

    private static List<LatentEpisode> read(Checkpoint saved) {
        List<LatentEpisode> episodes = new ArrayList<>();
        for (int i = 0; i < saved.getLong("episodes"); i++) {
            episodes.add(new LatentEpisode(
                    saved.floats(i + ".means"),
                    saved.floats(i + ".logVariances"),
                    saved.floats(i + ".actions"),
                    saved.floats(i + ".rewards"),
                    saved.getLong(i + ".terminated") == 1));
        }
        return episodes;
    }
}
