/**
 * Networks over the graph: small immutable values that declare the tensors they learn and, applied to a node, give the node
 * of their output.
 *
 * <pre>{@code
 * Network encoder = sequential(Conv.of(3, 32, 4).stride(2), RELU, ...).named("encoder");
 * RecurrentCell core = LstmCell.of(35, 256).named("lstm");
 * Parameters parameters = new Parameters(new Specs().addAll(encoder.specs()).addAll(core.specs()).toMap(), seed);
 * Node h = core.overTime(inputs, Scope.training()).outputs();    // [steps, rows, 256]
 * }</pre>
 *
 * {@link BatchNorm} alone makes the output of a row depend on other rows, and only in training: in evaluation it uses
 * running moments, which are saved with the learned tensors and follow the training batches instead of a gradient.
 */
package io.yume.nn;
