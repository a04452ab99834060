package io.yume.experiment.bench;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One line of the comparison.
 *
 * @param name what the command line and the peers call it
 * @param description model and sizes
 * @param unitsPerStep what a step makes: 1 training step, or so many dreams or environments moved on
 * @param flopsPerStep floating-point operations of the matrix products and convolutions of a step, as {@link Flops} counts;
 *     0 where that is not what a step is about
 * @param mlpVae the sizes, where the row is an autoencoder of dense layers
 * @param ours makes our work, on the thread that will step it
 */
record Row(
        String name,
        String description,
        int unitsPerStep,
        double flopsPerStep,
        Optional<MlpVae> mlpVae,
        Supplier<Workload> ours) {}
