package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Environment} must do. To check one, extend this class in a test and say how to create it; the
 * {@link Snapshots} rules apply if it has that capability.
 *
 * <p>It plays at random. Where that cannot reach {@code maxSteps} although bad luck is undone by snapshots, or there are
 * none, override {@link #actionsToLimit}.
 */
public abstract class EnvironmentContract {

    private static final int SEEDS = 5;
    private static final int TRACE_STEPS = 100;
    private static final int BOUNDS_STEPS = 600;

    /** A new environment, never reset, that shares nothing with others. */
    protected abstract Environment create();

    /** Actions that keep an episode of this seed running up to {@code maxSteps}, at least that many. */
    protected List<float[]> actionsToLimit(long seed) {
        return LimitSearch.find(this::create, seed);
    }

    @Test
    public final void spacesAreConsistent() {
        try (Environment environment = create();
                Environment other = create()) {
            assertThat(environment.id()).isNotBlank().isEqualTo(other.id());
            assertThat(environment.maxSteps()).isPositive().isEqualTo(other.maxSteps());
            assertThat(environment.observationSpace().size()).isPositive();
            assertThat(environment.observationSpace().describe()).isNotBlank();
            assertThat(environment.observationSpace())
                    .as("observations are a vector or pixels")
                    .isNotInstanceOf(Discrete.class)
                    .isEqualTo(other.observationSpace());
            assertThat(environment.actionSpace())
                    .as("actions are no pixels")
                    .isNotInstanceOf(Pixels.class)
                    .isEqualTo(other.actionSpace());
            environment.reset(0);
            environment.step(Play.action(environment.actionSpace(), new Random(0)));
            assertThat(environment.observationSpace()).isEqualTo(other.observationSpace());
            assertThat(environment.actionSpace()).isEqualTo(other.actionSpace());
        }
    }

    @Test
    public final void observationsLieInTheirSpaceAndRewardsAreFinite() {
        try (Environment environment = create()) {
            for (long seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                environment.reset(seed);
                Play.requireObservationInSpace(environment);
                for (int step = 1; step <= BOUNDS_STEPS; step++) {
                    TimeStep result = environment.step(Play.action(environment.actionSpace(), random));
                    Play.requireObservationInSpace(environment);
                    assertThat(result.reward()).as("reward").isFinite();
                    assertThat(result.truncated())
                            .as("truncated at step %d of %d", step, environment.maxSteps())
                            .isEqualTo(step == environment.maxSteps());
                    if (result.last()) {
                        break;
                    }
                }
            }
        }
    }

    @Test
    public final void sameSeedAndActionsRepeatTheSameBits() {
        try (Environment first = create();
                Environment second = create()) {
            for (long seed = 0; seed < SEEDS; seed++) {
                assertThat(Play.trace(second, seed, TRACE_STEPS)).isEqualTo(Play.trace(first, seed, TRACE_STEPS));
            }
            List<Object> before = Play.trace(first, Long.MAX_VALUE, TRACE_STEPS);
            assertThat(Play.trace(first, Long.MAX_VALUE, TRACE_STEPS))
                    .as("the same instance again")
                    .isEqualTo(before);
        }
    }

    @Test
    public final void differentSeedsDiffer() {
        try (Environment environment = create()) {
            List<List<Object>> traces = new ArrayList<>();
            // The actions are the same for all; the last seed differs from the first in its high word only.
            for (long seed : new long[] {1, 2, 3, 1 + (1L << 32)}) {
                environment.reset(seed);
                traces.add(Play.go(environment, new Random(0), TRACE_STEPS));
            }
            assertThat(traces).doesNotHaveDuplicates();
        }
    }

    @Test
    public final void actionsMatter() {
        try (Environment environment = create()) {
            List<List<Object>> traces = new ArrayList<>();
            for (long actionSeed = 0; actionSeed < SEEDS; actionSeed++) {
                environment.reset(1);
                traces.add(Play.go(environment, new Random(actionSeed), TRACE_STEPS));
            }
            assertThat(traces.stream().distinct().count()).isGreaterThan(1);
        }
    }

    @Test
    public final void interleavedInstancesShareNoState() {
        try (Environment first = create();
                Environment second = create()) {
            List<Object> aloneFirst = Play.trace(first, 3, TRACE_STEPS);
            List<Object> aloneSecond = Play.trace(second, 4, TRACE_STEPS);
            Random firstActions = new Random(3);
            Random secondActions = new Random(4);
            first.reset(3);
            second.reset(4);
            List<Object> togetherFirst = new ArrayList<>(List.of(Play.observation(first)));
            List<Object> togetherSecond = new ArrayList<>(List.of(Play.observation(second)));
            for (int step = 0; step < TRACE_STEPS; step++) {
                Play.stepUnlessOver(first, firstActions, togetherFirst);
                Play.stepUnlessOver(second, secondActions, togetherSecond);
            }
            assertThat(togetherFirst).isEqualTo(aloneFirst);
            assertThat(togetherSecond).isEqualTo(aloneSecond);
        }
    }

    @Test
    public final void observingDoesNotChangeTheFuture() {
        try (Environment watched = create();
                Environment unwatched = create()) {
            Random watchedActions = new Random(6);
            Random unwatchedActions = new Random(6);
            watched.reset(6);
            unwatched.reset(6);
            TimeStep seen;
            TimeStep unseen;
            int steps = 0;
            do {
                assertThat(Play.observation(watched)).isEqualTo(Play.observation(watched));
                seen = watched.step(Play.action(watched.actionSpace(), watchedActions));
                unseen = unwatched.step(Play.action(unwatched.actionSpace(), unwatchedActions));
                assertThat(unseen).isEqualTo(seen);
                steps++;
            } while (!seen.last() && steps < TRACE_STEPS);
            assertThat(Play.observation(unwatched)).isEqualTo(Play.observation(watched));
        }
    }

    @Test
    public final void actionsAreOnlyRead() {
        try (Environment kept = create();
                Environment changed = create()) {
            kept.reset(8);
            changed.reset(8);
            float[] action = Play.action(kept.actionSpace(), new Random(8));
            float[] passed = action.clone();
            kept.step(action);
            changed.step(passed);
            assertThat(passed).isEqualTo(action);
            Arrays.fill(passed, Float.NaN);
            assertThat(Play.observation(changed)).isEqualTo(Play.observation(kept));
        }
    }

    @Test
    public final void resetStartsAfreshAtAnyMoment() {
        try (Environment environment = create()) {
            List<Object> expected = Play.trace(environment, 11, TRACE_STEPS);
            environment.reset(12);
            environment.step(Play.action(environment.actionSpace(), new Random(0)));
            assertThat(Play.trace(environment, 11, TRACE_STEPS))
                    .as("after a reset in mid-episode")
                    .isEqualTo(expected);
        }
    }

    @Test
    public final void rejectsNegativeSeedsAndStaysAsItWas() {
        try (Environment environment = create()) {
            assertRefusedWithoutEffect(
                    environment, e -> assertThatIllegalArgumentException().isThrownBy(() -> e.reset(-1)));
        }
    }

    @Test
    public final void callsBeforeTheFirstResetThrow() {
        try (Environment environment = create()) {
            assertNoEpisode(environment);
        }
    }

    @Test
    public final void stepsAfterTheEndThrowUntilTheNextReset() {
        assumeTrue(hasLimit(), "has no step limit");
        try (Environment environment = create()) {
            environment.reset(0);
            for (float[] action : actionsToLimit(0)) {
                if (environment.step(action).last()) {
                    break;
                }
            }
            Object last = Play.observation(environment);
            float[] action = Play.action(environment.actionSpace(), new Random(0));
            assertThatIllegalStateException().isThrownBy(() -> environment.step(action));
            assertThat(Play.observation(environment)).as("the last observation").isEqualTo(last);
            environment.reset(1);
            assertThatCode(() -> environment.step(action)).doesNotThrowAnyException();
        }
    }

    @Test
    public final void everyCallButCloseThrowsAfterClose() {
        Environment environment = create();
        environment.reset(0);
        if (environment instanceof Snapshots snapshots) {
            byte[] saved = snapshots.snapshot();
            environment.close();
            assertThatIllegalStateException().isThrownBy(() -> snapshots.restore(saved));
        }
        environment.close();
        assertThatCode(environment::close).as("close again").doesNotThrowAnyException();
        assertNoEpisode(environment);
        assertThatIllegalStateException().isThrownBy(() -> environment.reset(0));
        Environment fresh = create();
        fresh.close();
        assertThatIllegalStateException().as("reset of a closed fresh one").isThrownBy(() -> fresh.reset(0));
    }

    private static void assertNoEpisode(Environment environment) {
        float[] action = Play.action(environment.actionSpace(), new Random(0));
        assertThatIllegalStateException().isThrownBy(() -> environment.step(action));
        assertThatIllegalStateException().isThrownBy(() -> Play.observation(environment));
        if (environment instanceof Snapshots snapshots) {
            assertThatIllegalStateException().isThrownBy(snapshots::snapshot);
        }
    }

    @Test
    public final void badActionsThrowAndLeaveTheStateAsItWas() {
        try (Environment environment = create()) {
            for (float[] bad : Play.badActions(environment.actionSpace())) {
                assertRefusedWithoutEffect(environment, e -> assertThatIllegalArgumentException()
                        .as("action %s", Arrays.toString(bad))
                        .isThrownBy(() -> e.step(bad)));
            }
        }
    }

    @Test
    public final void buffersOfAnotherLengthOrKindThrow() {
        try (Environment environment = create()) {
            int size = environment.observationSpace().size();
            environment.reset(0);
            if (environment.observationSpace() instanceof Pixels) {
                assertThatExceptionOfType(UnsupportedOperationException.class)
                        .isThrownBy(() -> environment.observe(new float[size]));
                assertThatIllegalArgumentException().isThrownBy(() -> environment.observe(new byte[size - 1]));
                assertThatIllegalArgumentException().isThrownBy(() -> environment.observe(new byte[size + 1]));
            } else {
                assertThatExceptionOfType(UnsupportedOperationException.class)
                        .isThrownBy(() -> environment.observe(new byte[size]));
                assertThatIllegalArgumentException().isThrownBy(() -> environment.observe(new float[size - 1]));
                assertThatIllegalArgumentException().isThrownBy(() -> environment.observe(new float[size + 1]));
            }
        }
    }

    @Test
    public final void theLimitTruncates() {
        assumeTrue(hasLimit(), "has no step limit");
        List<float[]> actions = actionsToLimit(0);
        try (Environment environment = create()) {
            int limit = environment.maxSteps();
            assertThat(actions).as("actions up to the limit").hasSizeGreaterThanOrEqualTo(limit);
            environment.reset(0);
            for (int step = 1; step <= limit; step++) {
                TimeStep result = environment.step(actions.get(step - 1));
                assertThat(result.truncated())
                        .as("truncated at step %d of %d", step, limit)
                        .isEqualTo(step == limit);
                assertThat(result.last())
                        .as("over at step %d of %d", step, limit)
                        .isEqualTo(step == limit);
            }
        }
    }

    private boolean hasLimit() {
        try (Environment environment = create()) {
            return environment.maxSteps() != Integer.MAX_VALUE;
        }
    }

    @Test
    public final void restoringASnapshotRepeatsTheFuture() {
        try (Environment environment = create();
                Environment other = create();
                Environment running = create()) {
            assumeTrue(environment instanceof Snapshots, "has no snapshots");
            environment.reset(21);
            Play.go(environment, new Random(21), 5);
            byte[] saved = ((Snapshots) environment).snapshot();
            byte[] copy = saved.clone();
            List<Object> future = Play.go(environment, new Random(22), TRACE_STEPS);
            assertThat(saved).as("a snapshot is not changed by later steps").isEqualTo(copy);
            restoreAndExpect(environment, saved, future);
            restoreAndExpect(other, saved, future);
            running.reset(99);
            Play.go(running, new Random(99), 3);
            restoreAndExpect(running, saved, future);
            ((Snapshots) running).restore(saved);
            assertThat(((Snapshots) running).snapshot())
                    .as("snapshot of a restored state")
                    .isEqualTo(copy);
            assertThat(Play.trace(running, 5, TRACE_STEPS))
                    .as("a later reset does not depend on what was restored")
                    .isEqualTo(Play.trace(environment, 5, TRACE_STEPS));
        }
    }

    private static void restoreAndExpect(Environment environment, byte[] saved, List<Object> future) {
        ((Snapshots) environment).restore(saved);
        assertThat(Play.go(environment, new Random(22), TRACE_STEPS)).isEqualTo(future);
    }

    @Test
    public final void aSnapshotKeepsTheStepCountAndTheEnd() {
        assumeTrue(hasLimit(), "has no step limit");
        try (Environment environment = create();
                Environment other = create()) {
            assumeTrue(environment instanceof Snapshots, "has no snapshots");
            List<float[]> actions = actionsToLimit(0);
            environment.reset(0);
            int limit = environment.maxSteps();
            for (float[] action : actions.subList(0, limit - 1)) {
                environment.step(action);
            }
            ((Snapshots) other).restore(((Snapshots) environment).snapshot());
            float[] last = actions.get(limit - 1);
            TimeStep expected = environment.step(last);
            assertThat(expected.truncated()).isTrue();
            assertThat(other.step(last)).as("the last step after a restore").isEqualTo(expected);
            ((Snapshots) other).restore(((Snapshots) environment).snapshot());
            assertThat(Play.observation(other)).isEqualTo(Play.observation(environment));
            assertThatIllegalStateException()
                    .as("a step after the end was restored")
                    .isThrownBy(() -> other.step(last));
        }
    }

    @Test
    public final void foreignSnapshotsThrowAndLeaveTheStateAsItWas() {
        try (Environment environment = create()) {
            assumeTrue(environment instanceof Snapshots, "has no snapshots");
            environment.reset(31);
            byte[] saved = ((Snapshots) environment).snapshot();
            List<byte[]> foreign = List.of(
                    new byte[0],
                    new byte[saved.length],
                    Arrays.copyOf(saved, saved.length - 1),
                    Arrays.copyOf(saved, saved.length + 1));
            for (byte[] bytes : foreign) {
                assertRefusedWithoutEffect(environment, e -> assertThatIllegalArgumentException()
                        .as("snapshot of %d bytes, a whole one has %d", bytes.length, saved.length)
                        .isThrownBy(() -> ((Snapshots) e).restore(bytes)));
            }
        }
    }

    /** Plays an episode with refused calls between the steps, and expects what it does without them. */
    private void assertRefusedWithoutEffect(Environment environment, Consumer<Environment> refused) {
        List<Object> expected = Play.trace(environment, 17, TRACE_STEPS);
        Random random = new Random(17);
        environment.reset(17);
        List<Object> actual = new ArrayList<>(List.of(Play.observation(environment)));
        for (int step = 0; step < TRACE_STEPS; step++) {
            if (!Play.over(actual)) {
                refused.accept(environment);
            }
            Play.stepUnlessOver(environment, random, actual);
        }
        assertThat(actual).as("the episode with refused calls in it").isEqualTo(expected);
    }
}
