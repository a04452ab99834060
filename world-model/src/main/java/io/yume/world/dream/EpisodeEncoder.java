package io.yume.world.dream;

import io.yume.env.Space;
import io.yume.env.episode.Episode;
import io.yume.world.memory.LatentEpisode;
import io.yume.world.vision.Vision;
import java.util.List;

/** Turns recorded episodes into what Memory learns from. */
public final class EpisodeEncoder {

    private EpisodeEncoder() {}

    /**
     * The codes of all frames of an episode, with its actions as Memory sees them.
     *
     * @param vision encodes the frames, which must be 64x64 RGB
     * @param actionSpace what the episode's actions belong to
     */
    public static LatentEpisode encode(Vision vision, Space actionSpace, Episode episode) {
        float[] means = new float[episode.frameCount() * vision.config().latents()];
        float[] logVariances = new float[means.length];
        vision.encode(episode.frames(), 0, episode.frameCount(), means, logVariances);
        float[] actions = new float[episode.steps() * Actions.width(actionSpace)];
        for (int step = 0; step < episode.steps(); step++) {
            Actions.encode(actionSpace, episode.actions(), step, actions);
        }
        return new LatentEpisode(means, logVariances, actions, episode.rewards(), episode.terminated());
    }

    /** All of some episodes, in their order. */
    public static List<LatentEpisode> encode(Vision vision, Space actionSpace, List<Episode> episodes) {
        return episodes.stream()
                .map(episode -> encode(vision, actionSpace, episode))
                .toList();
    }
}
