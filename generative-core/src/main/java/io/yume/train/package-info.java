/**
 * Training of objectives, and what it keeps on disk. {@link io.yume.train.Trainer} makes the updates on batches of a
 * data set or a stream, {@link io.yume.train.Sampler} draws from what was learned, {@link io.yume.train.Curves}
 * records terms; checkpoints are safetensors files, which Python reads, and survive a crash at any moment.
 */
package io.yume.train;
