package io.yume.world.dream;

import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;
import io.yume.graph.Seed;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A dream with discrete actions is an environment like any other. */
final class DreamEnvironmentContractTest extends EnvironmentContract {

    private static Memory memory;

    @BeforeAll
    static void make() {
        memory = new Memory(new MemoryConfig(3, 2, 4, 2, false, false), Seed.root(5));
        memory.parameters().set("done.bias", new float[] {-6});
    }

    @AfterAll
    static void close() {
        memory.close();
    }

    @Override
    protected Environment create() {
        DreamStarts starts = new DreamStarts(new float[6], new float[6], 3);
        DreamConfig config = new DreamConfig(2, 1.1, 40, 3, Features.ZH);
        return new DreamEnvironment(new DreamWorld(memory, starts, new Discrete(2), config), 40);
    }
}
