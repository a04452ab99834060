package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which views of one memory touch, against a list of their elements. */
final class StepsTest {

    private static Set<Integer> elements(Ref ref) {
        Set<Integer> at = new HashSet<>(Set.of(ref.offset()));
        for (int axis = 0; axis < ref.shape().rank(); axis++) {
            Set<Integer> more = new HashSet<>();
            for (int i = 0; i < ref.shape().dim(axis); i++) {
                for (int base : at) {
                    more.add(base + i * ref.strides()[axis]);
                }
            }
            at = more;
        }
        return at;
    }

    @Test
    void viewsThatTouchAreNeverCalledApart() {
        SplittableRandom random = new SplittableRandom(3);
        int apart = 0;
        int touching = 0;
        for (int round = 0; round < 20_000; round++) {
            Shape whole = Shape.of(random.nextInt(1, 5), random.nextInt(1, 5), random.nextInt(1, 5));
            Memory memory = new Memory(whole.size());
            Ref a = part(Ref.contiguous(memory, 0, whole), random);
            Ref b = part(Ref.contiguous(memory, 0, whole), random);
            Set<Integer> common = elements(a);
            common.retainAll(elements(b));
            if (common.isEmpty()) {
                apart += Steps.overlap(a, b) ? 0 : 1;
            } else {
                touching++;
                assertThat(Steps.overlap(a, b)).as("%s and %s", a, b).isTrue();
            }
        }
        assertThat(touching).isGreaterThan(1000);
        assertThat(apart).as("views known to be apart").isGreaterThan(1000);
    }

    private static Ref part(Ref whole, SplittableRandom random) {
        Ref part = whole;
        for (int axis = 0; axis < 3; axis++) {
            int length = random.nextInt(1, part.shape().dim(axis) + 1);
            part = part.slice(axis, random.nextInt(part.shape().dim(axis) - length + 1), length);
        }
        List<Integer> axes = new ArrayList<>(List.of(0, 1, 2));
        if (random.nextBoolean()) {
            axes.add(axes.remove(random.nextInt(3)));
        }
        return backwards(part.permute(axes), random.nextInt(4));
    }

    /** The same elements, the last one first along an axis; along none where there is no such axis. */
    private static Ref backwards(Ref ref, int axis) {
        if (axis >= ref.shape().rank()) {
            return ref;
        }
        int[] strides = ref.strides().clone();
        int last = ref.offset() + (ref.shape().dim(axis) - 1) * strides[axis];
        strides[axis] = -strides[axis];
        return new Ref(ref.memory(), last, ref.shape(), strides);
    }

    @Test
    void columnsOfOneMatrixAreApart() {
        Ref whole = Ref.contiguous(new Memory(40), 0, Shape.of(4, 10));
        Ref left = whole.slice(1, 0, 4);

        assertThat(Steps.overlap(left, whole.slice(1, 4, 6))).isFalse();
        assertThat(Steps.overlap(left, whole.slice(1, 3, 6))).isTrue();
        assertThat(Steps.overlap(left, whole)).isTrue();
        assertThat(Steps.overlap(left.slice(0, 0, 2), left.slice(0, 2, 2))).isFalse();
    }
}
