/**
 * The environment interface: spaces as values that validate, one step at a time, observations written into buffers that
 * the caller owns.
 *
 * <p>Pixels are {@code byte[]} (uint8, row-major {@code [height, width, channels]}), vectors are {@code float[]}. An
 * action is a {@code float[]}; a discrete action is one float that holds a whole number. {@code terminated} (the world
 * ended) and {@code truncated} (a limit cut the episode) are kept apart everywhere.
 */
package io.yume.env;
