/**
 * Evaluation of trained models: log-likelihoods by importance sampling and by annealing, the gap of a bound, what
 * codes carry, imputation of missing pixels, and scores of anomalous examples. Everything takes learned tensors and
 * leaves them unchanged; equal seeds give equal numbers.
 */
package io.yume.evaluation;
