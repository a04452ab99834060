/**
 * What a trained model is worth: log-likelihoods by importance sampling and by annealing, where the bound loses, what codes carry, and
 * what the model says of pixels that are missing or images that are strange. Everything takes learned parameters and leaves them as
 * they are; equal seeds give equal numbers.
 */
package io.yume.evaluation;
