package io.yume.graph;

import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures what two programs on two threads are worth against taking turns on one: run by hand on an idle machine of two
 * cores or more. A learner trains an autoencoder, an actor runs a small one.
 */
public final class ActorBesideLearner {

    private static final int ROUNDS = 7;

    private ActorBesideLearner() {}

    /** Prints runs per second of each alone and beside the other, and the sum of the shares that each keeps. */
    public static void main(String[] args) throws Exception {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 2;
        ExecutorService others = Executors.newFixedThreadPool(2);
        try (ComputeThread learner = ComputeThread.start("learner", 1);
                ComputeThread actor = ComputeThread.start("actor", 1)) {
            for (int round = 0; round < ROUNDS; round++) {
                double learning = learner.<Double>call(() -> learn(seconds));
                double acting = actor.<Double>call(() -> act(seconds));
                Future<Double> together = others.submit(() -> learner.<Double>call(() -> learn(seconds)));
                double beside = actor.<Double>call(() -> act(seconds));
                double beneath = together.get();
                System.out.printf(
                        Locale.ROOT,
                        "alone: learner %.1f/s, actor %.1f/s; together: %.1f/s, %.1f/s; against taking turns: %.2f%n",
                        learning,
                        acting,
                        beneath,
                        beside,
                        beneath / learning + beside / acting);
            }
        } finally {
            others.shutdown();
        }
    }

    private static double learn(double seconds) {
        TestModels.Model model = TestModels.mlpVae(128, 784, 400, 10, false);
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                OptimizerState adam = new OptimizerState(Adam.of(1e-3), parameters);
                Program program = Program.training(model.terms(), model.loss(), adam)) {
            return rate(program, Noise.of(Seed.root(2), 128, 0), seconds);
        }
    }

    private static double act(double seconds) {
        TestModels.Model model = TestModels.mlpVae(16, 64, 256, 10, false);
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                Program program = Program.of(model.terms(), parameters)) {
            return rate(program, Noise.of(Seed.root(2), 16, 0), seconds);
        }
    }

    private static double rate(Program program, Noise noise, double seconds) {
        long began = System.nanoTime();
        long runs = 0;
        double elapsed;
        do {
            program.run(noise.at(runs++));
            elapsed = (System.nanoTime() - began) / 1e9;
        } while (elapsed < seconds);
        return runs / elapsed;
    }
}
