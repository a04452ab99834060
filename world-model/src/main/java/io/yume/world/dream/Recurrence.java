package io.yume.world.dream;

import io.yume.env.Space;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Program;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.MemoryNetwork;
import java.util.Arrays;
import java.util.Map;

/** The state of a Memory that follows the codes and actions of some rows. */
final class Recurrence implements AutoCloseable {

    private final Space actionSpace;
    private final LiveProgram program;
    private final float[] h;
    private final float[] c;
    private final float[] encoded;
    private final float[] clock;
    private int steps;

    /** Compiles the step; {@code memory} stays the caller's. */
    Recurrence(Memory memory, Space actionSpace, int rows) {
        MemoryConfig sizes = memory.config();
        this.actionSpace = actionSpace;
        program = new LiveProgram(rows, width -> Program.of(outputs(sizes, width), memory.parameters()));
        h = new float[rows * sizes.hidden()];
        c = new float[rows * sizes.hidden()];
        encoded = new float[rows * sizes.actions()];
        clock = sizes.clock() ? new float[rows] : null;
    }

    private static Map<String, Node> outputs(MemoryConfig sizes, int rows) {
        MemoryNetwork.State state = new MemoryNetwork(sizes).step(new Graph(), rows);
        return Map.of("h", state.h(), "c", state.c());
    }

    void reset() {
        Arrays.fill(h, 0);
        Arrays.fill(c, 0);
        steps = 0;
    }

    /** Follows one step of the live rows. */
    void follow(float[] z, float[] actions, Rows rows) {
        for (int row = 0; row < encoded.length / Actions.width(actionSpace); row++) {
            if (rows.live(row)) {
                Actions.encode(actionSpace, actions, row, encoded);
            }
        }
        program.choose(rows);
        program.feed("z", z).feed("actions", encoded).feed("h", h).feed("c", c);
        if (clock != null) {
            Arrays.fill(clock, MemoryConfig.clock(steps));
            program.feed("clock", clock);
        }
        program.run();
        steps++;
        program.read("h", h);
        program.read("c", c);
    }

    /** The hidden state, {@code [rows, hidden]}; not to be changed. */
    float[] h() {
        return h;
    }

    @Override
    public void close() {
        program.close();
    }
}
