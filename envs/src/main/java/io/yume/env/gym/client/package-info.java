/** Environments that live behind a Gym HTTP server, classic or ours. */
package io.yume.env.gym.client;
