/**
 * The dream: Memory run on its own predictions, behind the same interface as reality seen through Vision and Memory, so
 * that whoever acts on the features cannot tell which one it is in (Ha and Schmidhuber, 2018).
 */
package io.yume.world.dream;
