package io.yume.experiment.bench;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.variational.BernoulliReconstructionDistribution;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** The autoencoder of dense layers as the layer that Deeplearning4j has for it; its pixels are given by probabilities. */
final class Dl4jVae implements Workload {

    private final MlpVae sizes;
    private final Batches batches;
    private final MultiLayerNetwork network;

    Dl4jVae(MlpVae sizes) {
        this.sizes = sizes;
        batches = new Batches(sizes.pixels(), sizes.batch());
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list()
                .layer(new VariationalAutoencoder.Builder()
                        .nIn(sizes.pixels())
                        .nOut(sizes.latents())
                        .encoderLayerSizes(sizes.hidden())
                        .decoderLayerSizes(sizes.hidden())
                        .activation(Activation.RELU)
                        .pzxActivationFunction(Activation.IDENTITY)
                        .reconstructionDistribution(new BernoulliReconstructionDistribution(Activation.SIGMOID))
                        .build())
                .build();
        network = new MultiLayerNetwork(configuration);
        network.init();
    }

    @Override
    public void step() {
        network.pretrainLayer(0, Nd4j.createFromArray(batches.next()).reshape(sizes.batch(), sizes.pixels()));
    }

    @Override
    public void close() {
        network.close();
    }
}
