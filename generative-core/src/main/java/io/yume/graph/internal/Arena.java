package io.yume.graph.internal;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A block of off-heap floats, zero at first, aligned to 64 bytes, that one owner frees. Our kernels see it as a buffer,
 * ND4J's ops as views of one array.
 */
public final class Arena implements AutoCloseable {

    /** Floats per 64 bytes: slices start on multiples of it. */
    public static final int ALIGNMENT = 16;

    private static final int CLOSED = -1;
    private static final int MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES - ALIGNMENT;

    /** Bytes in all open arenas of this process: the count that leak tests watch (JavaCPP's does not see ND4J). */
    private static final AtomicLong LIVE_BYTES = new AtomicLong();

    private final int size;
    private final int start;
    private final FloatPointer pointer;
    private final FloatBuffer floats;
    /** As ND4J sees the memory; made when it first does, which it does only where its arrays are in the host's memory. */
    private DataBuffer buffer;
    /** Runs of programs that use this memory now; {@link #CLOSED} when it is freed. */
    private final AtomicInteger users = new AtomicInteger();

    /**
     * Allocates a number of floats.
     *
     * @throws IllegalArgumentException if they are 2^29 (2 GiB) or more, which no buffer can show
     * @throws IllegalStateException if ND4J has no usable back end, naming what is missing
     */
    public Arena(int size) {
        if (size < 0 || size > MOST_FLOATS) {
            throw new IllegalArgumentException("native memory must be < 2 GiB in one piece: floats=" + size);
        }
        Backend.require();
        this.size = size;
        pointer = new FloatPointer(capacity());
        pointer.fill(0);
        start = (int) ((64 - pointer.address() % 64) % 64) / Float.BYTES;
        floats = pointer.asBuffer();
        LIVE_BYTES.addAndGet(bytes());
    }

    /** Bytes held by all arenas that are open. */
    public static long liveBytes() {
        return LIVE_BYTES.get();
    }

    /** Rounds a number of floats up to the alignment. */
    public static int align(int floats) {
        return Math.addExact(floats, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Number of usable floats. */
    public int size() {
        return size;
    }

    /** The memory; element 0 of the arena is at {@link #start}. */
    FloatBuffer floats() {
        requireOpen();
        return floats;
    }

    int start() {
        return start;
    }

    /** A row-major array over a part of this memory. */
    INDArray array(int offset, int... dims) {
        requireOpen();
        long[] shape = new long[dims.length];
        long[] strides = new long[dims.length];
        long length = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            shape[axis] = dims[axis];
            strides[axis] = length;
            length *= dims[axis];
        }
        return Nd4j.create(buffer(), shape, strides, (long) start + offset, 'c');
    }

    /** Copies floats in. */
    public void write(int offset, float[] values, int from, int count) {
        requireOpen();
        floats.put(start + offset, values, from, count);
    }

    /** Copies floats out. */
    public void read(int offset, float[] into, int from, int count) {
        requireOpen();
        floats.get(start + offset, into, from, count);
    }

    /** @throws IllegalStateException if this memory has been freed */
    public void requireOpen() {
        if (users.get() == CLOSED) {
            throw new IllegalStateException("native memory was used after close");
        }
    }

    private synchronized DataBuffer buffer() {
        if (buffer == null) {
            buffer = Nd4j.createBuffer(pointer, capacity(), DataType.FLOAT);
        }
        return buffer;
    }

    private int capacity() {
        return Math.max(size, 1) + ALIGNMENT;
    }

    private long bytes() {
        return (size + (long) ALIGNMENT) * Float.BYTES;
    }

    /**
     * Until {@link #release}, this memory cannot be freed: freeing it under native code would end the process.
     *
     * @throws IllegalStateException if it has been freed
     */
    void hold() {
        if (users.getAndUpdate(count -> count == CLOSED ? CLOSED : count + 1) == CLOSED) {
            throw new IllegalStateException("native memory was used after close");
        }
    }

    /** Ends a {@link #hold}. */
    void release() {
        users.decrementAndGet();
    }

    /**
     * Frees the memory; a second time does nothing.
     *
     * @throws IllegalStateException if a program that uses it is running; nothing is freed then
     */
    @Override
    public void close() {
        int before = users.compareAndExchange(0, CLOSED);
        if (before == 0) {
            LIVE_BYTES.addAndGet(-bytes());
            pointer.deallocate();
        } else if (before != CLOSED) {
            throw new IllegalStateException("native memory must not be freed while a program that uses it runs");
        }
    }
}
