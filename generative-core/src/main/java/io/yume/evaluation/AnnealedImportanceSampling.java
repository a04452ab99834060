package io.yume.evaluation;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Distribution;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.loss.AnnealedPath;
import io.yume.loss.Objective;
import io.yume.train.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Annealed importance sampling (Neal, 2001): chains follow a path of densities from a distribution that can be drawn
 * from to the density whose integral is wanted, such as log p(x) of a model with latent codes (Wu, Burda,
 * Salakhutdinov and Grosse, 2017) or log Z of an energy. Immutable.
 *
 * <pre>{@code
 * AnnealedPath path = AnnealedPath.hamiltonian(prior, logProb(decoder.times(prior)), 10);
 * List<AnnealedEstimate> test = AnnealedImportanceSampling.along(path).perExample(parameters, data, 10, seed);
 * }</pre>
 *
 * The betas lie on a sigmoid, dense at both ends. The step sizes of the transitions are fitted to an acceptance of
 * 0.65 in a run of their own, and are fixed in the run whose weights count, so that the weights stay unbiased.
 */
public final class AnnealedImportanceSampling {

    private final AnnealedPath path;
    private final int temperatures;
    private final int chains;
    private final double size;

    private AnnealedImportanceSampling(AnnealedPath path, int temperatures, int chains, double size) {
        if (temperatures < 1 || chains < 1) {
            throw new IllegalArgumentException(
                    "annealing needs a step and a chain: temperatures=" + temperatures + ", chains=" + chains);
        }
        if (!(size > 0)) {
            throw new IllegalArgumentException("size must be > 0: size=" + size);
        }
        this.path = path;
        this.temperatures = temperatures;
        this.chains = chains;
        this.size = size;
    }

    /** With 1,000 temperatures and 16 chains. */
    public static AnnealedImportanceSampling along(AnnealedPath path) {
        return new AnnealedImportanceSampling(path, 1000, 16, 0.1);
    }

    /**
     * With another number of steps from the base to the end of the path.
     *
     * @throws IllegalArgumentException if there is none
     */
    public AnnealedImportanceSampling temperatures(int count) {
        return new AnnealedImportanceSampling(path, count, chains, size);
    }

    /**
     * With another number of chains for each example.
     *
     * @throws IllegalArgumentException if there is none
     */
    public AnnealedImportanceSampling chains(int count) {
        return new AnnealedImportanceSampling(path, temperatures, count, size);
    }

    /**
     * With another initial step size of the transitions, from which the fit starts.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public AnnealedImportanceSampling startingWith(double firstSize) {
        return new AnnealedImportanceSampling(path, temperatures, chains, firstSize);
    }

    /**
     * The integral of a density that does not depend on data, such as log Z of an energy.
     *
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public AnnealedEstimate constant(Parameters learned, Seed seed) {
        return perExample(learned, new NoData(), 1, seed).get(0);
    }

    /**
     * The integral for each example, in the order of the data.
     *
     * @param batch number of examples computed at once, each with all its chains
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public List<AnnealedEstimate> perExample(Parameters learned, DataSet data, int batch, Seed seed) {
        return inBatches(learned, data, batch, (run, sizes) -> run.up(new Feed(data, seed), sizes), seed);
    }

    /**
     * Log p(x) of each example beside a bound on it; the {@linkplain Likelihood#gap() difference} is what the bound
     * loses.
     *
     * @param bound one number per example, such as {@code elbo(decoder, prior, encoder)}; it has draws of its own
     * @param batch number of examples computed at once, each with all its chains
     * @throws IllegalArgumentException if a tensor that is needed was not learned
     */
    public List<Likelihood> perExample(Objective bound, Parameters learned, DataSet data, int batch, Seed seed) {
        double[] bounds = ExampleScores.of(bound, learned, data, batch, seed.split("bound"));
        List<AnnealedEstimate> all = perExample(learned, data, batch, seed);
        return IntStream.range(0, bounds.length)
                .mapToObj(i -> new Likelihood(
                        bounds[i], all.get(i).logConstant(), all.get(i).effectiveChains()))
                .toList();
    }

    /** The means of {@link #perExample(Objective, Parameters, DataSet, int, Seed)} over a data set. */
    public Likelihood evaluate(Objective bound, Parameters learned, DataSet data, int batch, Seed seed) {
        return Likelihood.mean(perExample(bound, learned, data, batch, seed));
    }

    /**
     * The integral for each example from above, by chains from the end of the path to the base (Grosse, Ghahramani and
     * Adams, 2015). All chains of an example start at the same value.
     *
     * @param ends contain, besides the data, values of the base's variables, drawn exactly from the end of the path
     *     and independently of everything else: codes from the true posterior of x, or states of a machine in
     *     equilibrium. Then the mean weight is an unbiased estimate of the reciprocal of the integral, so the
     *     estimated logarithm of the integral is too high on average. With values drawn otherwise it bounds nothing.
     * @param batch number of examples computed at once, each with all its chains
     * @throws IllegalArgumentException if a tensor that is needed was not learned, or a variable of the base is
     *     missing
     */
    public List<AnnealedEstimate> fromAbove(Parameters learned, DataSet ends, int batch, Seed seed) {
        for (String variable : path.base().variables()) {
            if (!ends.variables().containsKey(variable)) {
                throw new IllegalArgumentException("chains from above begin at draws of the end: variable=" + variable
                        + ", has=" + ends.variables().keySet());
            }
        }
        Feed feed = new Feed(ends, seed.split("above"));
        return inBatches(learned, ends, batch, (run, sizes) -> run.down(feed, sizes), seed);
    }

    /**
     * Log p(x) of examples that are drawn from a model, from both sides (bidirectional Monte Carlo: Grosse, Ghahramani
     * and Adams, 2015). The codes that an example was generated from are an exact draw from its posterior, so that
     * chains can also start there and go down. If both sides meet, annealing with that many temperatures can be
     * trusted on data that is like the model's.
     *
     * @param model draws the codes and the observed variables, such as {@code decoder.times(prior)}; it must not need
     *     data
     * @param examples how many are drawn
     * @param batch number of examples computed at once, each with all its chains
     * @throws IllegalArgumentException if a tensor that is needed was not learned, or the model does not draw a
     *     variable of the base
     */
    public List<AnnealedBracket> simulated(Distribution model, Parameters learned, int examples, int batch, Seed seed) {
        DataSet made = draw(model, learned, examples, seed.split("simulated"));
        List<AnnealedEstimate> above = fromAbove(learned, made, batch, seed);
        List<AnnealedEstimate> below = perExample(learned, made, batch, seed);
        return IntStream.range(0, examples)
                .mapToObj(i -> new AnnealedBracket(below.get(i), above.get(i)))
                .toList();
    }

    private static DataSet draw(Distribution model, Parameters learned, int examples, Seed seed) {
        try (Sampler sampler = new Sampler(model, learned, examples, Map.of())) {
            ArrayDataSet made = null;
            for (Map.Entry<String, float[]> part :
                    sampler.draw(seed, Map.of()).draws().entrySet()) {
                int[] shape = sampler.event(part.getKey()).dims();
                made = made == null
                        ? ArrayDataSet.of(part.getKey(), part.getValue(), shape)
                        : made.and(part.getKey(), part.getValue(), shape);
            }
            return made;
        }
    }

    /**
     * Step sizes are fitted by separate chains, which start at the base, so they are independent of where the chains
     * that count start.
     */
    private List<AnnealedEstimate> inBatches(
            Parameters learned,
            DataSet data,
            int batch,
            BiFunction<AnnealingRun, double[], List<AnnealedEstimate>> each,
            Seed seed) {
        List<AnnealedEstimate> all = new ArrayList<>();
        Feed.inBatches(data.size(), batch, (begin, end) -> {
            try (AnnealingRun run = new AnnealingRun(path, temperatures, chains, learned, data, begin, end - begin)) {
                double[] sizes = new double[temperatures];
                Arrays.fill(sizes, size);
                all.addAll(
                        each.apply(run, path.hasSize() ? run.fit(new Feed(data, seed.split("pilot")), size) : sizes));
            }
        });
        return List.copyOf(all);
    }
}
