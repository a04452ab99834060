package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentsTest {

    @Test
    void makesEachEnvironmentUnderItsOwnName() {
        assertThat(Environments.ids())
                .contains(
                        "Acrobot-v1",
                        "CartPole-v0",
                        "CartPole-v1",
                        "MountainCar-v0",
                        "MountainCarContinuous-v0",
                        "Pendulum-v1",
                        "take-cover")
                .isSorted();
        for (String id : Environments.ids()) {
            try (Environment first = Environments.make(id);
                    Environment second = Environments.make(id)) {
                assertThat(first.id()).isEqualTo(id);
                assertThat(second).isNotSameAs(first);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cartpole-V1, CartPole-v1",
        "CartPol-v0, CartPole-v0",
        "MountainCarContinous-v0, MountainCarContinuous-v0",
        "Pendulum-v0, Pendulum-v1",
        "takecover, take-cover"
    })
    void namesTheNearestKnownOne(String wrong, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Environments.make(wrong))
                .withMessageContaining("id=" + wrong)
                .withMessageContaining("did you mean " + nearest + "?")
                .withMessageEndingWith(String.join(", ", Environments.ids()));
    }
}
