/** Environments around other environments: other frames, other actions, an earlier end. */
package io.yume.env.wrapper;
