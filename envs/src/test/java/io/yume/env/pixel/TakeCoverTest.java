package io.yume.env.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.Discrete;
import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;
import io.yume.env.pixel.TakeCoverState.Fireball;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakeCoverTest {

    private static final float[] LEFT = {0};
    private static final float[] STAY = {1};
    private static final float[] RIGHT = {2};

    private final TakeCover game = new TakeCover();

    @Test
    void saysWhatItIs() {
        assertThat(game.id()).isEqualTo("take-cover");
        assertThat(game.observationSpace()).isEqualTo(new Pixels(64, 64, 3));
        assertThat(game.actionSpace()).isEqualTo(new Discrete(3));
        assertThat(game.maxSteps()).isEqualTo(2100);
    }

    @Test
    void playerStartsAtRestInTheMiddleHalfOfTheRoom() {
        double leftmost = 0;
        double rightmost = 0;
        for (long seed = 0; seed < 500; seed++) {
            game.reset(seed);
            assertThat(game.state().playerVelocity()).isZero();
            assertThat(game.state().fireballs()).isEmpty();
            leftmost = Math.min(leftmost, game.state().playerX());
            rightmost = Math.max(rightmost, game.state().playerX());
        }
        assertThat(leftmost).isBetween(-10.0, -9.0);
        assertThat(rightmost).isBetween(9.0, 10.0);
    }

    @Test
    void playerNeedsEightStepsToFullSpeedAndEightToStop() {
        game.reset(1);
        double start = game.state().playerX();
        double x = start;
        for (int t = 1; t <= 10; t++) {
            game.step(RIGHT);
            double velocity = Math.min(1, t / 8.0);
            x += velocity;
            assertThat(game.state().playerVelocity()).isEqualTo(velocity);
            assertThat(game.state().playerX()).isCloseTo(x, within(1e-9));
        }
        for (int t = 1; t <= 8; t++) {
            game.step(STAY);
            assertThat(game.state().playerVelocity()).isEqualTo(1 - t / 8.0);
        }
        game.step(LEFT);
        assertThat(game.state().playerVelocity()).isEqualTo(-1 / 8.0);
    }

    @Test
    void wallsStopThePlayer() {
        game.reset(firstSeedSurviving(LEFT, 40));
        for (int t = 0; t < 40; t++) {
            game.step(LEFT);
        }
        assertThat(game.state().playerX()).isEqualTo(-TakeCover.ROOM_HALF_WIDTH);
        assertThat(game.state().playerVelocity()).isZero();
    }

    @Test
    void fireballsFlyStraightWithConstantSpeedAndHitWhatTheyTouch() {
        int hits = 0;
        for (long seed = 0; seed < 60; seed++) {
            OpenLoopPolicy.Run run = OpenLoopPolicies.random().start(game.actionSpace(), seed);
            float[] action = new float[1];
            game.reset(seed);
            TakeCoverState before = game.state();
            TimeStep step;
            do {
                run.next(action);
                step = game.step(action);
                TakeCoverState after = game.state();
                for (Fireball fireball : before.fireballs()) {
                    Fireball moved = new Fireball(
                            fireball.x() + fireball.lateralVelocity(),
                            fireball.distance() - fireball.approachSpeed(),
                            fireball.lateralVelocity(),
                            fireball.approachSpeed(),
                            fireball.aimed());
                    boolean passed = moved.distance() <= -TakeCover.HIT_RADIUS;
                    assertThat(after.fireballs().contains(moved)).isEqualTo(!passed);
                }
                boolean touched = after.fireballs().stream()
                        .anyMatch(f -> Math.hypot(f.x() - after.playerX(), f.distance()) < TakeCover.HIT_RADIUS);
                assertThat(step.terminated()).isEqualTo(touched);
                assertThat(step.reward()).isEqualTo(touched ? 0 : 1);
                before = after;
            } while (!step.last());
            hits++;
        }
        assertThat(hits).isEqualTo(60);
    }

    @Test
    void oneFireballInThreeIsAimedAndTheOthersLandAnywhere() {
        int aimed = 0;
        int[] landings = new int[10];
        List<Throw> throwsSeen = new ArrayList<>();
        for (long seed = 0; throwsSeen.size() < 6000; seed++) {
            throwsSeen.addAll(playWithRandomActions(seed));
        }
        double half = TakeCover.ROOM_HALF_WIDTH + TakeCover.HIT_RADIUS;
        for (Throw seen : throwsSeen) {
            double landing = seen.fireball().landingX();
            if (seen.fireball().aimed()) {
                aimed++;
                assertThat(Math.abs(landing - seen.playerX())).isLessThan(1.1);
            } else {
                landings[Math.max(0, Math.min(9, (int) ((landing + half) / (2 * half) * 10)))]++;
            }
        }
        int all = throwsSeen.size();
        // Four standard deviations of a share of 6,000.
        assertThat(aimed / (double) all).isCloseTo(1.0 / 3, within(4 * Math.sqrt(2.0 / 9 / all)));
        for (int landed : landings) {
            assertThat(landed / (double) (all - aimed)).isCloseTo(0.1, within(0.025));
        }
    }

    @Test
    void throwsComeMoreOftenAndFasterMostlyInTheFirst300Steps() {
        double[] speed = new double[3];
        double[] counts = new double[3];
        int[] from = {0, 300, 1800};
        int games = 60;
        for (long seed = 0; seed < games; seed++) {
            for (Throw seen : playWithTheDodger(seed)) {
                for (int part = 0; part < 3; part++) {
                    if (seen.step() > from[part] && seen.step() <= from[part] + 100) {
                        speed[part] += seen.fireball().approachSpeed();
                        counts[part]++;
                    }
                }
            }
        }
        double[] rate = new double[3];
        for (int part = 0; part < 3; part++) {
            speed[part] /= counts[part];
            rate[part] = counts[part] / games;
        }
        assertThat(rate[0]).isBetween(2.7, 3.7);
        assertThat(rate[1]).isBetween(3.7, 4.5);
        assertThat(rate[2]).isGreaterThan(rate[1]);
        assertThat(rate[2] - rate[1]).isLessThan(rate[1] - rate[0]);
        assertThat(speed[1]).isGreaterThan(speed[0] + 0.1);
        assertThat(speed[2] - speed[1]).isBetween(0.0, speed[1] - speed[0]);
    }

    @Test
    void episodeIsTruncatedNotTerminatedAt2100Steps() {
        game.reset(5);
        double sum = 0;
        TimeStep step;
        int steps = 0;
        do {
            step = game.step(new float[] {ScriptedDodger.choose(game.state())});
            sum += step.reward();
            steps++;
        } while (!step.last());
        assertThat(step).isEqualTo(new TimeStep(1, false, true));
        assertThat(steps).isEqualTo(2100);
        assertThat(sum).isEqualTo(2100);
    }

    @Test
    void snapshotCarriesTheWholeGame() {
        OpenLoopPolicy.Run run = OpenLoopPolicies.random().start(game.actionSpace(), 12);
        float[] action = new float[1];
        game.reset(12);
        for (int t = 0; t < 60; t++) {
            run.next(action);
            game.step(action);
        }
        byte[] snapshot = game.snapshot();
        List<TakeCoverState> expected = statesUntilTheEnd(game);
        TakeCover other = new TakeCover();
        other.restore(snapshot);
        assertThat(statesUntilTheEnd(other)).isEqualTo(expected);
        game.restore(snapshot);
        assertThat(statesUntilTheEnd(game)).isEqualTo(expected);
    }

    @Test
    void snapshotOfAnEndedGameIsEnded() {
        game.reset(3);
        statesUntilTheEnd(game);
        TakeCover other = new TakeCover();
        other.restore(game.snapshot());
        assertThatThrownBy(() -> other.step(STAY)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyDamagedByteOfASnapshotIsNoticed() {
        game.reset(3);
        byte[] snapshot = game.snapshot();
        for (int i = 0; i < snapshot.length; i++) {
            byte[] damaged = snapshot.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> game.restore(damaged))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("bytes must be an undamaged snapshot of take-cover: ");
        }
        assertThatThrownBy(() -> game.restore(new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a snapshot of take-cover must have " + snapshot.length + " bytes: bytes=3");
    }

    @Test
    void neighbouringSeedsGiveOtherGames() {
        List<List<TakeCoverState>> games = new ArrayList<>();
        for (long seed = 0; seed < 20; seed++) {
            game.reset(seed);
            games.add(statesUntilTheEnd(game));
        }
        assertThat(games).doesNotHaveDuplicates();
    }

    @Test
    void rejectsCallsOutOfOrder() {
        byte[] frame = new byte[64 * 64 * 3];
        assertThatThrownBy(() -> game.step(STAY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> game.observe(frame)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(game::state).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(game::snapshot).isInstanceOf(IllegalStateException.class);
        game.reset(0);
        statesUntilTheEnd(game);
        game.observe(frame);
        assertThatThrownBy(() -> game.step(STAY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step needs a running episode, call reset first: phase=OVER");
        game.close();
        game.close();
        assertThatThrownBy(() -> game.reset(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the environment is closed: id=take-cover");
    }

    @Test
    void rejectsWrongValues() {
        assertThatThrownBy(() -> game.reset(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seed must be >= 0: seed=-1");
        game.reset(0);
        assertThatThrownBy(() -> game.step(new float[] {3})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> game.observe(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observation shape must match the space: expected=[12288], actual=[5]");
        assertThatThrownBy(() -> game.observe(new float[12288])).isInstanceOf(UnsupportedOperationException.class);
    }

    private record Throw(int step, double playerX, Fireball fireball) {}

    private List<Throw> playWithRandomActions(long seed) {
        OpenLoopPolicy.Run run = OpenLoopPolicies.random().start(game.actionSpace(), seed);
        float[] action = new float[1];
        return play(seed, () -> {
            run.next(action);
            return action;
        });
    }

    private List<Throw> playWithTheDodger(long seed) {
        return play(seed, () -> new float[] {ScriptedDodger.choose(game.state())});
    }

    private interface Player {
        float[] next();
    }

    /** A fireball is new when it is still where it is thrown from. */
    private List<Throw> play(long seed, Player player) {
        List<Throw> seen = new ArrayList<>();
        game.reset(seed);
        TimeStep step;
        do {
            step = game.step(player.next());
            TakeCoverState state = game.state();
            for (Fireball fireball : state.fireballs()) {
                if (fireball.distance() == TakeCover.THROW_DISTANCE) {
                    seen.add(new Throw(state.step(), state.playerX(), fireball));
                }
            }
        } while (!step.last());
        return seen;
    }

    private static List<TakeCoverState> statesUntilTheEnd(TakeCover game) {
        List<TakeCoverState> states = new ArrayList<>();
        OpenLoopPolicy.Run run = OpenLoopPolicies.random().start(game.actionSpace(), 99);
        float[] action = new float[1];
        do {
            states.add(game.state());
            run.next(action);
        } while (!game.step(action).last());
        states.add(game.state());
        return states;
    }

    private long firstSeedSurviving(float[] action, int steps) {
        for (long seed = 0; ; seed++) {
            game.reset(seed);
            boolean ended = false;
            for (int t = 0; t < steps && !ended; t++) {
                ended = game.step(action).last();
            }
            if (!ended) {
                return seed;
            }
        }
    }
}
