package io.yume.agent.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Pixels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinearPolicyTest {

    @Test
    void sizesAreThoseOfThePaper() {
        // World Models (2018): 867 parameters for car racing, 1,088 without bias for take cover.
        assertThat(LinearPolicy.of(288, Box.of(-1, 1, 3)).parameterCount()).isEqualTo(867);
        assertThat(LinearPolicy.thirds(1088, false).parameterCount()).isEqualTo(1088);
    }

    @Test
    void largestOutputWinsAndTheFirstOfEquals() {
        LinearPolicy policy = new LinearPolicy(2, new Discrete(3), false, false);
        float[] parameters = {1, 0, 0, 1, 1, 0};
        assertThat(act(policy, parameters, 1, 2)).containsExactly(1);
        assertThat(act(policy, parameters, 2, 1)).containsExactly(0);
        assertThat(act(policy, parameters, 0, 0)).containsExactly(0);
    }

    @Test
    void biasIsAddedPerOutput() {
        LinearPolicy policy = LinearPolicy.of(1, new Discrete(2));
        float[] parameters = {1, 0, 0, 5};
        assertThat(act(policy, parameters, 4)).containsExactly(1);
        assertThat(act(policy, parameters, 6)).containsExactly(0);
    }

    @Test
    void thirdsOfOneSquashedOutputChooseAmongThree() {
        LinearPolicy policy = LinearPolicy.thirds(1, false);
        float[] parameters = {1};
        // tanh(0.34657) = 1/3
        assertThat(act(policy, parameters, -0.35f)).containsExactly(0);
        assertThat(act(policy, parameters, -0.34f)).containsExactly(1);
        assertThat(act(policy, parameters, 0)).containsExactly(1);
        assertThat(act(policy, parameters, 0.34f)).containsExactly(1);
        assertThat(act(policy, parameters, 0.35f)).containsExactly(2);
    }

    @Test
    void boxActionsAreSquashedToTheirBounds() {
        LinearPolicy policy = LinearPolicy.of(1, new Box(new float[] {-2, 0}, new float[] {2, 1}));
        float[] parameters = {1, -1, 0, 0.5f};
        float[] action = act(policy, parameters, 0.7f);
        assertThat(action[0]).isCloseTo((float) (2 * Math.tanh(0.7)), within(1e-6f));
        assertThat(action[1]).isCloseTo((float) ((Math.tanh(-0.2) + 1) / 2), within(1e-6f));
        assertThat(act(policy, parameters, 1e9f)).containsExactly(2, 0);
    }

    @Test
    void rowsEqualSingleCallsWhateverTheirParameters() {
        LinearPolicy policy = LinearPolicy.of(7, Box.of(-1, 1, 2));
        int count = policy.parameterCount();
        float[][] candidates = new float[3][count];
        float[] features = new float[3 * 7];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) Math.sin(i);
        }
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < count; i++) {
                candidates[row][i] = (float) Math.cos(row * count + i);
            }
        }
        float[] own = new float[6];
        float[] shared = new float[6];
        policy.actions(candidates, features, own);
        policy.actions(candidates[1], 3, features, shared);
        for (int row = 0; row < 3; row++) {
            float[] feature = Arrays.copyOfRange(features, row * 7, row * 7 + 7);
            assertThat(act(policy, candidates[row], feature)).containsExactly(own[2 * row], own[2 * row + 1]);
            assertThat(act(policy, candidates[1], feature)).containsExactly(shared[2 * row], shared[2 * row + 1]);
            double expected = candidates[row][14];
            for (int i = 0; i < 7; i++) {
                expected += (double) candidates[row][i] * feature[i];
            }
            assertThat(own[2 * row]).isCloseTo((float) Math.tanh(expected), within(1e-6f));
        }
    }

    @Test
    void rejectsSpacesAndShapesThatDoNotFit() {
        assertThatThrownBy(() -> LinearPolicy.of(0, new Discrete(2))).hasMessage("features must be >= 1: features=0");
        assertThatThrownBy(() -> LinearPolicy.of(2, Box.of(0, Float.POSITIVE_INFINITY, 1)))
                .hasMessageContaining("action bounds must be finite");
        assertThatThrownBy(() -> LinearPolicy.of(2, new Pixels(2, 2, 3)))
                .hasMessageContaining("action space must be discrete or a box");
        assertThatThrownBy(() -> new LinearPolicy(2, new Discrete(2), true, true))
                .hasMessage("thirds need an action space of three actions: actionSpace=Discrete(2)");
        LinearPolicy policy = LinearPolicy.of(2, new Discrete(2));
        assertThatThrownBy(() -> act(policy, new float[5], 1, 2))
                .hasMessage("parameters shape must match the policy: expected=[6], actual=[5]");
        assertThatThrownBy(() -> act(policy, new float[6], 1))
                .hasMessage("features shape must match the policy: expected=[2], actual=[1]");
        assertThatThrownBy(() -> act(policy, new float[6], 1, Float.NaN))
                .hasMessage("policy output must not be NaN: row=0, output=0");
    }

    private static float[] act(LinearPolicy policy, float[] parameters, float... features) {
        float[] action = new float[policy.actionSpace().size()];
        policy.action(parameters, features, action);
        return action;
    }
}
