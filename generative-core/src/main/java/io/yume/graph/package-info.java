/**
 * The engine: an immutable graph over a closed set of primitives, gradients that are graphs again, and programs compiled
 * from a graph once per set of shapes.
 */
package io.yume.graph;
