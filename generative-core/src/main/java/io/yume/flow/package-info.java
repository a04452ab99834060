/**
 * Normalising flows: invertible functions whose Jacobian has a determinant that is easy to compute.
 *
 * <pre>{@code
 * Flow flow = Flows.compose(                                 // from the base to the data
 *         Coupling.affine(Mask.half(), mlp(2, 64, 64, 4)),
 *         Coupling.affine(Mask.half().flipped(), mlp(2, 64, 64, 4)));
 * Factor p = Transformed.of(Normal.standard("x", 2), flow);
 * }</pre>
 *
 * Like a network, a flow is a value: it holds sizes, not numbers. It works on rows {@code [rows, event...]}: vectors {@code [n]} or
 * images {@code [channels, height, width]}.
 */
package io.yume.flow;
