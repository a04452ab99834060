/**
 * Recorded episodes and the append-only store that keeps them.
 *
 * <p>An episode of T steps has T actions and rewards and T + 1 frames: the frame before each action, then the final one.
 * Workers encode episodes ({@link io.yume.env.episode.EncodedEpisode}), one writer appends them in the order of their
 * ids, and trainers read one episode at a time, so memory stays bounded whatever the size of the store.
 */
package io.yume.env.episode;
