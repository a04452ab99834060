package io.yume.world.dream;

import io.yume.world.memory.LatentEpisode;
import java.util.List;

/** Statistics of episodes, real or dreamed, over the codes that are followed by a transition. */
final class EpisodeStatistics {

    private final List<LatentEpisode> episodes;

    EpisodeStatistics(List<LatentEpisode> episodes) {
        this.episodes = episodes;
    }

    /** A number of one transition. */
    private interface Term {
        double of(LatentEpisode episode, int step);
    }

    private double mean(Term term) {
        double sum = 0;
        long count = 0;
        for (LatentEpisode episode : episodes) {
            for (int t = 0; t < episode.steps(); t++) {
                double value = term.of(episode, t);
                if (!Double.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double code(LatentEpisode episode, int step, int d) {
        return episode.means()[step * episode.latents() + d];
    }

    double mean(int d) {
        return mean((e, t) -> code(e, t, d));
    }

    double deviation(int d) {
        double mean = mean(d);
        return Math.sqrt(mean((e, t) -> Math.pow(code(e, t, d) - mean, 2)));
    }

    /** Correlation of a coordinate with another one, or itself, one step later. */
    double lagged(int d, int later) {
        double mean = mean(d);
        double other = mean(later);
        return mean((e, t) -> (code(e, t, d) - mean) * (code(e, t + 1, later) - other))
                / (deviation(d) * deviation(later));
    }

    /** How often the sign of a coordinate changes after an action. */
    double flips(int d, int action) {
        return mean((e, t) -> e.actions()[t * e.actionSize() + action] == 0
                ? Double.NaN
                : code(e, t, d) * code(e, t + 1, d) < 0 ? 1 : 0);
    }

    /** The mean change of a coordinate after an action. */
    double push(int d, int action) {
        return mean((e, t) ->
                e.actions()[t * e.actionSize() + action] == 0 ? Double.NaN : code(e, t + 1, d) - code(e, t, d));
    }

    /** The share of transitions that end the world where the sign of a coordinate is this. */
    double hazard(int d, int sign) {
        return mean((e, t) -> code(e, t, d) * sign < 0 ? Double.NaN : e.terminated() && t == e.steps() - 1 ? 1 : 0);
    }

    /** The share of episodes that are alive after some steps. */
    double survival(int steps) {
        double alive = 0;
        for (LatentEpisode episode : episodes) {
            alive += episode.steps() > steps || (episode.steps() == steps && !episode.terminated()) ? 1 : 0;
        }
        return alive / episodes.size();
    }
}
