package io.yume.world.dream;

import io.yume.env.Space;
import io.yume.world.memory.Memory;
import io.yume.world.memory.MemoryConfig;

/**
 * Shows the codes of a world beside the state of another memory, which follows codes and actions but has no say in what
 * happens. With a memory that was never trained it answers what Memory's training is worth to a controller: such a
 * reservoir did as well as a trained one on CarRacing (Tallec, Blier and Kalainathan, 2018).
 */
public final class ReservoirWorld implements FeatureWorld {

    private final FeatureWorld world;
    private final MemoryConfig sizes;
    private final Recurrence recurrence;
    private final float[] z;

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
        recurrence = new Recurrence(memory, world.actionSpace(), world.rows());
        z = new float[world.rows() * sizes.latents()];
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
        recurrence.reset();
    }

    @Override
    public void features(float[] into) {
        world.features(z);
        Features.ZH.write(rows(), z, recurrence.h(), into);
    }

    @Override
    public void step(float[] actions) {
        world.features(z);
        recurrence.follow(z, actions, world.episodes());
        world.step(actions);
    }

    @Override
    public Rows episodes() {
        return world.episodes();
    }

    @Override
    public void close() {
        recurrence.close();
        world.close();
    }
}
