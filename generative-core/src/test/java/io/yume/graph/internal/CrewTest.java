package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewTest {

    @Test
    void doesEachChunkOnce() {
        try (Crew crew = new Crew("crew", 4)) {
            for (int round = 0; round < 2000; round++) {
                int chunks = round % 9;
                AtomicIntegerArray done = new AtomicIntegerArray(9);
                crew.run(chunks, (chunk, worker) -> done.incrementAndGet(chunk));
                for (int chunk = 0; chunk < 9; chunk++) {
                    assertThat(done.get(chunk)).isEqualTo(chunk < chunks ? 1 : 0);
                }
            }
        }
    }

    /** Each chunk waits for all the others to have begun, so as many threads are needed as there are chunks. */
    @Test
    void allWorkersWorkAtOnceEachUnderItsOwnNumber() {
        try (Crew crew = new Crew("crew", 3)) {
            CountDownLatch begun = new CountDownLatch(3);
            AtomicIntegerArray byWorker = new AtomicIntegerArray(3);
            crew.run(3, (chunk, worker) -> {
                byWorker.incrementAndGet(worker);
                begun.countDown();
                awaitUninterrupted(begun);
            });
            for (int worker = 0; worker < 3; worker++) {
                assertThat(byWorker.get(worker)).isEqualTo(1);
            }
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAChunkThrowsReachesTheCallerAndTheCrewGoesOn() {
        try (Crew crew = new Crew("crew", 2)) {
            for (int bad = 0; bad < 5; bad++) {
                int failing = bad;
                assertThatThrownBy(() -> crew.run(5, (chunk, worker) -> {
                            if (chunk == failing) {
                                throw new IllegalArgumentException("chunk " + chunk);
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("chunk " + failing);
            }
            AtomicInteger done = new AtomicInteger();
            crew.run(5, (chunk, worker) -> done.incrementAndGet());
            assertThat(done).hasValue(5);
        }
    }

    @Test
    void anInterruptedCallerStillWaitsForTheOthers() {
        try (Crew crew = new Crew("crew", 2)) {
            Thread.currentThread().interrupt();
            AtomicInteger done = new AtomicInteger();
            crew.run(50, (chunk, worker) -> done.incrementAndGet());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(done).hasValue(50);
        }
    }

    @Test
    void closingEndsTheHelpers() {
        Crew crew = new Crew("closing-crew", 3);
        crew.run(10, (chunk, worker) -> {});
        assertThat(crew.workers()).isEqualTo(3);
        crew.close();
        crew.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("closing-crew"));
        assertThatThrownBy(() -> crew.run(1, (chunk, worker) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a crew was used after close");
    }
}
