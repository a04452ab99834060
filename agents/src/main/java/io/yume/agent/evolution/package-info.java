/**
 * Evolution strategies and the policies they improve: {@link io.yume.agent.evolution.CmaEs} asks for the losses of
 * candidate parameter vectors and adapts the normal distribution it draws them from;
 * {@link io.yume.agent.evolution.LinearPolicy} turns such a vector into actions.
 */
package io.yume.agent.evolution;
