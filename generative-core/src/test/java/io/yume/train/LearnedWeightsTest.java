package io.yume.train;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was learned, read from a checkpoint without the training that it is of. */
final class LearnedWeightsTest {

    private final SmallAutoencoder model = new SmallAutoencoder();
    private final DataSet data = SmallAutoencoder.stripes(24, 8);

    private static Sampler.Drawn drawn(Distribution from, Parameters learned) {
        try (Sampler sampler = new Sampler(from, learned, 10, Map.of())) {
            return sampler.draw(Seed.root(3), Map.of());
        }
    }

    @Test
    void aSamplerOfASavedModelHasTheDrawsOfTheTrainer() throws IOException {
        Distribution joint = model.decoder.times(model.prior);
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix());
                Trainer trainer = model.plan().averaging(0.9).compile()) {
            CheckpointStore store = new CheckpointStore(files.getPath("/run"), "vae");
            trainer.fit(Length.epochs(2));
            store.save(trainer.checkpoint());
            Checkpoint checkpoint = store.load().orElseThrow();
            try (Parameters learned = checkpoint.parameters();
                    Parameters averages = checkpoint.averages()) {
                assertThat(learned.count()).isEqualTo(trainer.parameters().count());
                float[] means = drawn(joint, learned).means().get("x");
                assertThat(means)
                        .isEqualTo(drawn(joint, trainer.parameters()).means().get("x"));
                assertThat(drawn(joint, learned).draws().get("x"))
                        .isEqualTo(drawn(joint, trainer.parameters()).draws().get("x"));
                assertThat(drawn(joint, averages).means().get("x"))
                        .isEqualTo(drawn(joint, trainer.averages()).means().get("x"))
                        .isNotEqualTo(means);
            }
        }
        try (Trainer plain = model.plan().compile();
                Parameters averages = plain.checkpoint().averages()) {
            assertThat(averages.get("x|z.dense0.weight"))
                    .isEqualTo(plain.parameters().get("x|z.dense0.weight"));
        }
    }

    @Test
    void aTrainingStartsFromTheWeightsOfAnother() {
        try (Trainer first = model.plan().compile();
                Trainer second = model.plan()
                        .seed(9)
                        .averaging(0.9)
                        .stopping(EarlyStopping.after(3, data))
                        .compile()) {
            first.fit(Length.epochs(3));
            try (Parameters learned = first.checkpoint().parameters()) {
                second.startFrom(learned);
            }
            for (String name : first.parameters().specs().keySet()) {
                assertThat(second.parameters().get(name))
                        .isEqualTo(first.parameters().get(name));
                assertThat(second.averages().get(name))
                        .isEqualTo(first.parameters().get(name));
                assertThat(second.checkpoint().floats("best/parameter/" + name))
                        .isEqualTo(first.parameters().get(name));
            }
            assertThat(second.step()).isZero();
            second.update();
            assertThatThrownBy(() -> second.startFrom(first.parameters()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before its first step: step=1");
        }
    }

    @Test
    void aTrainingStartsFromPartsOfAnotherModel() {
        Factor other = Bernoulli.of("x").given("z").by(mlp(2, 8, 16));
        Factor encoder = Normal.of("z").given("x").by(mlp(16, 8, 4));
        try (Trainer first = model.plan().compile();
                Trainer second = Trainer.maximise(
                                elbo(other, model.prior, encoder).mean())
                        .on(data, 8)
                        .seed(2)
                        .compile()) {
            first.fit(Length.epochs(3));
            float[] before = second.parameters().get("z|x.dense0.weight");
            second.startFrom(first.parameters(), "x|z.");
            assertThat(second.parameters().get("x|z.dense0.weight"))
                    .isEqualTo(first.parameters().get("x|z.dense0.weight"));
            assertThat(second.parameters().get("z|x.dense0.weight")).isEqualTo(before);
            assertThatThrownBy(() -> second.startFrom(first.parameters(), "y|"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("beginning=y|, learned=[");
        }
    }

    @Test
    void missingAndMisshapenTensorsAreNamed() {
        Factor wider = Bernoulli.of("x").given("z").by(mlp(2, 9, 16));
        Factor deeper = Bernoulli.of("x").given("z").by(mlp(2, 8, 16, 16));
        try (Trainer first = model.plan().compile();
                Parameters learned = first.checkpoint().parameters()) {
            assertThatThrownBy(() -> drawn(wider.times(model.prior), learned))
                    .hasMessageContaining("declared shape: has=[")
                    .hasMessageContaining("x|z.dense");
            assertThatThrownBy(() -> drawn(deeper.times(model.prior), learned)).hasMessageContaining("x|z.dense");
            for (Factor decoder : new Factor[] {wider, deeper}) {
                try (Trainer second = Trainer.maximise(
                                elbo(decoder, model.prior, model.encoder).mean())
                        .on(data, 8)
                        .compile()) {
                    float[] before = second.parameters().get("z|x.dense0.weight");
                    assertThatThrownBy(() -> second.startFrom(learned))
                            .hasMessageContaining("must have the tensor: name=x|z.dense");
                    assertThat(second.parameters().get("z|x.dense0.weight")).isEqualTo(before);
                }
            }
        }
        assertThatThrownBy(() -> Checkpoint.builder()
                        .tensor("other", new float[1])
                        .build()
                        .parameters())
                .hasMessageContaining("only the checkpoint of a training");
    }

    /** A single number has no axes, in a checkpoint as in a model; once it was saved with one. */
    @Test
    void singleNumbersComeBack() {
        Factor shifted = Normal.of("x", 1).with(Parameter.learned("loc", Initial.zeros()), Parameter.constant(1));
        ArrayDataSet numbers = ArrayDataSet.of("x", new float[] {3, 5}, 1);
        TrainerPlan plan = Trainer.maximise(logProb(shifted).mean()).on(numbers, 2);
        try (Trainer trainer = plan.compile();
                Trainer again = plan.compile()) {
            trainer.fit(Length.updates(3));
            Checkpoint checkpoint = trainer.checkpoint();
            try (Parameters learned = checkpoint.parameters()) {
                assertThat(learned.specs().get("x.loc").shape()).isEqualTo(Shape.SCALAR);
                assertThat(drawn(shifted, learned).draws().get("x"))
                        .isEqualTo(drawn(shifted, trainer.parameters()).draws().get("x"));
            }
            Checkpoint.Builder older = Checkpoint.builder();
            checkpoint.tensors().keySet().forEach(name -> older.tensor(name, checkpoint.floats(name)));
            checkpoint.metadata().forEach(older::put);
            again.restore(older.build());
            assertThat(again.checkpoint()).isEqualTo(checkpoint);
        }
    }
}
