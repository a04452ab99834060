package io.yume.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.Adam;
import io.yume.graph.AdamW;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Optimizer;
import io.yume.graph.OptimizerState;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.RmsProp;
import io.yume.graph.Seed;
import io.yume.graph.Sgd;
import io.yume.graph.Shape;
import io.yume.train.Checkpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingStateTest {

    private static final List<Optimizer> OPTIMIZERS = List.of(
            Adam.of(0.1),
            AdamW.of(0.1, 0.1),
            RmsProp.of(0.1).center().momentum(0.5),
            RmsProp.of(0.1),
            Sgd.of(0.1).nesterov(0.5),
            Sgd.of(0.1));

    @Test
    void trainingGoesOnFromACheckpointWithTheSameBits() {
        for (Optimizer optimizer : OPTIMIZERS) {
            Checkpoint checkpoint;
            float[] expected;
            try (Training training = new Training(optimizer)) {
                training.run(5);
                checkpoint = TrainingState.of(training.state);
                training.run(7);
                expected = training.parameters.get("w");
            }
            try (Training training = new Training(optimizer)) {
                TrainingState.restore(checkpoint, training.state);
                assertThat(training.state.step()).isEqualTo(5);
                training.run(7);
                assertThat(training.parameters.get("w")).as("%s", optimizer).isEqualTo(expected);
            }
        }
    }

    /** The names are part of the format: a saved training must be readable for good. */
    @Test
    void momentsAreNamedAfterTheRuleTheSlotAndTheParameter() {
        try (Training training = new Training(Adam.of(0.1))) {
            training.run(1);
            Checkpoint checkpoint = TrainingState.of(training.state);
            assertThat(checkpoint.floats("adam.first.w")).isEqualTo(training.state.get(Adam.FIRST, "w"));
            assertThat(checkpoint.floats("adam.second.w")).isEqualTo(training.state.get(Adam.SECOND, "w"));
        }
    }

    @Test
    void aCheckpointOfAnotherRuleIsRejected() {
        try (Training adam = new Training(Adam.of(0.1));
                Training sgd = new Training(Sgd.of(0.1).momentum(0.9))) {
            Checkpoint checkpoint = TrainingState.of(adam.state);
            assertThatThrownBy(() -> TrainingState.restore(checkpoint, sgd.state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sgd.momentum.w");
        }
    }

    /** Draws three numbers to zero. */
    private static final class Training implements AutoCloseable {

        private final Parameters parameters;
        private final OptimizerState state;
        private final Program program;

        Training(Optimizer optimizer) {
            Node loss = new Graph().parameter("w", 3).square().sum();
            parameters = new Parameters(
                    Map.of("w", new Parameters.Spec(Shape.of(3), new Parameters.Initial.Uniform(1))), Seed.root(4));
            state = new OptimizerState(optimizer, parameters);
            program = Program.training(Map.of("loss", loss), loss, state);
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                program.run();
            }
        }

        @Override
        public void close() {
            program.close();
            state.close();
            parameters.close();
        }
    }
}
