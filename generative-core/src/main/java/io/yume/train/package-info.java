/**
 * What training keeps on disk: named tensors as safetensors files that Python reads, and checkpoints that survive a crash
 * at any moment.
 */
package io.yume.train;
