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
 * {@link BatchNorm} alone makes a row's value depend on the rows beside it, and only in training: in use it takes running moments, which are
 * kept with the parameters and follow the batches of a training instead of a gradient.
 */
package io.yume.nn;
