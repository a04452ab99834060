package io.yume.env;

/**
 * What one step returned besides its observation.
 *
 * @param reward the reward of this step
 * @param terminated the world ended: no future reward exists
 * @param truncated a limit cut the episode: the world would have gone on; both flags may be true
 */
public record TimeStep(double reward, boolean terminated, boolean truncated) {

    /** Whether the episode is over for either reason. */
    public boolean last() {
        return terminated || truncated;
    }
}
