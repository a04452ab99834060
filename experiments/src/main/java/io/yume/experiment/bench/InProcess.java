package io.yume.experiment.bench;

import io.yume.experiment.run.Machine;
import io.yume.graph.ComputeThread;
import io.yume.graph.ProgramDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a workload on a compute thread of this process. */
final class InProcess implements Contender {

    private static final Logger LOG = LoggerFactory.getLogger(InProcess.class);

    /** Writing a 5 into this file makes Linux forget the largest memory seen so far. */
    private static final Path FORGET_PEAK = Path.of("/proc/self/clear_refs");

    private final ComputeThread thread;
    private final Workload workload;

    private InProcess(ComputeThread thread, Workload workload) {
        this.thread = thread;
        this.workload = workload;
    }

    /**
     * Makes the workload.
     *
     * @throws IOException if that fails, with the reason
     */
    static InProcess start(String name, int threads, Supplier<Workload> maker)
            throws IOException, InterruptedException {
        ComputeThread thread = ComputeThread.start("bench-" + name, threads);
        try {
            return new InProcess(thread, thread.call(maker::get));
        } catch (RuntimeException | Error e) {
            thread.close();
            throw new IOException(sentence(e), e);
        } catch (InterruptedException e) {
            thread.close();
            throw e;
        } catch (Exception e) {
            thread.close();
            throw new IOException(sentence(e), e);
        }
    }

    @Override
    public Turn run(int leastSteps, double leastSeconds) throws IOException, InterruptedException {
        forgetPeak();
        try {
            return thread.call(() -> {
                long steps = 0;
                long began = System.nanoTime();
                double elapsed = 0;
                while (steps < leastSteps || elapsed < leastSeconds) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    workload.step();
                    steps++;
                    elapsed = (System.nanoTime() - began) / 1e9;
                }
                return new Turn(steps, elapsed, peakRssMiB());
            });
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(sentence(e), e);
        }
    }

    /**
     * What its program is made of and where its time goes, see {@link Workload#describe}.
     *
     * @throws IOException if it cannot tell, with the reason
     */
    Optional<ProgramDescription> describe(int runs) throws IOException, InterruptedException {
        try {
            return thread.call(() -> workload.describe(runs));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(sentence(e), e);
        }
    }

    private static OptionalLong peakRssMiB() {
        return Machine.peakRssMiB();
    }

    private static void forgetPeak() {
        if (!Files.isWritable(FORGET_PEAK)) {
            return;
        }
        try {
            Files.writeString(FORGET_PEAK, "5", StandardOpenOption.WRITE);
        } catch (IOException e) {
            LOG.debug("the largest memory so far cannot be forgotten", e);
        }
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    @Override
    public Map<String, String> versions() {
        return Map.of();
    }

    @Override
    public void close() {
        try {
            thread.run(workload::close);
        } finally {
            thread.close();
        }
    }
}
