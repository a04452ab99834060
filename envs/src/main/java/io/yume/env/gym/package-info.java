/**
 * Environments over HTTP: the values that client and server share. {@code docs/gym-http.md} is the protocol: the OpenAI Gym
 * HTTP API (2016) and a superset of it.
 */
package io.yume.env.gym;
