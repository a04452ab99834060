/** Serves environments over HTTP to clients in any language. */
package io.yume.env.gym.server;
