package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** First gradients of whole models against SameDiff in double precision: written twice, differentiated by two engines. */
final class SameDiffTest {

    private final SameDiff sd = SameDiff.create();
    private final Map<String, INDArray> fed = new HashMap<>();

    @Test
    void gradientsOfAnMlpAutoencoderEqualThoseOfSameDiff() {
        TestModels.Model model = TestModels.mlpVae(6, 20, 16, 4, true);
        try (Oracle ours = new Oracle(model)) {
            SDVariable x = ours.fed("x", 0, 1);
            SDVariable h = sd.math().tanh(ours.dense(x, "encoder"));
            SDVariable mean = ours.dense(h, "mean");
            SDVariable logVariance = ours.dense(h, "logVariance");
            SDVariable z = mean.add(sd.math().exp(logVariance.mul(0.5)).mul(ours.fed("noise", -2, 2)));
            SDVariable logits = ours.dense(sd.math().tanh(ours.dense(z, "decoder")), "out");
            SDVariable softplus = sd.math().log(sd.math().exp(logits).add(1));
            SDVariable reconstruction = softplus.sub(x.mul(logits)).sum().div(6);
            ours.compare(reconstruction.add(divergence(mean, logVariance, 6)));
        }
    }

    @Test
    void gradientsOfAConvolutionalAutoencoderEqualThoseOfSameDiff() {
        TestModels.Model model = TestModels.convVae(3, true);
        try (Oracle ours = new Oracle(model)) {
            SDVariable x = ours.fed("x", 0, 1);
            SDVariable h1 = sd.nn().relu(conv(x, ours.learned("conv1")).add(ours.learned("conv1/bias")), 0);
            SDVariable h2 = sd.math().tanh(conv(h1, ours.learned("conv2")));
            SDVariable flat = h2.reshape(3, 24);
            SDVariable mean = ours.dense(flat, "mean");
            SDVariable logVariance = ours.dense(flat, "logVariance");
            SDVariable z = mean.add(sd.math().exp(logVariance.mul(0.5)).mul(ours.fed("noise", -2, 2)));
            SDVariable up = sd.math().tanh(ours.dense(z, "decoder").reshape(3, 6, 2, 2));
            SDVariable up1 = sd.math().tanh(deconv(up, ours.learned("deconv1"), 2));
            SDVariable logits = deconv(up1, ours.learned("deconv2"), 4);
            SDVariable error = sd.nn().sigmoid(logits).sub(x);
            SDVariable reconstruction = error.mul(error).sum().div(3);
            ours.compare(reconstruction.add(divergence(mean, logVariance, 3)));
        }
    }

    @Test
    void gradientsOfARecurrentMixtureModelEqualThoseOfSameDiff() {
        int steps = 5;
        int batch = 3;
        int latent = 4;
        int hidden = 6;
        int mixtures = 3;
        TestModels.Model model = TestModels.lstmMixture(steps, batch, latent, hidden, mixtures);
        try (Oracle ours = new Oracle(model)) {
            SDVariable z = ours.fed("z", -1, 1);
            SDVariable h = sd.constant(Nd4j.zeros(DataType.DOUBLE, batch, hidden));
            SDVariable c = sd.constant(Nd4j.zeros(DataType.DOUBLE, batch, hidden));
            SDVariable input = ours.learned("input");
            SDVariable recurrent = ours.learned("recurrent");
            SDVariable bias = ours.learned("bias");
            SDVariable total = null;
            for (int t = 0; t < steps; t++) {
                SDVariable gates =
                        step(z, t, batch, latent).mmul(input).add(bias).add(h.mmul(recurrent));
                SDVariable in = sd.nn().sigmoid(columns(gates, 0, batch, hidden));
                SDVariable forget =
                        sd.nn().sigmoid(columns(gates, 1, batch, hidden).add(1));
                SDVariable out = sd.nn().sigmoid(columns(gates, 2, batch, hidden));
                SDVariable candidate = sd.math().tanh(columns(gates, 3, batch, hidden));
                c = forget.mul(c).add(in.mul(candidate));
                h = out.mul(sd.math().tanh(c));
                SDVariable head = ours.dense(h, "head");
                int wide = latent * mixtures;
                SDVariable logits = columns(head, 0, batch, wide).reshape(batch, latent, mixtures);
                SDVariable means = columns(head, 1, batch, wide).reshape(batch, latent, mixtures);
                SDVariable logScale = columns(head, 2, batch, wide).reshape(batch, latent, mixtures);
                SDVariable target = step(z, t + 1, batch, latent).reshape(batch, latent, 1);
                SDVariable scale = sd.math().exp(logScale);
                SDVariable scaled = target.sub(means).div(scale);
                SDVariable weights = sd.math().exp(logits);
                // No broadcast of a division over the mixtures: the sums are divided instead.
                SDVariable densities = weights.mul(
                                sd.math().exp(scaled.mul(scaled).mul(-0.5)))
                        .div(scale)
                        .div(Math.sqrt(2 * Math.PI));
                SDVariable logLikelihood =
                        sd.math().log(densities.sum(2)).sub(sd.math().log(weights.sum(2)));
                SDVariable sum = logLikelihood.sum();
                total = total == null ? sum : total.add(sum);
            }
            ours.compare(total.div(-steps * batch * latent));
        }
    }

    private static SDVariable step(SDVariable z, int t, int batch, int latent) {
        return z.getSameDiff().slice(z, new int[] {t, 0, 0}, 1, batch, latent).reshape(batch, latent);
    }

    private static SDVariable columns(SDVariable x, int block, int batch, int width) {
        return x.getSameDiff().slice(x, new int[] {0, block * width}, batch, width);
    }

    private static SDVariable divergence(SDVariable mean, SDVariable logVariance, int batch) {
        SameDiff sd = mean.getSameDiff();
        return mean.mul(mean)
                .add(sd.math().exp(logVariance))
                .sub(logVariance)
                .sub(1)
                .sum()
                .mul(0.5 / batch);
    }

    private SDVariable conv(SDVariable x, SDVariable w) {
        long[] shape = w.getArr().shape();
        // SameDiff's gradient forgets any other format of weights than [rows, columns, in, out].
        return sd.cnn()
                .conv2d(
                        x,
                        w.permute(2, 3, 1, 0),
                        Conv2DConfig.builder()
                                .kH(shape[2])
                                .kW(shape[3])
                                .sH(2)
                                .sW(2)
                                .dataFormat("NCHW")
                                .build());
    }

    private SDVariable deconv(SDVariable x, SDVariable w, int kernel) {
        // SameDiff's weights are [rows, columns, out, in] as seen by the transposed convolution.
        return sd.cnn()
                .deconv2d(
                        x,
                        w.permute(2, 3, 1, 0),
                        DeConv2DConfig.builder()
                                .kH(kernel)
                                .kW(kernel)
                                .sH(2)
                                .sW(2)
                                .dataFormat("NCHW")
                                .build());
    }

    /** Our model with its values, and the same values for SameDiff. */
    private final class Oracle implements AutoCloseable {

        private final Parameters parameters;
        private final OptimizerState adam;
        private final Program program;
        private final Map<String, SDVariable> learned = new LinkedHashMap<>();
        private final Map<String, Shape> shapes = new HashMap<>();
        private final SplittableRandom random = new SplittableRandom(3);

        Oracle(TestModels.Model model) {
            parameters = new Parameters(model.specs(), Seed.root(1));
            adam = new OptimizerState(Adam.of(1e-3), parameters);
            program = Program.training(model.terms(), model.loss(), adam);
            for (String name : parameters.specs().keySet()) {
                int[] dims = parameters.specs().get(name).shape().dims();
                float[] values = parameters.get(name);
                learned.put(name, sd.var(name.replace('/', '_'), array(values, dims)));
            }
            for (Node node : model.graph().nodes()) {
                if (node.primitive() instanceof Leaf.Placeholder leaf) {
                    shapes.put(leaf.name(), node.shape());
                }
            }
        }

        SDVariable fed(String name, double low, double high) {
            Shape shape = shapes.get(name);
            float[] values = new float[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(low, high);
            }
            program.feed(name, values);
            fed.put(name, array(values, shape.dims()));
            long[] dims = Arrays.stream(shape.dims()).asLongStream().toArray();
            return sd.placeHolder(name, DataType.DOUBLE, dims);
        }

        SDVariable learned(String name) {
            return learned.get(name);
        }

        SDVariable dense(SDVariable x, String name) {
            return x.mmul(learned(name)).add(learned(name + "/bias"));
        }

        void compare(SDVariable loss) {
            program.run();
            loss.rename("loss");
            sd.setLossVariables("loss");
            double expectedLoss = sd.output(fed, "loss").get("loss").getDouble(0);
            assertThat((double) program.scalar("loss")).isCloseTo(expectedLoss, Percentage.withPercentage(1e-3));
            String[] names = learned.values().stream().map(SDVariable::name).toArray(String[]::new);
            Map<String, INDArray> expected = sd.calculateGradients(fed, names);
            learned.forEach((name, variable) -> {
                double[] theirs = expected.get(variable.name()).dup('c').data().asDouble();
                float[] ours = adam.gradient(name);
                assertThat(ours).as(name).hasSameSizeAs(theirs);
                double largest = 0;
                for (double value : theirs) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).as("gradient of %s", name).isPositive();
                for (int i = 0; i < ours.length; i++) {
                    assertThat((double) ours[i])
                            .as("%s at %d", name, i)
                            .isCloseTo(theirs[i], Offset.offset(1e-4 * largest));
                }
            });
        }

        @Override
        public void close() {
            program.close();
            adam.close();
            parameters.close();
        }
    }

    private static INDArray array(float[] values, int... dims) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        long[] shape = Arrays.stream(dims).asLongStream().toArray();
        return Nd4j.createFromArray(doubles).reshape('c', shape);
    }
}
