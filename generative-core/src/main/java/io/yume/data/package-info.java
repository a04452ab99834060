/** Data sets: examples whose parts have names, read by index in any order. */
package io.yume.data;
