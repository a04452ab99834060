package io.yume.model;

import static io.yume.loss.Objectives.observed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.Bars;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On 5x5 bars, each lit with probability 1/10, whose entropy is 3.2508 nats; likelihoods are sums over all hidden states and images. */
final class HelmholtzMachineTest {

    private static final Logger LOG = LoggerFactory.getLogger(HelmholtzMachineTest.class);
    private static final int SAMPLES = Integer.getInteger("k",5);
    private static final int UPDATES = Integer.getInteger("n", 40000);
    private static final double RATE = Double.parseDouble(System.getProperty("lr","0.01"));
    private static final int BATCH = Integer.getInteger("b", 25);

    private final HelmholtzMachine machine = HelmholtzMachine.of(25, 15);

    @Test
    void exp() {
        Optimizer adam = Adam.of(RATE).decaying(Math.pow(0.01, 1.0/UPDATES), 1e-9);
        for (long s=1;s<=Integer.getInteger("seeds",1);s++) {
        long t=System.nanoTime();
        System.out.println("ws  "+ negativeLogLikelihood(machine.wakeSleep(adam), UPDATES, s)+" "+(System.nanoTime()-t)/1e9);
        t=System.nanoTime();
        System.out.println("rws "+ negativeLogLikelihood(machine.reweightedWakeSleep(SAMPLES, adam), UPDATES, s)+" "+(System.nanoTime()-t)/1e9);
        }
    }

    private double negativeLogLikelihood(Phase[] phases, long updates, long seed) {
        ArrayDataSet all = Bars.all(5, 0.1);
        Objective weighted = machine.logLikelihood().times(observed("w")).times(all.size());
        try (Trainer trainer =
                Trainer.of(phases).on(Bars.of(5, 0.1, 10_000), BATCH).seed(seed).compile()) {
            trainer.fit(Length.updates(updates));
            return -trainer.evaluate(weighted.mean(), all).objective();
        }
    }
}
