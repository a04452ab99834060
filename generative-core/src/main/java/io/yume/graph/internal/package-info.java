/** Kernels and compiler internals of the engine; not for users, and free to change in any release. */
package io.yume.graph.internal;
