package io.yume.train;

import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Transformed;
import io.yume.flow.ActNorm;
import io.yume.flow.Flows;
import io.yume.flow.InvertibleLinear;
import io.yume.flow.Permutation;
import io.yume.graph.Seed;
import io.yume.graph.Sgd;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Checkpoints have all that the density of a flow is made of, whatever the flow that they are restored into started from. */
final class FlowCheckpointTest {

    private static final float[] EXAMPLES = {1, 5, 0, 2, 9, 1, 4, 4, -2, 3, 6, 0.5f};

    private final ArrayDataSet data = ArrayDataSet.of("x", EXAMPLES, 3);

    private TrainerPlan plan(long rotation, float... near) {
        Factor density = Transformed.of(
                Normal.standard("x", 3),
                Flows.compose(
                        InvertibleLinear.of(3, Seed.root(rotation)),
                        Permutation.shuffled(3, Seed.root(rotation)),
                        ActNorm.standardising(near, 3)));
        return Trainer.maximise(logProb(density).mean())
                .with(Sgd.of(0.01))
                .on(data, 2)
                .averaging(0.9)
                .stopping(EarlyStopping.after(100, data));
    }

    private TrainerPlan plan() {
        return plan(1, EXAMPLES);
    }

    private TrainerPlan other() {
        return plan(2, 0, 0, 0, 1, 2, 3, -1, 7, 5);
    }

    @Test
    void aFlowGoesOnAsTheOneThatWasSaved() {
        try (Trainer first = plan().compile();
                Trainer second = other().compile()) {
            first.fit(Length.epochs(3));
            assertThat(second.evaluate(data).objective())
                    .isNotEqualTo(first.evaluate(data).objective());
            second.restore(first.checkpoint());
            assertThat(second.evaluate(data)).isEqualTo(first.evaluate(data));
            first.fit(Length.epochs(5));
            second.fit(Length.epochs(5));
            assertThat(second.checkpoint()).isEqualTo(first.checkpoint());
            second.takeBest();
            first.takeBest();
            assertThat(second.evaluate(data)).isEqualTo(first.evaluate(data));
        }
    }

    /** Training moves what is learned, not what it is learned from. */
    @Test
    void whatAFlowStartsFromStays() {
        try (Trainer trainer = plan().compile();
                Trainer fresh = plan().compile()) {
            trainer.fit(Length.epochs(3));
            fresh.parameters().specs().forEach((name, spec) -> {
                if (spec.isFixed()) {
                    assertThat(trainer.parameters().get(name))
                            .as(name)
                            .isEqualTo(fresh.parameters().get(name));
                } else {
                    assertThat(trainer.parameters().get(name))
                            .as(name)
                            .isNotEqualTo(fresh.parameters().get(name));
                }
            });
            assertThat(trainer.averages().get("x.flow.0.start.permutation"))
                    .isEqualTo(trainer.parameters().get("x.flow.0.start.permutation"));
        }
    }

    /** Such as they were before they had what flows start from. */
    @Test
    void olderCheckpointsAreOfTheFlowThatRestoresThem() {
        try (Trainer first = plan().compile();
                Trainer second = plan().compile();
                Trainer whole = plan().compile()) {
            first.fit(Length.epochs(3));
            Map<String, Tensor> tensors = new TreeMap<>(first.checkpoint().tensors());
            assertThat(tensors.keySet().removeIf(name -> name.contains(".start.")))
                    .isTrue();
            Map<String, String> metadata = new HashMap<>(first.checkpoint().metadata());
            assertThatThrownBy(() -> second.restore(new Checkpoint(tensors, metadata)))
                    .hasMessageContaining("checkpoint must have the tensor: name=parameter/x.");
            metadata.remove("turns");
            second.restore(new Checkpoint(tensors, metadata));
            assertThat(second.checkpoint()).isEqualTo(first.checkpoint());
            tensors.keySet().removeIf(name -> name.endsWith("logDiagonal"));
            assertThatThrownBy(() -> whole.restore(new Checkpoint(tensors, metadata)))
                    .hasMessageContaining("checkpoint must have the tensor: name=parameter/x.");
        }
    }
}
