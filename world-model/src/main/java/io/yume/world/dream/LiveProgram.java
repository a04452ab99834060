package io.yume.world.dream;

import io.yume.graph.Noise;
import io.yume.graph.Program;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A step of a tile, computed for its live rows alone. A tile lasts as long as its longest episode and most are far shorter,
 * so two rows of three would be padding. Instead, the live rows are moved together, and the narrowest program that holds them
 * runs: there is one for all rows, one for half of them, a quarter and so on, each compiled when it is first needed. Arrays on
 * this side are always of all rows; what is read for rows that are not live means nothing.
 *
 * <p>The last bits of a matrix product's row may depend on its number of rows, and so on how many neighbours are live. They
 * never depend on who computes the tile.
 */
final class LiveProgram implements AutoCloseable {

    /** Below this a step costs what its calls cost, whatever its rows. */
    private static final int NARROWEST = 8;

    private final int rows;
    private final IntFunction<Program> step;
    private final Map<Integer, Program> programs = new HashMap<>();
    private final Map<Integer, float[]> scratch = new HashMap<>();
    private final int[] rowOf;
    private int live;
    private int width;
    private Program program;
    private boolean closed;

    /**
     * Compiles the program of all rows.
     *
     * @param rows of the tile
     * @param step compiles the step for a number of rows, which every placeholder and output has as its first axis
     */
    LiveProgram(int rows, IntFunction<Program> step) {
        this.rows = rows;
        this.step = step;
        rowOf = new int[rows];
        program = of(rows);
        width = rows;
    }

    private Program of(int width) {
        if (closed) {
            throw new IllegalStateException("the programs of a tile were closed: rows=" + rows);
        }
        return programs.computeIfAbsent(width, step::apply);
    }

    /** The program of all rows. */
    Program widest() {
        return programs.get(rows);
    }

    /**
     * The next runs compute the rows that are live now.
     *
     * @throws IllegalStateException after {@link #close}
     */
    void choose(Rows which) {
        live = 0;
        for (int row = 0; row < rows; row++) {
            if (which.live(row)) {
                rowOf[live++] = row;
            }
        }
        int narrowest = rows;
        while (narrowest > NARROWEST && half(narrowest) >= live) {
            narrowest = half(narrowest);
        }
        program = of(narrowest);
        width = narrowest;
    }

    private static int half(int rows) {
        return (rows + 1) / 2;
    }

    /** Feeds a placeholder from an array of all rows. */
    LiveProgram feed(String name, float[] all) {
        program.feed(name, packed() ? gather(all) : all);
        return this;
    }

    /** Runs without noise. */
    void run() {
        program.run();
    }

    /** Runs at a step of the rows' streams. */
    void run(long[] streams, long step) {
        long[] chosen = streams;
        if (packed()) {
            chosen = new long[width];
            for (int i = 0; i < live; i++) {
                chosen[i] = streams[rowOf[i]];
            }
        }
        program.run(new Noise(chosen, step));
    }

    /** Reads an output into an array of all rows. */
    void read(String name, float[] all) {
        if (!packed()) {
            program.read(name, all);
            return;
        }
        int size = all.length / rows;
        float[] values = scratch(size);
        program.read(name, values);
        for (int i = 0; i < live; i++) {
            System.arraycopy(values, i * size, all, rowOf[i] * size, size);
        }
    }

    private boolean packed() {
        return width < rows;
    }

    private float[] gather(float[] all) {
        int size = all.length / rows;
        float[] values = scratch(size);
        for (int i = 0; i < live; i++) {
            System.arraycopy(all, rowOf[i] * size, values, i * size, size);
        }
        // Left-over rows of a wider step might hold numbers that compute slowly.
        Arrays.fill(values, live * size, values.length, 0);
        return values;
    }

    private float[] scratch(int size) {
        return scratch.computeIfAbsent(width * size, float[]::new);
    }

    @Override
    public void close() {
        closed = true;
        programs.values().forEach(Program::close);
    }
}
