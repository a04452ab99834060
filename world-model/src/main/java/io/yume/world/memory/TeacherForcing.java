package io.yume.world.memory;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Program;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Runs Memory along recorded episodes, a tile at a time: a row whose episode is over takes the next one, so no episode
 * waits for a longer one.
 */
final class TeacherForcing implements AutoCloseable {

    /** What is predicted of one transition: summed nats of the next code, the logit of the end, the reward or 0. */
    record Prediction(float nll, float doneLogit, float reward) {}

    /** Takes one transition at a time; {@code codes} are those of the whole episode. */
    interface Sink {
        void add(LatentEpisode episode, int step, float[] codes, Prediction prediction);
    }

    private final MemoryConfig sizes;
    private final int rows;
    private final Program program;
    private final float[] z;
    private final float[] next;
    private final float[] actions;
    private final float[] clock;
    private final float[] h;
    private final float[] c;
    private final float[] nll;
    private final float[] logit;
    private final float[] reward;

    TeacherForcing(Memory memory, int rows) {
        this.sizes = memory.config();
        this.rows = rows;
        program = Program.of(outputs(sizes, rows), memory.parameters());
        z = new float[rows * sizes.latents()];
        next = new float[rows * sizes.latents()];
        actions = new float[rows * sizes.actions()];
        clock = new float[rows];
        h = new float[rows * sizes.hidden()];
        c = new float[rows * sizes.hidden()];
        nll = new float[rows];
        logit = new float[rows];
        reward = new float[rows];
    }

    private static Map<String, Node> outputs(MemoryConfig sizes, int rows) {
        Graph graph = new Graph();
        MemoryNetwork network = new MemoryNetwork(sizes);
        MemoryNetwork.State state = network.step(graph, rows);
        Node codes = graph.placeholder("next", rows, sizes.latents());
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("h", state.h());
        outputs.put("c", state.c());
        outputs.put("nll", network.next(state.h()).logProb(codes).neg());
        outputs.put("logit", network.doneLogit(state.h()));
        if (sizes.rewardHead()) {
            outputs.put("reward", network.reward(state.h()));
        }
        return outputs;
    }

    /**
     * Runs along all episodes.
     *
     * @param codes draws the codes of an episode, {@code [steps + 1, latents]}
     * @param starts places whose state is kept in them when it is passed
     */
    void run(List<LatentEpisode> episodes, IntFunction<float[]> codes, List<OpenLoop.Start> starts, Sink sink) {
        int[] playing = new int[rows];
        int[] step = new int[rows];
        float[][] drawn = new float[rows][];
        int begun = 0;
        int over = 0;
        Arrays.fill(playing, -1);
        Arrays.fill(h, 0);
        Arrays.fill(c, 0);
        while (over < episodes.size()) {
            for (int row = 0; row < rows; row++) {
                if (playing[row] < 0 && begun < episodes.size()) {
                    playing[row] = begun;
                    step[row] = 0;
                    drawn[row] = codes.apply(begun++);
                    Arrays.fill(h, row * sizes.hidden(), (row + 1) * sizes.hidden(), 0);
                    Arrays.fill(c, row * sizes.hidden(), (row + 1) * sizes.hidden(), 0);
                }
                if (playing[row] >= 0) {
                    place(row, episodes.get(playing[row]), step[row], drawn[row]);
                    keep(row, playing[row], step[row], starts);
                }
            }
            advance();
            for (int row = 0; row < rows; row++) {
                if (playing[row] >= 0) {
                    LatentEpisode episode = episodes.get(playing[row]);
                    sink.add(episode, step[row], drawn[row], new Prediction(nll[row], logit[row], reward[row]));
                    if (++step[row] == episode.steps()) {
                        playing[row] = -1;
                        over++;
                    }
                }
            }
        }
    }

    private void place(int row, LatentEpisode episode, int step, float[] codes) {
        int latents = sizes.latents();
        System.arraycopy(codes, step * latents, z, row * latents, latents);
        clock[row] = MemoryConfig.clock(step);
        System.arraycopy(codes, (step + 1) * latents, next, row * latents, latents);
        System.arraycopy(episode.actions(), step * sizes.actions(), actions, row * sizes.actions(), sizes.actions());
    }

    private void keep(int row, int episode, int step, List<OpenLoop.Start> starts) {
        for (OpenLoop.Start start : starts) {
            if (start.episode() == episode && start.step() == step) {
                start.keep(row, z, h, c);
            }
        }
    }

    private void advance() {
        program.feed("z", z)
                .feed("next", next)
                .feed("actions", actions)
                .feed("h", h)
                .feed("c", c);
        if (sizes.clock()) {
            program.feed("clock", clock);
        }
        program.run();
        program.read("h", h);
        program.read("c", c);
        program.read("nll", nll);
        program.read("logit", logit);
        if (sizes.rewardHead()) {
            program.read("reward", reward);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
