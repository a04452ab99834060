package io.yume.agent.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TileJobTest {

    @Test
    void playsEveryCandidateInEveryEpisode() {
        TileJob job = TileJob.of(new double[][] {{1, 2}, {3, 4}}, 7, 8, 9);

        assertThat(job.streams()).containsExactly(7, 8, 9, 7, 8, 9);
        assertThat(job.parameters()).isDeepEqualTo(new float[][] {{1, 2}, {1, 2}, {1, 2}, {3, 4}, {3, 4}, {3, 4}});
    }

    @Test
    void refusesATileWithoutEpisodes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TileJob.of(new double[][] {{1}}))
                .withMessageContaining("episodes=0");
    }

    @Test
    void lossesAreTheReturnsWithTheirSignsChanged() {
        TileScore score = new TileScore(new double[] {3, -1.5}, new int[2], new boolean[2]);

        assertThat(score.losses()).containsExactly(-3, 1.5);
        assertThat(score.returns()).containsExactly(3, -1.5);
    }
}
