/** Agents: policies, the learners that improve them, and the actors that run their rollouts. */
package io.yume.agent;
