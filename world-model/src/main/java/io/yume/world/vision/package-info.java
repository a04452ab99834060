/**
 * Vision: the convolutional variational auto-encoder of World Models (Ha and Schmidhuber, 2018), which turns a 64x64 frame
 * into a small code.
 */
package io.yume.world.vision;
