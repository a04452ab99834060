package io.yume.graph.internal;

import io.yume.graph.StepKind;

/**
 * What an instruction does, for descriptions.
 *
 * @param kind the kind of work
 * @param operation its name
 * @param flops floating-point operations, as {@link io.yume.graph.StepDescription} counts them
 */
public record Work(StepKind kind, String operation, long flops) {}
