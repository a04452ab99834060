package io.yume.world.dream;

import io.yume.env.Space;
import io.yume.graph.Program;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;
import java.util.Arrays;

/**
 * Shows the codes of a world beside the state of another memory, which follows codes and actions but has no say in what
 * happens. With a memory that was never trained it answers what Memory's training is worth to a controller: such a
 * reservoir did as well as a trained one on CarRacing (Tallec, Blier and Kalainathan, 2018).
 */
public final class ReservoirWorld implements FeatureWorld {

    private final FeatureWorld world;
    private final MemoryConfig sizes;
    private final Program program;
    private final float[] z;
    private final float[] h;
    private final float[] c;
    private final float[] encoded;

    /**
     * Wraps a world, which is closed with this object; {@code memory} stays the caller's.
     *
     * @param world shows codes alone ({@link Features#Z})
     * @throws IllegalArgumentException if the memory does not take the world's codes and actions
     */
    public ReservoirWorld(FeatureWorld world, Memory memory) {
        sizes = memory.config();
        if (world.featureSize() != sizes.latents()) {
            throw new IllegalArgumentException("the world must show codes of Memory's size: world="
                    + world.featureSize() + ", memory=" + sizes.latents());
        }
        if (Actions.width(world.actionSpace()) != sizes.actions()) {
            throw new IllegalArgumentException("the action space must fit Memory: width="
                    + Actions.width(world.actionSpace()) + ", memory=" + sizes.actions());
        }
        this.world = world;
        program = Program.of(RealWorld.outputs(sizes, world.rows()), memory.parameters());
        z = new float[world.rows() * sizes.latents()];
        h = new float[world.rows() * sizes.hidden()];
        c = new float[world.rows() * sizes.hidden()];
        encoded = new float[world.rows() * sizes.actions()];
    }

    @Override
    public int rows() {
        return world.rows();
    }

    @Override
    public int featureSize() {
        return Features.ZH.size(sizes);
    }

    @Override
    public Space actionSpace() {
        return world.actionSpace();
    }

    @Override
    public void reset(long... streams) {
        world.reset(streams);
        Arrays.fill(h, 0);
        Arrays.fill(c, 0);
    }

    @Override
    public void features(float[] into) {
        world.features(z);
        Features.ZH.write(rows(), z, h, into);
    }

    @Override
    public void step(float[] actions) {
        world.features(z);
        for (int row = 0; row < rows(); row++) {
            if (world.live(row)) {
                Actions.encode(actionSpace(), actions, row, encoded);
            }
        }
        program.feed("z", z).feed("actions", encoded).feed("h", h).feed("c", c).run();
        program.read("h", h);
        program.read("c", c);
        world.step(actions);
    }

    @Override
    public boolean live(int row) {
        return world.live(row);
    }

    @Override
    public double reward(int row) {
        return world.reward(row);
    }

    @Override
    public boolean terminated(int row) {
        return world.terminated(row);
    }

    @Override
    public boolean truncated(int row) {
        return world.truncated(row);
    }

    @Override
    public void close() {
        program.close();
        world.close();
    }
}
