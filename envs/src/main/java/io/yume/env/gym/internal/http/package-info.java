/** HTTP/1.x over plain sockets, both ends: no more of it than environments over HTTP need. */
package io.yume.env.gym.internal.http;
