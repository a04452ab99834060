package io.yume.env;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Looks for actions that keep an episode running up to its limit: many copies of the episode act at random, and one
 * that ends too early goes on as a copy of another that has not (Fleming and Viot's process), if the environment has
 * snapshots.
 */
final class LimitSearch implements AutoCloseable {

    private static final int COPIES = 40;
    private static final int MAX_HOLD = 10;

    /** The actions so far, the last one first; copies share their common past. */
    private record Past(float[] action, Past earlier) {}

    private final List<Environment> copies = new ArrayList<>();
    private final List<Past> pasts = new ArrayList<>();
    private final Random random;
    private final int limit;

    private LimitSearch(Supplier<Environment> supplier, long seed) {
        random = new Random(seed);
        for (int i = 0; i < COPIES; i++) {
            copies.add(supplier.get());
            pasts.add(null);
            copies.get(i).reset(seed);
        }
        limit = copies.get(0).maxSteps();
    }

    static List<float[]> find(Supplier<Environment> supplier, long seed) {
        try (LimitSearch search = new LimitSearch(supplier, seed)) {
            return search.run();
        }
    }

    private List<float[]> run() {
        List<Integer> alive = new ArrayList<>();
        for (int i = 0; i < COPIES; i++) {
            alive.add(i);
        }
        for (int step = 1; step <= limit; step++) {
            List<Integer> ended = new ArrayList<>();
            for (int i : alive) {
                TimeStep result = copies.get(i).step(action(i));
                if (result.terminated() || (result.last() && step < limit)) {
                    ended.add(i);
                }
            }
            alive.removeAll(ended);
            if (alive.isEmpty()) {
                throw new AssertionError("found no actions that keep "
                        + copies.get(0).id() + " running for " + limit + " steps, the best took " + step
                        + "; override actionsToLimit");
            }
            int survivors = alive.size();
            for (int i : ended) {
                int parent = alive.get(random.nextInt(survivors));
                if (step < limit && copies.get(i) instanceof Snapshots child) {
                    child.restore(((Snapshots) copies.get(parent)).snapshot());
                    pasts.set(i, pasts.get(parent));
                    alive.add(i);
                }
            }
        }
        List<float[]> actions = new ArrayList<>();
        for (Past past = pasts.get(alive.get(0)); past != null; past = past.earlier()) {
            actions.add(past.action());
        }
        Collections.reverse(actions);
        return actions;
    }

    /** Holds actions, for each copy by another mean length, as it is unknown how fast one has to act. */
    private float[] action(int copy) {
        Past past = pasts.get(copy);
        boolean holds = past != null && random.nextInt(1 + copy % MAX_HOLD) > 0;
        float[] action = holds ? past.action() : Play.action(copies.get(copy).actionSpace(), random);
        pasts.set(copy, new Past(action, past));
        return action;
    }

    @Override
    public void close() {
        copies.forEach(Environment::close);
    }
}
