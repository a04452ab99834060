package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random play for tests. A trace has observations and time steps in turn, and compares bit by bit. */
final class Play {

    private Play() {}

    /** Resets and plays with actions that the seed decides. */
    static List<Object> trace(Environment environment, long seed, int steps) {
        environment.reset(seed);
        return go(environment, new Random(seed), steps);
    }

    /** Plays on from the current state. */
    static List<Object> go(Environment environment, Random random, int steps) {
        List<Object> trace = new ArrayList<>(List.of(observation(environment)));
        for (int i = 0; i < steps; i++) {
            stepUnlessOver(environment, random, trace);
        }
        return trace;
    }

    static void stepUnlessOver(Environment environment, Random random, List<Object> trace) {
        if (!over(trace)) {
            trace.add(environment.step(action(environment.actionSpace(), random)));
            trace.add(observation(environment));
        }
    }

    static boolean over(List<Object> trace) {
        return trace.size() > 1 && ((TimeStep) trace.get(trace.size() - 2)).last();
    }

    /** The current observation as a value that equals only the same bits. */
    static Object observation(Environment environment) {
        int size = environment.observationSpace().size();
        if (environment.observationSpace() instanceof Pixels) {
            byte[] pixels = new byte[size];
            environment.observe(pixels);
            return ByteBuffer.wrap(pixels);
        }
        float[] vector = new float[size];
        environment.observe(vector);
        ByteBuffer bits = ByteBuffer.allocate(Float.BYTES * size);
        for (float value : vector) {
            bits.putFloat(value);
        }
        return bits.flip();
    }

    /** Fails if an element lies outside the space or was not written. */
    static void requireObservationInSpace(Environment environment) {
        if (environment.observationSpace() instanceof Box box) {
            float[] observation = new float[box.size()];
            Arrays.fill(observation, Float.NaN);
            environment.observe(observation);
            assertThat(box.contains(observation))
                    .as(
                            "%s in [%s, %s]",
                            Arrays.toString(observation), Arrays.toString(box.low()), Arrays.toString(box.high()))
                    .isTrue();
        } else {
            // Every byte is a valid pixel; what can go wrong is one that was not written.
            byte[] zeros = new byte[environment.observationSpace().size()];
            byte[] ones = zeros.clone();
            Arrays.fill(ones, (byte) -1);
            environment.observe(zeros);
            environment.observe(ones);
            assertThat(zeros).as("every pixel is written").isEqualTo(ones);
        }
    }

    /** A uniformly random action; an unbounded element lies in [-1, 1]. */
    static float[] action(Space space, Random random) {
        if (space instanceof Discrete discrete) {
            return new float[] {random.nextInt(discrete.n())};
        }
        Box box = (Box) space;
        float[] low = box.low();
        float[] high = box.high();
        float[] action = new float[box.size()];
        for (int i = 0; i < action.length; i++) {
            float from = Math.max(low[i], Math.min(-1, high[i] - 2));
            float to = Math.min(high[i], Math.max(1, low[i] + 2));
            if (Float.isFinite(low[i]) && Float.isFinite(high[i])) {
                from = low[i];
                to = high[i];
            }
            action[i] = from + (to - from) * random.nextFloat();
        }
        return action;
    }

    /** Actions outside the space: wrong lengths, not numbers, and for discrete spaces fractions and wrong indices. */
    static List<float[]> badActions(Space space) {
        List<float[]> bad = new ArrayList<>();
        bad.add(new float[0]);
        bad.add(new float[space.size() + 1]);
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] action = action(space, new Random(0));
            action[action.length - 1] = value;
            bad.add(action);
        }
        if (space instanceof Discrete discrete) {
            bad.add(new float[] {-1});
            bad.add(new float[] {discrete.n()});
            bad.add(new float[] {0.5f});
        }
        return bad;
    }
}
