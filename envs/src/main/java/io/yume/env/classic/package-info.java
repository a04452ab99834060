/**
 * The classic control problems with Gymnasium's equations, limits and seeding (checked against Gymnasium 1.3 with NumPy
 * 2): the same seed and actions give the same trajectory.
 *
 * <p>The state is kept in double precision, observations are its float32 cast. Sines and cosines come from
 * {@code StrictMath}, so that trajectories have the same bits on every machine.
 */
package io.yume.env.classic;
