package io.yume.world.dream;

import io.yume.env.Space;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Program;
import io.yume.graph.ProgramDescription;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import io.yume.world.memory.MemoryNetwork;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tile of dreams. One step moves every row on: LSTM, the mixture at the dream's temperature, the end of the world drawn
 * from {@code sigmoid(logit - ln doneWeight)}. The noise of a row depends on its stream, the step and the name of the draw
 * alone, so a dream does not depend on its neighbours. The last bits of a matrix product may depend on its number of rows, so
 * the size of the tile is part of the configuration; a step computes the live rows only. Without a reward head each step survived pays 1.
 *
 * <p>What a controller sees of a code lacks the noise of Vision's posterior, if {@link DreamStarts#noise} knows it; Memory goes on from the draw.
 */
public final class DreamWorld implements FeatureWorld {

    private final Memory memory;
    private final DreamConfig config;
    private final DreamStarts starts;
    private final Space actionSpace;
    private final LiveProgram program;
    private final Rows rows;
    private final float[] z;
    /** What is seen of {@code z}; {@code z} itself where draws are shown. */
    private final float[] seen;

    private final float[] h;
    private final float[] c;
    private final float[] encoded;
    private final float[] clock;
    private final float[] done;
    private final float[] rewards;
    private long[] streams;
    private int step;

    /** Compiles the dream step; {@code memory} stays the caller's. */
    public DreamWorld(Memory memory, DreamStarts starts, Space actionSpace, DreamConfig config) {
        MemoryConfig sizes = memory.config();
        if (starts.latents() != sizes.latents()) {
            throw new IllegalArgumentException(
                    "starts must have Memory's latents: starts=" + starts.latents() + ", memory=" + sizes.latents());
        }
        if (Actions.width(actionSpace) != sizes.actions()) {
            throw new IllegalArgumentException("the action space must fit Memory: width=" + Actions.width(actionSpace)
                    + ", memory=" + sizes.actions());
        }
        this.memory = memory;
        this.config = config;
        this.starts = starts;
        this.actionSpace = actionSpace;
        program = new LiveProgram(
                config.rows(), width -> Program.of(outputs(sizes, starts, config, width), memory.parameters()));
        rows = new Rows(config.rows());
        z = new float[config.rows() * sizes.latents()];
        seen = starts.showDraws() ? z : new float[z.length];
        h = new float[config.rows() * sizes.hidden()];
        c = new float[config.rows() * sizes.hidden()];
        encoded = new float[config.rows() * sizes.actions()];
        clock = new float[config.rows()];
        done = new float[config.rows()];
        rewards = new float[config.rows()];
        streams = new long[config.rows()];
    }

    private static Map<String, Node> outputs(MemoryConfig sizes, DreamStarts starts, DreamConfig config, int count) {
        Graph graph = new Graph();
        MemoryNetwork network = new MemoryNetwork(sizes);
        MemoryNetwork.State state = network.step(graph, count);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("h", state.h());
        outputs.put("c", state.c());
        MemoryNetwork.Gaussian next = MemoryNetwork.pick(
                network.mixture(state.h()),
                graph.constant(1 / config.temperature()),
                graph.uniform("dream.mixture", count, sizes.latents()));
        Node factor = graph.constant(Math.sqrt(config.temperature()));
        Node normal = graph.normal("dream.z", count, sizes.latents());
        outputs.put("z", next.draw(factor, normal));
        if (!starts.showDraws()) {
            Node noise = graph.constant(doubles(starts.noise()), 1, sizes.latents());
            outputs.put("seen", next.drawWithout(noise, factor, normal));
        }
        // Temperature leaves the end of the world alone.
        Node probability = network.doneLogit(state.h())
                .minus(Math.log(config.doneWeight()))
                .sigmoid();
        outputs.put("done", probability.greater(graph.uniform("dream.done", count, 1)));
        if (sizes.rewardHead()) {
            outputs.put("reward", network.reward(state.h()));
        }
        return outputs;
    }

    private static double[] doubles(float... values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    @Override
    public int rows() {
        return config.rows();
    }

    @Override
    public int featureSize() {
        return config.features().size(memory.config());
    }

    @Override
    public Space actionSpace() {
        return actionSpace;
    }

    /**
     * What one step of a tile is made of, see {@link Program#describe}.
     *
     * @param runs if positive, so many runs are timed, see {@link Program#profile}
     */
    public ProgramDescription describe(int runs) {
        return runs > 0
                ? program.widest().profile(runs, new Noise(streams, step))
                : program.widest().describe();
    }

    /** The step at which a dream is cut. */
    int maxSteps() {
        return config.maxSteps();
    }

    @Override
    public void reset(long... started) {
        rows.reset(started.length);
        streams = Arrays.copyOf(started, config.rows());
        step = 0;
        Arrays.fill(h, 0);
        Arrays.fill(c, 0);
        Arrays.fill(z, 0);
        Arrays.fill(seen, 0);
        for (int row = 0; row < started.length; row++) {
            starts.draw(started[row], z, row * starts.latents());
            if (seen != z) {
                starts.mean(started[row], seen, row * starts.latents());
            }
        }
    }

    @Override
    public void features(float[] into) {
        config.features().write(config.rows(), seen, h, into);
    }

    /** What is seen of the codes of all rows, {@code [rows, latents]}, as a copy: what Vision decodes into pictures. */
    public float[] codes() {
        return seen.clone();
    }

    @Override
    public void step(float[] actions) {
        for (int row = 0; row < config.rows(); row++) {
            if (rows.live(row)) {
                Actions.encode(actionSpace, actions, row, encoded);
            }
        }
        program.choose(rows);
        program.feed("z", z).feed("actions", encoded).feed("h", h).feed("c", c);
        if (memory.config().clock()) {
            Arrays.fill(clock, MemoryConfig.clock(step));
            program.feed("clock", clock);
        }
        program.run(streams, step++);
        program.read("z", z);
        if (seen != z) {
            program.read("seen", seen);
        }
        program.read("h", h);
        program.read("c", c);
        program.read("done", done);
        boolean paid = memory.config().rewardHead();
        if (paid) {
            program.read("reward", rewards);
        }
        int now = rows.advance();
        for (int row = 0; row < config.rows(); row++) {
            if (rows.live(row)) {
                boolean ended = done[row] != 0;
                double survived = ended ? 0 : 1;
                rows.record(row, paid ? rewards[row] : survived, ended, now >= config.maxSteps());
            }
        }
    }

    @Override
    public Rows episodes() {
        return rows;
    }

    @Override
    public void close() {
        program.close();
    }
}
