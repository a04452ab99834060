package io.yume.env.gym.internal;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.gym.DType;
import io.yume.env.gym.GymSpace;
import io.yume.env.gym.UnsupportedSpaceException;
import java.util.Arrays;

/** Between the spaces of the protocol and those of an {@code Environment}. */
public final class Spaces {

    private Spaces() {}

    /** How the protocol describes a space of ours. */
    public static GymSpace describe(Space space) {
        if (space instanceof Discrete discrete) {
            return new GymSpace.DiscreteSpace(discrete.n(), 0);
        }
        if (space instanceof Pixels pixels) {
            return new GymSpace.BoxSpace(
                    DType.UINT8,
                    new int[] {pixels.height(), pixels.width(), pixels.channels()},
                    new double[] {0},
                    new double[] {255});
        }
        Box box = (Box) space;
        return new GymSpace.BoxSpace(DType.FLOAT32, new int[] {box.size()}, widened(box.low()), widened(box.high()));
    }

    private static double[] widened(float[] bounds) {
        double[] wide = new double[bounds.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = bounds[i];
        }
        return wide;
    }

    /**
     * The space of observations: uint8 images (from a classic server, three axes with bounds 0 and 255) are pixels, other
     * arrays are flat boxes, whole numbers a box of one.
     *
     * @throws UnsupportedSpaceException if an {@code Environment} cannot observe it
     */
    public static Space observation(GymSpace space) {
        if (space instanceof GymSpace.BoxSpace box) {
            return isImage(box) ? pixels(box) : box(box);
        }
        if (space instanceof GymSpace.DiscreteSpace discrete) {
            return Box.of((float) discrete.start(), (float) (discrete.start() + discrete.n() - 1), 1);
        }
        if (space instanceof GymSpace.MultiBinarySpace binary) {
            return Box.of(0, 1, Math.toIntExact(Tensor.elements(binary.shape())));
        }
        if (space instanceof GymSpace.MultiDiscreteSpace multi) {
            float[] low = new float[multi.sizes().length];
            float[] high = low.clone();
            for (int i = 0; i < low.length; i++) {
                low[i] = multi.start()[i];
                high[i] = multi.start()[i] + multi.sizes()[i] - 1;
            }
            return new Box(low, high);
        }
        throw new UnsupportedSpaceException("observations must be a Box, Discrete, MultiDiscrete or MultiBinary space"
                + (space instanceof GymSpace.DictSpace dict
                        ? ", or one key of a Dict must be chosen: keys=" + dict.keys()
                        : ": space=" + space.kind()));
    }

    private static boolean isImage(GymSpace.BoxSpace box) {
        if (box.shape().length != 3 || box.size() == 0) {
            return false;
        }
        if (box.dtype() != null) {
            return box.dtype() == DType.UINT8;
        }
        return Arrays.stream(box.low()).allMatch(low -> low == 0)
                && Arrays.stream(box.high()).allMatch(high -> high == 255);
    }

    private static Space pixels(GymSpace.BoxSpace box) {
        return new Pixels(box.shape()[0], box.shape()[1], box.shape()[2]);
    }

    private static Space box(GymSpace.BoxSpace box) {
        int size = box.size();
        if (size == 0) {
            throw new UnsupportedSpaceException("a Box must have elements: shape=" + Arrays.toString(box.shape()));
        }
        float[] low = new float[size];
        float[] high = new float[size];
        for (int i = 0; i < size; i++) {
            low[i] = (float) box.low(i);
            high[i] = (float) box.high(i);
            if (!(low[i] <= high[i])) {
                throw new UnsupportedSpaceException(
                        "bounds must be ordered: index=" + i + ", low=" + low[i] + ", high=" + high[i]);
            }
        }
        return new Box(low, high);
    }

    /**
     * The space of actions.
     *
     * @throws UnsupportedSpaceException if an {@code Environment} cannot take it
     */
    public static Space action(GymSpace space) {
        if (space instanceof GymSpace.DiscreteSpace discrete && discrete.n() >= 1 && discrete.n() <= 1 << 24) {
            return new Discrete((int) discrete.n());
        }
        if (space instanceof GymSpace.BoxSpace box) {
            return box(box);
        }
        throw new UnsupportedSpaceException(
                "actions must be a Discrete space of at most 2^24 or a Box: space=" + space.kind());
    }

    /** The axes of one observation or action in a message. */
    public static int[] shape(GymSpace space) {
        if (space instanceof GymSpace.BoxSpace box) {
            return box.shape();
        }
        if (space instanceof GymSpace.MultiBinarySpace binary) {
            return binary.shape();
        }
        if (space instanceof GymSpace.MultiDiscreteSpace multi) {
            return new int[] {multi.sizes().length};
        }
        return new int[0];
    }
}
