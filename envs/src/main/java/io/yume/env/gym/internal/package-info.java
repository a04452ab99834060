/** How messages of the protocol are written and read; used by client and server alike. */
package io.yume.env.gym.internal;
