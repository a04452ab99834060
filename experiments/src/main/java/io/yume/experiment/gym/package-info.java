/** Installs and starts the Gym server in Python, whose sources are in {@code envs/gym-server}. */
package io.yume.experiment.gym;
