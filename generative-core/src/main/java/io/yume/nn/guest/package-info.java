/**
 * Networks of other libraries, with what they learned, as networks of the language: each layer becomes nodes of our own graph, so that it is
 * compiled, differentiated and trained as any other.
 */
package io.yume.nn.guest;
