package io.yume.experiment.stage;

import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.TimeStep;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;

/** Plays policies that never look at the world: the yardsticks. */
final class OpenLoop {

    private final Environment environment;
    private final float[] action;

    OpenLoop(Environment environment) {
        this.environment = environment;
        action = new float[environment.actionSpace().size()];
    }

    /** Returns of a policy in the episodes of some streams. */
    double[] play(OpenLoopPolicy policy, long... streams) {
        double[] returns = new double[streams.length];
        for (int i = 0; i < streams.length; i++) {
            Seed seed = new Seed(streams[i]);
            OpenLoopPolicy.Run run =
                    policy.start(environment.actionSpace(), seed.split("policy").environmentSeed());
            environment.reset(seed.environmentSeed());
            TimeStep step;
            do {
                run.next(action);
                step = environment.step(action);
                returns[i] += step.reward();
            } while (!step.last());
        }
        return returns;
    }

    /** The candidate with the best mean over the selection episodes; the first of equals. */
    OpenLoopPolicy best(RunContext context, long... selection) {
        OpenLoopPolicy best = null;
        double highest = Double.NEGATIVE_INFINITY;
        for (OpenLoopPolicy candidate : OpenLoopPolicies.candidates(environment.actionSpace())) {
            context.cancellation().throwIfRequested();
            double mean = Statistics.mean(play(candidate, selection));
            if (mean > highest) {
                highest = mean;
                best = candidate;
            }
        }
        return best;
    }
}
