package io.yume.flow;

import static io.yume.flow.Flows.compose;
import static io.yume.flow.Flows.squeezed;
import static io.yume.nn.Networks.mlp;
import static io.yume.nn.Networks.sequential;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import io.yume.nn.Conv;
import io.yume.nn.Network;
import java.util.stream.Stream;

/** The members of the battery. A new flow joins by one line: itself and the shape of a value on the side of the base. */
final class FlowBattery {

    private static final Seed SEED = Seed.root(3);

    private FlowBattery() {}

    /** A flow and the shape of a value on the side of the base. */
    record Member(String name, Flow flow, Shape event) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Member of(String name, Flow flow, int... event) {
        return new Member(name, flow, Shape.of(event));
    }

    private static Network conv(int in, int out) {
        return sequential(
                Conv.of(in, 3, 3).padding(1),
                Activation.TANH,
                Conv.of(3, out, 3).padding(1));
    }

    private static Network smooth(int... sizes) {
        return mlp(Activation.TANH, sizes);
    }

    static Stream<Member> members() {
        return Stream.concat(vectors(), images());
    }

    private static Stream<Member> vectors() {
        return Stream.of(
                of("additive coupling", Coupling.additive(Mask.half(), smooth(5, 4, 5)), 5),
                of("affine coupling", Coupling.affine(Mask.half(), smooth(4, 5, 8)), 4),
                of("flipped coupling", Coupling.affine(Mask.half().flipped(), smooth(3, 5, 6)), 3),
                of("alternating coupling", Coupling.affine(Mask.alternating(), smooth(4, 5, 8)), 4),
                of(
                        "conditional coupling",
                        Coupling.affine(Mask.half(), smooth(4 + 2, 5, 8)).given(2),
                        4),
                of("planar", Planar.of(3), 3),
                of("planar of one number", Planar.of(1), 1),
                of("conditional planar", Planar.of(3).given(2), 3),
                of("radial", Radial.of(3), 3),
                of("conditional radial", Radial.of(3).given(2), 3),
                of("actnorm", ActNorm.of(3), 3),
                of("actnorm of data", ActNorm.standardising(new float[] {1, 2, 5, -1, 0, 3}, 3), 3),
                of("linear", InvertibleLinear.of(5, SEED), 5),
                of("linear of blocks", InvertibleLinear.of(11, SEED), 11),
                of("batch normalisation", BatchNormFlow.of(3), 3),
                of("inverted batch normalisation", BatchNormFlow.of(3).inverted(), 3),
                of("linear of two", InvertibleLinear.of(2, SEED), 2),
                of("permutation", Permutation.of(2, 0, 3, 1), 4),
                of("logit", Logit.of(0.05), 3),
                of("inverted logit", compose(Logit.of(0), Logit.of(0.05).inverted()), 3),
                of("masked autoregressive", Autoregressive.masked(4, 6, 5).with(Activation.TANH), 4),
                of("linear masked autoregressive", Autoregressive.masked(3), 3),
                of(
                        "conditional masked autoregressive",
                        Autoregressive.masked(3, 6).given(2).with(Activation.TANH),
                        3),
                of("inverse autoregressive", Autoregressive.inverse(4, 6).with(Activation.TANH), 4),
                of(
                        "conditional inverse autoregressive",
                        Autoregressive.inverse(3, 6).given(2).with(Activation.TANH),
                        3),
                of(
                        "inverted masked autoregressive",
                        Autoregressive.masked(3, 6).with(Activation.TANH).inverted(),
                        3),
                of("split", Split.of(ActNorm.of(2), Coupling.affine(Mask.half(), smooth(2, 3, 4))), 4),
                of(
                        "composition",
                        compose(
                                        ActNorm.of(4),
                                        Coupling.affine(Mask.half(), smooth(4 + 2, 5, 8))
                                                .given(2),
                                        Permutation.reversed(4).named("flip"),
                                        InvertibleLinear.of(4, SEED),
                                        Autoregressive.masked(4, 5).given(2).with(Activation.TANH))
                                .then(Logit.of(0.01)),
                        4));
    }

    private static Stream<Member> images() {
        return Stream.of(
                of("checkerboard coupling", Coupling.affine(Mask.checkerboard(), conv(1, 2)), 1, 3, 2),
                of(
                        "additive checkerboard",
                        Coupling.additive(Mask.checkerboard().flipped(), conv(2, 2)),
                        2,
                        2,
                        2),
                of(
                        "channel coupling",
                        Coupling.affine(Mask.half(), conv(2 + 2, 4)).given(2),
                        2,
                        2,
                        2),
                of("actnorm of channels", ActNorm.of(2), 2, 2, 2),
                of("batch normalisation of channels", compose(ActNorm.of(2), BatchNormFlow.of(2)), 2, 2, 2),
                of("1x1 convolution", InvertibleLinear.of(3, SEED), 3, 2, 2),
                of("shuffled channels", Permutation.shuffled(4, SEED), 4, 1, 2),
                of("squeeze", Squeeze.of(), 1, 4, 2),
                of("inverted squeeze", Squeeze.of().inverted(), 4, 1, 2),
                of(
                        "two scales",
                        compose(
                                squeezed(Split.of(ActNorm.of(2), InvertibleLinear.of(2, SEED)), ActNorm.of(4)),
                                Coupling.affine(Mask.checkerboard(), conv(1, 2))),
                        1,
                        4,
                        2));
    }
}
