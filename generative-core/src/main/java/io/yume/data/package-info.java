/**
 * Examples whose parts have names: {@link io.yume.data.DataSet}s, read by index in any order, and endless
 * {@link io.yume.data.ExampleStream}s, read one after another.
 */
package io.yume.data;
