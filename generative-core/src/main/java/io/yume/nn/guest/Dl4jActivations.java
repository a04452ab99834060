package io.yume.nn.guest;

import io.yume.graph.Node;
import io.yume.nn.Activation;
import io.yume.nn.Network;
import java.util.Arrays;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Translates activations of Deeplearning4j. */
final class Dl4jActivations {

    private Dl4jActivations() {}

    /**
     * The same activation as a network of ours.
     *
     * @param layer the name of its layer, for errors
     * @throws IllegalArgumentException if there is none; the message names the layer and the activation
     */
    static Network of(String layer, IActivation activation) {
        if (activation == null || activation instanceof ActivationIdentity) {
            return Activation.IDENTITY;
        }
        if (activation instanceof ActivationReLU) {
            return Activation.RELU;
        }
        if (activation instanceof ActivationSigmoid) {
            return Activation.SIGMOID;
        }
        if (activation instanceof ActivationTanH) {
            return Activation.TANH;
        }
        if (activation instanceof ActivationSoftPlus) {
            return Activation.SOFTPLUS;
        }
        if (activation instanceof ActivationSwish) {
            return Activation.SILU;
        }
        if (activation instanceof ActivationELU elu && elu.getAlpha() == ActivationELU.DEFAULT_ALPHA) {
            return Activation.ELU;
        }
        if (activation instanceof ActivationLReLU leaky) {
            return new Shaped("leaky", x -> x.max(0).plus(x.min(0).times(leaky.getAlpha())));
        }
        if (activation instanceof ActivationHardTanH) {
            return new Shaped("hard tanh", x -> x.clip(-1, 1));
        }
        if (activation instanceof ActivationHardSigmoid) {
            return new Shaped("hard sigmoid", x -> x.times(0.2).plus(0.5).clip(0, 1));
        }
        if (activation instanceof ActivationCube) {
            return new Shaped("cube", x -> x.times(x).times(x));
        }
        if (activation instanceof ActivationSoftSign) {
            return new Shaped("soft sign", x -> x.dividedBy(x.abs().plus(1)));
        }
        if (activation instanceof ActivationSoftmax) {
            return new Shaped("softmax", Dl4jActivations::softmax);
        }
        throw new IllegalArgumentException(
                "an activation must be one that can be brought in: layer=" + layer + ", activation=" + activation);
    }

    private static Node softmax(Node x) {
        if (x.shape().rank() != 2) {
            throw new IllegalArgumentException("a softmax must be over rows: shape="
                    + Arrays.toString(x.shape().dims()));
        }
        return x.softmax(-1);
    }
}
