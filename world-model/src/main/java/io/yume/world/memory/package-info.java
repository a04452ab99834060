/**
 * Memory: the recurrent mixture-density network of World Models (Ha and Schmidhuber, 2018; Graves, 2013), which predicts
 * the next code, whether the world ends, and optionally the reward.
 */
package io.yume.world.memory;
