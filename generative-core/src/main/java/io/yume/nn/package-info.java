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
 * A layer that normalises by the statistics of its batch is missing on purpose: what it needs in use, running statistics that
 * no gradient trains, is no parameter of a loss, and a row's value would depend on the rows beside it.
 */
package io.yume.nn;
