package io.yume.env;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.yume.env.classic.Pendulum;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The contract's tests find environments that break it. */
class EnvironmentContractTest {

    /** A pendulum that a test spoils by overriding one method. */
    private static class Spoiled implements Environment, Snapshots {

        final Pendulum real = new Pendulum();

        @Override
        public String id() {
            return real.id();
        }

        @Override
        public Space observationSpace() {
            return real.observationSpace();
        }

        @Override
        public Space actionSpace() {
            return real.actionSpace();
        }

        @Override
        public int maxSteps() {
            return real.maxSteps();
        }

        @Override
        public void reset(long seed) {
            real.reset(seed);
        }

        @Override
        public TimeStep step(float[] action) {
            return real.step(action);
        }

        @Override
        public void observe(float[] into) {
            real.observe(into);
        }

        @Override
        public byte[] snapshot() {
            return real.snapshot();
        }

        @Override
        public void restore(byte[] snapshot) {
            real.restore(snapshot);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private static void assertFinds(Supplier<Environment> spoiled, Consumer<EnvironmentContract> rule) {
        assertThatCode(() -> rule.accept(contract(Spoiled::new)))
                .as("an unspoiled one")
                .doesNotThrowAnyException();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.accept(contract(spoiled)));
    }

    private static EnvironmentContract contract(Supplier<Environment> supplier) {
        return new EnvironmentContract() {
            @Override
            protected Environment create() {
                return supplier.get();
            }
        };
    }

    @Test
    void findsASeedThatIsIgnored() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public void reset(long seed) {
                        super.reset(0);
                    }
                },
                EnvironmentContract::differentSeedsDiffer);
    }

    @Test
    void findsASeedThatIsCutTo32Bits() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public void reset(long seed) {
                        super.reset(seed & 0xffffffffL);
                    }
                },
                EnvironmentContract::differentSeedsDiffer);
    }

    @Test
    void findsStateSharedBetweenInstances() {
        Pendulum shared = new Pendulum();
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public void reset(long seed) {
                        shared.reset(seed);
                    }

                    @Override
                    public TimeStep step(float[] action) {
                        return shared.step(action);
                    }

                    @Override
                    public void observe(float[] into) {
                        shared.observe(into);
                    }
                },
                EnvironmentContract::interleavedInstancesShareNoState);
    }

    @Test
    void findsATruncationReportedAsAnEnd() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public TimeStep step(float[] action) {
                        TimeStep step = super.step(action);
                        return new TimeStep(step.reward(), step.truncated(), false);
                    }
                },
                EnvironmentContract::theLimitTruncates);
    }

    @Test
    void findsARewardThatIsNotFinite() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public TimeStep step(float[] action) {
                        return new TimeStep(
                                Double.NaN, false, super.step(action).truncated());
                    }
                },
                EnvironmentContract::observationsLieInTheirSpaceAndRewardsAreFinite);
    }

    @Test
    void findsAnElementThatIsNotObserved() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public void observe(float[] into) {
                        float kept = into[2];
                        super.observe(into);
                        into[2] = kept;
                    }
                },
                EnvironmentContract::observationsLieInTheirSpaceAndRewardsAreFinite);
    }

    @Test
    void findsABadActionThatMovesTheState() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public TimeStep step(float[] action) {
                        if (action.length != 1 || !Float.isFinite(action[0])) {
                            super.step(new float[1]);
                        }
                        return super.step(action);
                    }
                },
                EnvironmentContract::badActionsThrowAndLeaveTheStateAsItWas);
    }

    @Test
    void findsASnapshotThatForgetsTheState() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public void restore(byte[] snapshot) {
                        super.restore(snapshot);
                        super.step(new float[1]);
                    }
                },
                EnvironmentContract::restoringASnapshotRepeatsTheFuture);
    }

    @Test
    void findsAnEnvironmentThatWorksAfterClose() {
        assertFinds(
                () -> new Spoiled() {
                    @Override
                    public void close() {
                        // The fault: nothing is closed.
                    }
                },
                EnvironmentContract::everyCallButCloseThrowsAfterClose);
    }
}
