package io.yume.env;

/**
 * A pixel world for tests: one step counts the number in its two pixels up, the world ends after {@code 2 + seed % 3}
 * steps, and the second pixel has the seed.
 */
final class CountdownWorld implements Environment {

    private final boolean failing;
    private long seed;
    private int steps;
    private boolean running;
    int closed;

    CountdownWorld(boolean failing) {
        this.failing = failing;
    }

    @Override
    public String id() {
        return "countdown";
    }

    @Override
    public Space observationSpace() {
        return new Pixels(1, 2, 1);
    }

    @Override
    public Space actionSpace() {
        return new Discrete(2);
    }

    @Override
    public int maxSteps() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void reset(long newSeed) {
        seed = newSeed;
        steps = 0;
        running = true;
    }

    @Override
    public TimeStep step(float[] action) {
        if (!running) {
            throw new IllegalStateException("not running");
        }
        if (failing) {
            throw new UnsupportedOperationException("broken world");
        }
        steps++;
        running = steps < 2 + seed % 3;
        return new TimeStep(10 * seed + steps, !running, false);
    }

    @Override
    public void observe(byte[] into) {
        into[0] = (byte) steps;
        into[1] = (byte) seed;
    }

    @Override
    public void close() {
        closed++;
        if (failing) {
            throw new IllegalStateException("close failed");
        }
    }
}
