package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TeamTest {

    @Test
    void everyPieceIsComputedOnceInEachRun() {
        try (Team team = new Team("team", 3)) {
            AtomicIntegerArray counts = new AtomicIntegerArray(57);
            for (int run = 0; run < 2000; run++) {
                team.run((lane, piece) -> counts.incrementAndGet(piece), counts.length());
            }
            for (int piece = 0; piece < counts.length(); piece++) {
                assertThat(counts.get(piece)).isEqualTo(2000);
            }
        }
    }

    @Test
    void lanesShareTheWorkAndNoLaneIsUsedByTwoAtOnce() {
        try (Team team = new Team("team", 2)) {
            CountDownLatch both = new CountDownLatch(2);
            AtomicIntegerArray busy = new AtomicIntegerArray(2);
            AtomicInteger clashes = new AtomicInteger();
            team.run(
                    (lane, piece) -> {
                        clashes.addAndGet(busy.getAndSet(lane, 1));
                        both.countDown();
                        // The first piece of one lane waits for the other lane to come.
                        await(both);
                        busy.set(lane, 0);
                    },
                    2);
            assertThat(clashes.get()).isZero();
            assertThat(both.getCount()).isZero();
        }
    }

    @Test
    void whatAHelperThrowsIsThrownToTheCallerAndTheTeamGoesOn() {
        try (Team team = new Team("team", 2)) {
            CountDownLatch both = new CountDownLatch(2);
            assertThatThrownBy(() -> team.run(
                            (lane, piece) -> {
                                both.countDown();
                                await(both);
                                if (lane == 1) {
                                    throw new IllegalStateException("piece " + piece);
                                }
                            },
                            2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("piece");
            AtomicInteger count = new AtomicInteger();
            team.run((lane, piece) -> count.incrementAndGet(), 100);
            assertThat(count.get()).isEqualTo(100);
        }
    }

    @Test
    void closedTeamsLeaveNoThreadsAndTheCallerComputesAlone() {
        Team team = new Team("closing", 3);
        team.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("closing-helper"));
        AtomicInteger count = new AtomicInteger();
        team.run((lane, piece) -> count.addAndGet(lane == 0 ? 1 : 1000), 20);
        assertThat(count.get()).isEqualTo(20);
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
