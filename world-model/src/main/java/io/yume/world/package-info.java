/** World models: vision and memory, and the dream that they make. */
package io.yume.world;
