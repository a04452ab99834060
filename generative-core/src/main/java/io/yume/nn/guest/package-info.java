/**
 * Turns networks of other libraries, with their learned tensors, into networks of the language: each layer becomes
 * nodes of our own graph, which are compiled, differentiated and trained like any others.
 */
package io.yume.nn.guest;
