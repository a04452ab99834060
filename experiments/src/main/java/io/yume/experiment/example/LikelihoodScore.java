package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.distribution.Distribution;
import io.yume.evaluation.ExampleScores;
import io.yume.evaluation.ImportanceSampling;
import io.yume.evaluation.Likelihood;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.loss.Objectives;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Log-likelihoods by importance sampling. They differ by dozens of nats from example to example, so a mean over few of them says little. Where
 * not all examples get their draws, what the draws add to the evidence lower bound is measured on those that do, which differs by few nats,
 * and added to the bound of all by one draw each.
 *
 * @param joint {@code p(x, z)}
 * @param q where the draws come from
 */
record LikelihoodScore(Distribution joint, Distribution q) implements Score {

    private static final int BATCH = 20;
    private static final int AT_ONCE = 50;
    private static final int ROWS = 500;

    @Override
    public List<Line> of(Parameters learned, DataSet test, Effort effort, Seed seed) {
        if (effort.draws() == 0) {
            return List.of();
        }
        DataSet some = new Spread(test, Math.min(effort.examples(), test.size()));
        List<Likelihood> each = ImportanceSampling.of(joint, q)
                .samples(effort.draws())
                .atOnce(Math.min(effort.draws(), AT_ONCE))
                .perExample(learned, some, BATCH, seed);
        String by = " by " + effort.draws() + " draws, examples: " + some.size();
        Line likelihood = mean("log p" + by, each, Likelihood::logLikelihood);
        Line gap = mean("log p less its bound" + by, each, Likelihood::gap);
        if (some.size() == test.size()) {
            return List.of(likelihood, gap);
        }
        double[] bounds = ExampleScores.of(Objectives.elbo(joint, q.detached()), learned, test, ROWS, seed);
        Line bound = Line.mean("bound by 1 draw, examples: " + test.size(), bounds);
        double error = Math.hypot(bound.error(), gap.error());
        Line whole = new Line(bound.value() + gap.value(), error, "log p as the bound of all and that difference");
        return List.of(likelihood, gap, bound, whole);
    }

    private static Line mean(String name, List<Likelihood> each, ToDoubleFunction<Likelihood> what) {
        return Line.mean(name, each.stream().mapToDouble(what).toArray());
    }
}
