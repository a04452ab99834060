package io.yume.env.gym.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How often a thread asks, by what came of it. */
class AskingTest {

    /** Asks in so many waits, always paid or never; how often it did. */
    private static int asked(Asking asking, int waits, boolean paid) {
        int asked = 0;
        for (int i = 0; i < waits; i++) {
            if (asking.begin()) {
                asked++;
                asking.end(paid);
            }
        }
        return asked;
    }

    @Test
    void asksEachTimeWhileThatPays() {
        assertThat(asked(Asking.on(2), 1000, true)).isEqualTo(1000);
    }

    @Test
    void asksEverMoreSeldomWhereThatIsInVain() {
        // After 1, 3, 7, ..., 511 waits without asking.
        assertThat(asked(Asking.on(2), 1023, false)).isEqualTo(10);
        assertThat(asked(Asking.on(2), 100_000, false)).isLessThan(120);
    }

    @Test
    void comesBackToAskingWhenThatPaysAgain() {
        Asking asking = Asking.on(2);
        asked(asking, 100_000, false);

        asked(asking, 4000, true);

        assertThat(asked(asking, 1000, true)).isEqualTo(1000);
    }

    @Test
    void neverAsksOnASingleCore() {
        assertThat(asked(Asking.on(1), 1000, true)).isZero();
    }
}
