/**
 * Networks over the graph: small immutable values that declare the tensors they learn and, applied to a node, give the node
 * of their output.
 */
package io.yume.nn;
