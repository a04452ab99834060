package io.yume.world.dream;

import io.yume.env.Box;
import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;
import io.yume.graph.Seed;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A dream with action vectors and predicted rewards is an environment like any other. */
final class VectorDreamContractTest extends EnvironmentContract {

    private static Memory memory;

    @BeforeAll
    static void make() {
        memory = new Memory(new MemoryConfig(3, 2, 4, 2, true, true), Seed.root(6));
        memory.parameters().set("done.bias", new float[] {-6});
    }

    @AfterAll
    static void close() {
        memory.close();
    }

    @Override
    protected Environment create() {
        DreamStarts starts = new DreamStarts(new float[6], new float[6], 3);
        DreamConfig config = new DreamConfig(2, 0.9, 30, 1, Features.Z);
        return new DreamEnvironment(new DreamWorld(memory, starts, Box.of(-1, 1, 2), config), 30);
    }
}
