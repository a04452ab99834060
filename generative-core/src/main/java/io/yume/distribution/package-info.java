/**
 * Distributions over named variables: {@link io.yume.distribution.Law} is the mathematics over nodes of a graph,
 * {@link io.yume.distribution.Distribution} gives variables names and parameters a source.
 */
package io.yume.distribution;
