package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.OpenLoopPolicy.Brownian;
import io.yume.env.OpenLoopPolicy.Constant;
import io.yume.env.OpenLoopPolicy.Constants;
import io.yume.env.OpenLoopPolicy.HeldRandom;
import io.yume.env.OpenLoopPolicy.Sweep;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenLoopPolicyTest {

    private static final Discrete THREE = new Discrete(3);

    @Test
    void constantPlaysOneActionOfEverySpace() {
        assertThat(play(new Constant(0), THREE, 1, 3)).containsExactly(0, 0, 0);
        assertThat(play(new Constant(0.5), THREE, 1, 3)).containsExactly(1, 1, 1);
        assertThat(play(new Constant(1), THREE, 1, 3)).containsExactly(2, 2, 2);
        float[] action = new float[2];
        new Constant(0.25)
                .start(new Box(new float[] {-1, 0}, new float[] {1, 8}), 1)
                .next(action);
        assertThat(action).containsExactly(-0.5f, 2);
    }

    @Test
    void heldRandomIsUniformOverActionsAndKeepsItsHolds() {
        float[] actions = play(new HeldRandom(2, 4, 1, 1, 1), THREE, 5, 30_000);
        int[] counts = new int[3];
        int shortest = Integer.MAX_VALUE;
        int run = 1;
        for (int i = 0; i < actions.length; i++) {
            counts[(int) actions[i]]++;
            if (i > 0 && actions[i] == actions[i - 1]) {
                run++;
            } else if (i > 0) {
                shortest = Math.min(shortest, run);
                run = 1;
            }
        }
        assertThat(shortest).isEqualTo(2);
        for (int count : counts) {
            // About 10,000 holds of about 3 steps: standard deviation 0.005.
            assertThat(count / 30_000.0).isCloseTo(1.0 / 3, within(0.02));
        }
    }

    @Test
    void heldRandomHoldsForEveryLengthOfItsRange() {
        // Actions of a wide space differ from hold to hold, so that every hold shows.
        float[] actions = play(new HeldRandom(1, 3, 1, 1, 1), Box.of(0, 1, 1), 11, 12_000);
        int[] lengths = new int[4];
        int run = 1;
        for (int i = 1; i < actions.length; i++) {
            if (actions[i] == actions[i - 1]) {
                run++;
            } else {
                lengths[run]++;
                run = 1;
            }
        }
        double holds = lengths[1] + lengths[2] + lengths[3];
        for (int length = 1; length <= 3; length++) {
            assertThat(lengths[length] / holds).isCloseTo(1.0 / 3, within(0.03));
        }
    }

    @Test
    void weightsDecideHowOftenAnActionComes() {
        float[] actions = play(new HeldRandom(1, 1, 1, 0, 3), THREE, 2, 20_000);
        int[] counts = new int[3];
        for (float action : actions) {
            counts[(int) action]++;
        }
        assertThat(counts[1]).isZero();
        assertThat(counts[0] / 20_000.0).isCloseTo(0.25, within(0.015));
    }

    @Test
    void sweepTurnsAfterEveryHalfPeriodAndTheSeedDecidesTheFirstSide() {
        boolean leftFirst = false;
        boolean rightFirst = false;
        for (long seed = 0; seed < 32; seed++) {
            float[] actions = play(new Sweep(3), THREE, seed, 9);
            float first = actions[0];
            leftFirst |= first == 0;
            rightFirst |= first == 2;
            float second = 2 - first;
            assertThat(actions).containsExactly(first, first, first, second, second, second, first, first, first);
        }
        assertThat(leftFirst && rightFirst).isTrue();
    }

    @Test
    void brownianMovesByItsStrideAndCoversTheSpaceEvenly() {
        float[] actions = play(new Brownian(0.2), Box.of(-1, 1, 1), 4, 50_000);
        double sum = 0;
        int low = 0;
        for (int i = 0; i < actions.length; i++) {
            assertThat(Math.abs(actions[i])).isLessThanOrEqualTo(1);
            if (i > 0) {
                // The stride in levels is twice as long in a box from -1 to 1.
                assertThat(Math.abs(actions[i] - actions[i - 1])).isLessThan(0.4001f);
            }
            sum += actions[i];
            low += actions[i] < -0.5f ? 1 : 0;
        }
        assertThat(sum / actions.length).isCloseTo(0, within(0.05));
        assertThat(low / (double) actions.length).isCloseTo(0.25, within(0.03));
    }

    @Test
    void spaceAndSeedDecideEverything() {
        for (OpenLoopPolicy policy : OpenLoopPolicies.candidates(THREE)) {
            assertThat(play(policy, THREE, 17, 200)).isEqualTo(play(policy, THREE, 17, 200));
        }
        assertThat(play(OpenLoopPolicies.random(), THREE, 17, 200))
                .isNotEqualTo(play(OpenLoopPolicies.random(), THREE, 18, 200));
    }

    @Test
    void candidatesAreMembersOfTheSpaceAndHaveNamesOfTheirOwn() {
        for (int n = 1; n <= 4; n++) {
            Discrete space = new Discrete(n);
            for (OpenLoopPolicy policy : OpenLoopPolicies.candidates(space)) {
                for (float action : play(policy, space, 3, 100)) {
                    assertThat(space.index(new float[] {action})).isBetween(0, n - 1);
                }
            }
        }
        Box box = Box.of(-2, 2, 3);
        float[] action = new float[3];
        for (OpenLoopPolicy policy : OpenLoopPolicies.candidates(box)) {
            policy.start(box, 3).next(action);
            assertThat(box.contains(action)).isTrue();
        }
    }

    @Test
    void candidatesHoldEveryConstantTheRandomPolicyAndEverySweep() {
        List<OpenLoopPolicy> candidates = OpenLoopPolicies.candidates(THREE);
        assertThat(candidates)
                .contains(new Constant(0), new Constant(0.5), new Constant(1), OpenLoopPolicies.random())
                .doesNotHaveDuplicates();
        for (int halfPeriod = 5; halfPeriod <= 150; halfPeriod++) {
            assertThat(candidates).contains(new Sweep(halfPeriod));
        }
        assertThat(candidates.stream().map(OpenLoopPolicy::name)).doesNotHaveDuplicates();
    }

    @Test
    void candidatesOfABoxCombineTheLevelsOfItsElements() {
        Box car = new Box(new float[] {-1, 0, 0}, new float[] {1, 1, 1});
        List<OpenLoopPolicy> constants = OpenLoopPolicies.candidates(car).stream()
                .filter(Constants.class::isInstance)
                .toList();
        float[] action = new float[3];

        assertThat(constants).hasSize(27).contains(new Constants(List.of(0.5, 1.0, 0.0)));
        new Constants(List.of(0.5, 1.0, 0.0)).start(car, 1).next(action);
        assertThat(action).containsExactly(0, 1, 0);
        assertThat(OpenLoopPolicies.candidates(Box.of(-1, 1, 1)))
                .contains(new Constant(0), new Constant(0.5), new Constant(1))
                .hasSize(OpenLoopPolicies.candidates(THREE).size());
    }

    @Test
    void rejectsSpacesWithoutBoundedActions() {
        assertThatThrownBy(() -> OpenLoopPolicies.candidates(new Pixels(2, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an open-loop policy needs Discrete or Box actions: space=Pixels(2, 2, 3)");
        assertThatThrownBy(() -> new Sweep(5).start(Box.of(0, Float.POSITIVE_INFINITY, 1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an open-loop policy needs bounded actions: index=0, low=0.0, high=Infinity");
    }

    @Test
    void rejectsValuesOutOfRange() {
        assertThatThrownBy(() -> new Constant(1.5)).hasMessage("level must be in [0, 1]: level=1.5");
        assertThatThrownBy(() -> new Constants(List.of(0.5, -1.0)))
                .hasMessage("levels must be in [0, 1]: levels=[0.5, -1.0]");
        assertThatThrownBy(() -> new Constants(List.of(0.5, 1.0)).start(THREE, 0))
                .hasMessage("levels must match the action space: expected=[1], actual=[2]");
        assertThatThrownBy(() -> new Sweep(0)).hasMessage("halfPeriod must be >= 1: halfPeriod=0");
        assertThatThrownBy(() -> new Brownian(0)).hasMessage("stride must be in (0, 1]: stride=0.0");
        assertThatThrownBy(() -> new HeldRandom(3, 2, 1, 1, 1))
                .hasMessage("holds must be 1 <= minHold <= maxHold: minHold=3, maxHold=2");
        assertThatThrownBy(() -> new HeldRandom(1, 2, 0, 0, 0))
                .hasMessage("weights must be >= 0 with a sum in 1..2147483647: low=0, middle=0, high=0");
        assertThatThrownBy(() -> new Sweep(5).start(THREE, 0).next(new float[2]))
                .hasMessage("action shape must match the space: expected=[1], actual=[2]");
    }

    private static float[] play(OpenLoopPolicy policy, Space space, long seed, int steps) {
        OpenLoopPolicy.Run run = policy.start(space, seed);
        float[] action = new float[1];
        float[] actions = new float[steps];
        for (int i = 0; i < steps; i++) {
            run.next(action);
            actions[i] = action[0];
        }
        return actions;
    }
}
