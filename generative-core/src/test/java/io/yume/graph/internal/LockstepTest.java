package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.ComputeThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class LockstepTest {

    private static final int STEPS = 40;

    /** Blocks may be more than there are threads: who is there does them all. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "2, 2", "3, 3", "5, 5"})
    void everyBlockIsComputedOnceAndNoStepBeginsBeforeTheLastIsDone(int threads, int blocks) {
        AtomicIntegerArray counts = new AtomicIntegerArray(STEPS);
        AtomicInteger early = new AtomicInteger();
        Step[][] steps = new Step[STEPS][blocks];
        for (int i = 0; i < STEPS; i++) {
            int step = i;
            for (int block = 0; block < blocks; block++) {
                steps[i][block] = noise -> {
                    if (step > 0 && counts.get(step - 1) % blocks != 0) {
                        early.incrementAndGet();
                    }
                    counts.incrementAndGet(step);
                };
            }
        }
        Lockstep lockstep = new Lockstep(steps);
        int runs = 300;
        try (ComputeThread thread = ComputeThread.start("lockstep", threads)) {
            thread.run(() -> {
                for (int run = 0; run < runs; run++) {
                    lockstep.run(null, null, 0);
                }
            });
        }
        for (int step = 0; step < STEPS; step++) {
            assertThat(counts.get(step)).isEqualTo(runs * blocks);
        }
        assertThat(early.get()).isZero();
    }

    @Test
    void nativeOpsHaveOneThreadInABlockAndAllAfterwards() {
        AtomicInteger inside = new AtomicInteger();
        Step[][] steps = {{noise -> inside.set(Backend.threads()), noise -> {}}};
        try (ComputeThread thread = ComputeThread.start("lockstep", 2)) {
            thread.run(() -> {
                new Lockstep(steps).run(null, null, 0);
                assertThat(Backend.threads()).isEqualTo(2);
            });
        }
        assertThat(inside.get()).isEqualTo(1);
    }

    @Test
    void whatABlockThrowsIsThrownToTheCallerOnceAllLanesHaveStopped() {
        for (int failing = 0; failing < 2; failing++) {
            int bad = failing;
            CountDownLatch both = new CountDownLatch(2);
            AtomicInteger after = new AtomicInteger();
            Step[][] steps = new Step[2][2];
            for (int block = 0; block < 2; block++) {
                int own = block;
                steps[0][block] = noise -> {
                    both.countDown();
                    // Each lane has a block in hand when one of them fails.
                    TeamTest.await(both);
                    if (own == bad) {
                        throw new IllegalStateException("block " + own);
                    }
                };
                steps[1][block] = noise -> after.incrementAndGet();
            }
            try (ComputeThread thread = ComputeThread.start("lockstep", 2)) {
                Lockstep lockstep = new Lockstep(steps);
                assertThatThrownBy(() -> thread.run(() -> lockstep.run(null, null, 0)))
                        .hasMessage("block " + bad);
            }
            assertThat(after.get()).isZero();
        }
    }

    @Test
    void kernelsWithinABlockDoNotCallTheTeam() {
        AtomicInteger lanes = new AtomicInteger();
        Step seen = noise -> lanes.accumulateAndGet(Team.current().lanes(), Math::max);
        try (ComputeThread thread = ComputeThread.start("lockstep", 2)) {
            thread.run(() -> {
                new Lockstep(new Step[][] {{seen, seen}}).run(null, null, 0);
                assertThat(Team.current().lanes()).isEqualTo(2);
            });
        }
        assertThat(lanes.get()).isEqualTo(1);
    }
}
