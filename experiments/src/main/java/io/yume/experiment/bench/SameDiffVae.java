package io.yume.experiment.bench;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.weightinit.impl.XavierInitScheme;

/** The autoencoder of dense layers as a user writes it with SameDiff: variables, a loss, and fit. */
final class SameDiffVae implements Workload {

    private final MlpVae sizes;
    private final Batches batches;
    private final SameDiff model = SameDiff.create();

    SameDiffVae(MlpVae sizes) {
        this.sizes = sizes;
        batches = new Batches(sizes.pixels(), sizes.batch());
        SDVariable x = model.placeHolder("x", DataType.FLOAT, sizes.batch(), sizes.pixels());
        SDVariable h = model.nn().relu(dense(x, "hidden", sizes.pixels(), sizes.hidden()), 0);
        SDVariable mean = dense(h, "mean", sizes.hidden(), sizes.latents());
        SDVariable logVariance = dense(h, "logVariance", sizes.hidden(), sizes.latents());
        SDVariable noise = model.random().normal(0, 1, DataType.FLOAT, sizes.batch(), sizes.latents());
        SDVariable z = mean.add(model.math().exp(logVariance.mul(0.5)).mul(noise));
        SDVariable back = model.nn().relu(dense(z, "back", sizes.latents(), sizes.hidden()), 0);
        SDVariable logits = dense(back, "out", sizes.hidden(), sizes.pixels());
        SDVariable crossEntropy = model.nn().softplus(logits).sub(x.mul(logits)).sum();
        SDVariable divergence = logVariance
                .add(1)
                .sub(model.math().square(mean))
                .sub(model.math().exp(logVariance))
                .mul(-0.5)
                .sum();
        crossEntropy.add(divergence).div("loss", model.constant((float) sizes.batch()));
        model.setLossVariables("loss");
        model.setTrainingConfig(TrainingConfig.builder()
                .updater(new Adam(1e-3))
                .dataSetFeatureMapping("x")
                .markLabelsUnused()
                .build());
    }

    private SDVariable dense(SDVariable x, String name, int in, int out) {
        SDVariable weight = model.var(name + ".weight", new XavierInitScheme('c', in, out), DataType.FLOAT, in, out);
        SDVariable bias = model.var(name + ".bias", Nd4j.zeros(DataType.FLOAT, 1, out));
        return x.mmul(weight).add(bias);
    }

    @Override
    public void step() {
        INDArray x = Nd4j.createFromArray(batches.next()).reshape(sizes.batch(), sizes.pixels());
        model.fit(new DataSet(x, null));
    }

    @Override
    public void close() {
        // Its arrays go with the garbage collector.
    }
}
