package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.internal.Backend;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ComputeThreadTest {

    @Test
    void runsWorkOnItsOwnNamedThread() throws Exception {
        try (ComputeThread compute = ComputeThread.start("compute-a", 1)) {
            assertThat(compute.<String>call(() -> Thread.currentThread().getName()))
                    .isEqualTo("compute-a");
            assertThat(compute.name()).isEqualTo("compute-a");
            // A call from the thread itself does not wait for itself.
            assertThat(compute.<Integer>call(() -> compute.call(() -> 7))).isEqualTo(7);
        }
    }

    @Test
    void setsTheNumberOfOpenMpThreadsOfItsOwnThreadOnly() throws Exception {
        try (ComputeThread one = ComputeThread.start("one", 1);
                ComputeThread two = ComputeThread.start("two", 2);
                ComputeThread three = ComputeThread.start("three", 3)) {
            assertThat(two.<Integer>call(Backend::threads)).isEqualTo(2);
            assertThat(three.<Integer>call(Backend::threads)).isEqualTo(3);
            assertThat(one.<Integer>call(Backend::threads)).isEqualTo(1);
            one.run(() -> ComputeThread.useThreads(2));
            assertThat(one.<Integer>call(Backend::threads)).isEqualTo(2);
            assertThat(three.<Integer>call(Backend::threads)).isEqualTo(3);
        }
    }

    @Test
    void passesExceptionsOnAsTheyWere() throws Exception {
        try (ComputeThread compute = ComputeThread.start("compute", 1)) {
            IOException checked = new IOException("checked");
            assertThatThrownBy(() -> compute.call(() -> {
                        throw checked;
                    }))
                    .isSameAs(checked);
            ArithmeticException unchecked = new ArithmeticException("unchecked");
            assertThatThrownBy(() -> compute.run(() -> {
                        throw unchecked;
                    }))
                    .isSameAs(unchecked);
            AssertionError error = new AssertionError("error");
            assertThatThrownBy(() -> compute.run(() -> {
                        throw error;
                    }))
                    .isSameAs(error);
            assertThat(compute.<Integer>call(() -> 1)).as("it goes on").isEqualTo(1);
        }
    }

    @Test
    void refusesWorkAfterClose() {
        ComputeThread compute = ComputeThread.start("compute", 1);
        compute.close();
        compute.close();
        assertThatThrownBy(() -> compute.run(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("used after close: name=compute");
    }

    @Test
    void closeInterruptsRunningWorkWaitsForItAndFailsWhatHasNotBegun() throws Exception {
        ComputeThread compute = ComputeThread.start("compute", 1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> running = new AtomicReference<>();
        AtomicReference<Throwable> waiting = new AtomicReference<>();
        Thread first = caller(
                running,
                () -> compute.call(() -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return null;
                }));
        begun.await();
        Thread second = caller(waiting, () -> compute.call(() -> null));
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        compute.close();
        first.join();
        second.join();
        assertThat(running.get()).isInstanceOf(InterruptedException.class);
        assertThat(waiting.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("name=compute");
    }

    @Test
    void rejectsLessThanOneOpenMpThread() {
        assertThatThrownBy(() -> ComputeThread.start("refused", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads must be >= 1: threads=0");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("refused") && thread.isAlive());
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread caller(AtomicReference<Throwable> failure, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        thread.start();
        return thread;
    }
}
