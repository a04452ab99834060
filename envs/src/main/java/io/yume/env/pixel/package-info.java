/** Native environments that are seen as pixels and need no display: rules in whole numbers, a small software renderer. */
package io.yume.env.pixel;
