package io.yume.nn.guest;

import io.yume.nn.Activation;
import io.yume.nn.Conv;
import io.yume.nn.Dense;
import io.yume.nn.LstmCell;
import io.yume.nn.Network;
import io.yume.nn.Networks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Translates layers of Deeplearning4j, with their learned tensors. */
final class Dl4jLayers {

    private static final int GATES = 4;

    private Dl4jLayers() {}

    /**
     * The same layer as networks of ours: the dropout of its input, the layer, and its activation. A loss is left out.
     *
     * @param name of the layer, for errors
     * @throws IllegalArgumentException if the layer, or an option of it, has no counterpart; the message names it
     */
    static List<Network> of(String name, Layer layer) {
        org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
        List<Network> parts = new ArrayList<>();
        parts.add(dropout(name, conf.getIDropout()));
        parts.addAll(layer(name, layer, conf));
        parts.removeIf(part -> part == Activation.IDENTITY);
        if (layer instanceof LastTimeStepLayer) {
            // Its configuration is that of the wrapped layer.
            parts.add(Shaped.lastStep());
        }
        return parts;
    }

    private static List<Network> layer(String name, Layer layer, org.deeplearning4j.nn.conf.layers.Layer conf) {
        if (conf instanceof BaseLayer base && base.getWeightNoise() != null) {
            throw refused(name, conf, "weight noise");
        }
        if (conf instanceof DenseLayer dense) {
            if (dense.hasLayerNorm()) {
                throw refused(name, conf, "layer normalisation");
            }
            return dense(name, layer, dense);
        }
        if (conf instanceof RnnOutputLayer output) {
            require(name, conf, output.getRnnDataFormat() == RNNFormat.NCW, "the format " + output.getRnnDataFormat());
            Network rows = Networks.sequential(dense(name, layer, output).toArray(Network[]::new));
            return List.of(Shaped.overTime(rows));
        }
        if (conf instanceof OutputLayer output) {
            return dense(name, layer, output);
        }
        if (conf.getClass() == ConvolutionLayer.class || conf.getClass() == Convolution2D.class) {
            return convolution(name, layer, (ConvolutionLayer) conf);
        }
        if (conf.getClass() == SubsamplingLayer.class || conf.getClass() == Pooling2D.class) {
            return List.of(pooling(name, (SubsamplingLayer) conf));
        }
        if (conf.getClass() == LSTM.class) {
            return List.of(lstm(name, layer, (LSTM) conf));
        }
        if (conf instanceof ActivationLayer activation) {
            return List.of(Dl4jActivations.of(name, activation.getActivationFn()));
        }
        if (conf instanceof LossLayer loss) {
            return List.of(Dl4jActivations.of(name, loss.getActivationFn()));
        }
        if (conf instanceof DropoutLayer) {
            return List.of();
        }
        throw refused(name, conf, "its kind");
    }

    /** A preprocessor and a layer as one network with a name. */
    static Network named(String name, InputPreProcessor change, Layer layer) {
        List<Network> parts = new ArrayList<>();
        parts.add(of(name, change));
        parts.addAll(of(name, layer));
        parts.removeIf(part -> part == Activation.IDENTITY);
        return Networks.sequential(parts.toArray(Network[]::new)).named(name);
    }

    private static Network dropout(String name, IDropout dropout) {
        if (dropout == null) {
            return Activation.IDENTITY;
        }
        if (dropout.getClass() == Dropout.class
                && ((Dropout) dropout).getPSchedule() == null
                && ((Dropout) dropout).getP() > 0) {
            // Deeplearning4j's p is the probability that an element is kept.
            return io.yume.nn.Dropout.of(1 - ((Dropout) dropout).getP());
        }
        throw new IllegalArgumentException(
                "a dropout must be one that can be brought in: layer=" + name + ", dropout=" + dropout);
    }

    private static List<Network> dense(String name, Layer layer, DenseLayer conf) {
        return rows(name, layer, conf, Math.toIntExact(conf.getNIn()), Math.toIntExact(conf.getNOut()), conf.hasBias());
    }

    private static List<Network> dense(String name, Layer layer, BaseOutputLayer conf) {
        return rows(name, layer, conf, Math.toIntExact(conf.getNIn()), Math.toIntExact(conf.getNOut()), conf.hasBias());
    }

    private static List<Network> rows(String name, Layer layer, BaseLayer conf, int in, int out, boolean biased) {
        Dense dense = biased ? Dense.of(in, out) : Dense.of(in, out).unbiased();
        return activated(name, conf, new Given(dense, weights(layer, biased)).named("dense"));
    }

    private static List<Network> activated(String name, BaseLayer conf, Network network) {
        return List.of(network, Dl4jActivations.of(name, conf.getActivationFn()));
    }

    private static Map<String, float[]> weights(Layer layer, boolean biased) {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        numbers.put("weight", numbers(layer.getParam("W")));
        if (biased) {
            numbers.put("bias", numbers(layer.getParam("b")));
        }
        return numbers;
    }

    /** The elements in row-major order, whatever the order of the array. */
    static float[] numbers(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    private static List<Network> convolution(String name, Layer layer, ConvolutionLayer conf) {
        require(name, conf, conf.getCnn2dDataFormat() == CNN2DFormat.NCHW, "the format " + conf.getCnn2dDataFormat());
        int kernel = square(name, conf, "kernel", conf.getKernelSize());
        int stride = square(name, conf, "stride", conf.getStride());
        int padding = square(name, conf, "padding", conf.getPadding());
        require(name, conf, square(name, conf, "dilation", conf.getDilation()) == 1, "a dilation");
        if (conf.getConvolutionMode() == ConvolutionMode.Same) {
            require(name, conf, stride == 1 && kernel % 2 == 1, "the mode Same with a stride or an even kernel");
            padding = kernel / 2;
        }
        require(name, conf, conf.getConvolutionMode() != ConvolutionMode.Causal, "the mode Causal");
        Conv conv = Conv.of(Math.toIntExact(conf.getNIn()), Math.toIntExact(conf.getNOut()), kernel)
                .stride(stride)
                .padding(padding);
        boolean biased = conf.hasBias();
        return activated(name, conf, new Given(biased ? conv : conv.unbiased(), weights(layer, biased)).named("conv"));
    }

    private static Network pooling(String name, SubsamplingLayer conf) {
        require(name, conf, conf.getCnn2dDataFormat() == CNN2DFormat.NCHW, "the format " + conf.getCnn2dDataFormat());
        int kernel = square(name, conf, "kernel", conf.getKernelSize());
        boolean apart = square(name, conf, "stride", conf.getStride()) == kernel;
        require(name, conf, apart, "pools that overlap or leave gaps");
        require(name, conf, square(name, conf, "padding", conf.getPadding()) == 0, "a padding");
        require(name, conf, square(name, conf, "dilation", conf.getDilation()) == 1, "a dilation");
        require(name, conf, conf.getConvolutionMode() != ConvolutionMode.Same, "the mode Same");
        boolean largest = conf.getPoolingType() == PoolingType.MAX;
        require(
                name,
                conf,
                largest || conf.getPoolingType() == PoolingType.AVG,
                "the pooling " + conf.getPoolingType());
        return Shaped.pooling(kernel, largest);
    }

    private static Network lstm(String name, Layer layer, LSTM conf) {
        require(name, conf, conf.getActivationFn() instanceof ActivationTanH, "an activation other than tanh");
        require(name, conf, conf.getGateActivationFn() instanceof ActivationSigmoid, "gates other than sigmoids");
        require(name, conf, conf.getRnnDataFormat() == RNNFormat.NCW, "the format " + conf.getRnnDataFormat());
        int in = Math.toIntExact(conf.getNIn());
        int hidden = Math.toIntExact(conf.getNOut());
        Map<String, float[]> numbers = new LinkedHashMap<>();
        numbers.put("input.weight", gates(numbers(layer.getParam("W")), in, hidden));
        numbers.put("hidden.weight", gates(numbers(layer.getParam("RW")), hidden, hidden));
        numbers.put("bias", gates(numbers(layer.getParam("b")), 1, hidden));
        return new Given(new OverTime(new LstmCell(in, hidden, 0)), numbers).named("lstm");
    }

    /** Reorders gates: theirs are candidate, forget, output, input; ours are input, forget, candidate, output. */
    static float[] gates(float[] theirs, int rows, int hidden) {
        int[] from = {3, 1, 0, 2};
        float[] ours = new float[theirs.length];
        for (int row = 0; row < rows; row++) {
            for (int gate = 0; gate < GATES; gate++) {
                int begin = row * GATES * hidden;
                System.arraycopy(theirs, begin + from[gate] * hidden, ours, begin + gate * hidden, hidden);
            }
        }
        return ours;
    }

    /**
     * The same preprocessor, which changes shapes, as a network of ours.
     *
     * @throws IllegalArgumentException if it has no counterpart; the message names it
     */
    private static Network of(String name, InputPreProcessor change) {
        if (change == null) {
            return Activation.IDENTITY;
        }
        if (change instanceof FeedForwardToCnnPreProcessor images) {
            return Shaped.images(
                    Math.toIntExact(images.getNumChannels()),
                    Math.toIntExact(images.getInputHeight()),
                    Math.toIntExact(images.getInputWidth()));
        }
        if (change instanceof CnnToFeedForwardPreProcessor flat && flat.getFormat() == CNN2DFormat.NCHW) {
            return Shaped.flat();
        }
        throw new IllegalArgumentException("a change of shape must be one that can be brought in: layer=" + name
                + ", change=" + change.getClass().getSimpleName());
    }

    private static int square(String name, org.deeplearning4j.nn.conf.layers.Layer conf, String what, int... sides) {
        require(name, conf, sides.length == 2 && sides[0] == sides[1], "a " + what + " that is no square");
        return sides[0];
    }

    private static void require(
            String name, org.deeplearning4j.nn.conf.layers.Layer conf, boolean holds, String otherwise) {
        if (!holds) {
            throw refused(name, conf, otherwise);
        }
    }

    private static IllegalArgumentException refused(
            String name, org.deeplearning4j.nn.conf.layers.Layer conf, String because) {
        return new IllegalArgumentException("a layer must be one that can be brought in: layer=" + name + ", kind="
                + conf.getClass().getSimpleName() + ", because of " + because);
    }
}
