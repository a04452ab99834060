package io.yume.loss;

import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.distribution.DrawnGraph;
import io.yume.distribution.Factor;
import io.yume.distribution.ModelGraph;
import io.yume.distribution.Normal;
import io.yume.model.DeepMarkovModel;
import io.yume.model.HierarchicalAutoencoder;
import io.yume.model.SemiSupervisedAutoencoder;
import io.yume.model.VariationalAutoencoder;
import io.yume.model.VariationalRecurrentNetwork;
import org.junit.jupiter.api.Test;

/** Objectives drawn as the models that they are about. */
final class PictureTest {

    @Test
    void drawsAnAutoencoder() throws Exception {
        Objective bound = VariationalAutoencoder.ofGrey(16, 4, 2).bound().mean();
        DrawnGraph drawn = DrawnGraph.of(bound.graph("x"));
        assertThat(drawn.edges()).containsExactly("generates z x", "infers x z");
        assertThat(drawn.shaded()).containsExactly("x");
        assertThat(drawn.plates()).containsExactly("n = 1, ..., N");
    }

    @Test
    void drawsClassesThatAreKnownAndClassesThatAreNot() throws Exception {
        SemiSupervisedAutoencoder model = SemiSupervisedAutoencoder.of(16, 3, 4, 2);
        DrawnGraph unknown = DrawnGraph.of(model.unlabelled().graph("x"));
        assertThat(unknown.edges())
                .containsExactly("generates y x", "generates z x", "infers x y", "infers x z", "infers y z");
        assertThat(unknown.shaded()).containsExactly("x");
        DrawnGraph known = DrawnGraph.of(model.labelled().graph("x_l", "y_l"));
        assertThat(known.shaded()).containsExactly("x_l", "y_l");
        assertThat(DrawnGraph.of(model.objective(1, 1).graph("x", "x_l", "y_l")).edges())
                .contains("generates y_l x_l", "generates y x");
    }

    @Test
    void drawsLayersOfCodes() throws Exception {
        DrawnGraph drawn =
                DrawnGraph.of(HierarchicalAutoencoder.ofGrey(16, 4, 2).bound().graph("x"));
        assertThat(drawn.shaded()).containsExactly("x");
        assertThat(drawn.edges()).containsExactly("generates a x", "generates z a", "infers a z", "infers x a");
    }

    @Test
    void drawsARecurrentModelWithAPlateForTheTime() throws Exception {
        ModelGraph graph =
                VariationalRecurrentNetwork.ofGrey(4, 4, 2).bound().mean().graph();
        DrawnGraph drawn = DrawnGraph.of(graph);
        assertThat(drawn.edges())
                .containsExactly(
                        "carries after h",
                        "generates h after",
                        "generates h x",
                        "generates h z",
                        "generates x after",
                        "generates z after",
                        "generates z x",
                        "infers h z",
                        "infers x z");
        assertThat(drawn.shaded()).containsExactly("x");
        assertThat(drawn.doubled()).containsExactly("after", "h");
        assertThat(drawn.plates()).containsExactlyInAnyOrder("t = 1, ..., T", "n = 1, ..., N");
        assertThat(drawn.isInside("t = 1, ..., T", "n = 1, ..., N")).isTrue();
    }

    /** A code for the whole sequence is outside of the plate of the time. */
    @Test
    void drawsADeepStateSpace() throws Exception {
        Factor transition = Normal.of("z").given("before").by(mlp(2, 4));
        Factor emission = Normal.of("x").given("z", "c").by(mlp(3, 4));
        Factor global = Normal.standard("c", 1);
        Factor whole = Normal.of("c").given("s").by(mlp(4, 2));
        Factor posterior = Normal.of("z").given("before", "x").by(mlp(4, 4));
        Objective steps = Scan.over("x")
                .draw(posterior)
                .state("before", "after", 2, mlp(2, 2), "z")
                .sum(logProb(emission).minus(kl(posterior, transition)));
        Objective bound = Objectives.expectation(whole, steps).minus(kl(whole, global));
        DrawnGraph drawn = DrawnGraph.of(bound.graph("s"));
        assertThat(drawn.plates()).hasSize(2);
        assertThat(drawn.isInside("t = 1, ..., T", "n = 1, ..., N")).isTrue();
        assertThat(drawn.shaded()).containsExactly("s", "x");
        assertThat(drawn.edges())
                .contains("generates c x", "infers s c", "carries after before", "generates z after", "infers x z");
    }

    @Test
    void refusesUnknownVariables() {
        Objective bound = VariationalAutoencoder.ofGrey(16, 4, 2).bound();
        assertThatThrownBy(() -> bound.graph("y")).hasMessageContaining("variable=y");
    }

    /** The code of a step sees what a network has read of all later ones, which nobody provides. */
    @Test
    void stepsOfComputedSequencesAreNoData() throws Exception {
        ModelGraph graph = DeepMarkovModel.ofGrey(4, 4, 2).bound().mean().graph();
        DrawnGraph drawn = DrawnGraph.of(graph);
        assertThat(drawn.shaded()).containsExactly("x");
        assertThat(drawn.edges()).contains("generates h future", "generates x h", "infers future z");
        assertThat(graph.svg()).contains("future = a step of h").doesNotContain("future is given");
    }
}
