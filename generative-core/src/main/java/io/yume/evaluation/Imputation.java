package io.yume.evaluation;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.ObjectiveGraph;
import io.yume.loss.Objectives;
import io.yume.loss.SampleGraph;
import io.yume.train.Sampler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Fills in missing elements of examples, and denoises them, for models with latent codes, conditional ones among them.
 * A chain draws codes given the example, then the missing elements given the codes. The reconstruction of a whole
 * example, with nothing missing, removes noise that is improbable under the model.
 */
public final class Imputation implements AutoCloseable {

    /** How codes are drawn. */
    public enum Chain {
        /**
         * From the approximate posterior (Rezende, Mohamed and Wierstra, 2014): exact if that is the true posterior.
         */
        PSEUDO_GIBBS,
        /**
         * The same with a Metropolis acceptance, so that the chain is exact for any approximate posterior; in the
         * first half of the burn-in all proposals are accepted (Mattei and Frellsen, 2018).
         */
        METROPOLIS_WITHIN_GIBBS
    }

    private static final String RATIO = "log-ratio";

    private final Distribution prior;
    private final Factor decoder;
    private final Distribution encoder;
    private final Parameters learned;
    private final Shape event;
    private final Map<String, Shape> given;
    private final int rows;
    private final Sampler codes;
    private final Sampler pixels;
    private final Program ratio;

    /**
     * Compiles the chain.
     *
     * @param prior of the codes
     * @param decoder of the examples, given codes
     * @param encoder of the codes, given examples
     * @param learned the learned tensors; the caller still owns and closes them
     * @param rows number of examples computed at once
     * @param event the shape of an example
     * @throws IllegalArgumentException if a tensor that is needed was not learned, or the decoder has no mean
     */
    public Imputation(
            Distribution prior, Factor decoder, Distribution encoder, Parameters learned, int rows, Shape event) {
        this(prior, decoder, encoder, learned, rows, event, Map.of());
    }

    /**
     * Compiles the chain of a model that is given further variables besides the codes, such as a class.
     *
     * @param prior of the codes
     * @param decoder of the examples, given codes
     * @param encoder of the codes, given examples
     * @param learned the learned tensors; the caller still owns and closes them
     * @param rows number of examples computed at once
     * @param event the shape of an example
     * @param given the shape of one value of every further variable
     * @throws IllegalArgumentException if a tensor that is needed was not learned, or the decoder has no mean
     */
    public Imputation(
            Distribution prior,
            Factor decoder,
            Distribution encoder,
            Parameters learned,
            int rows,
            Shape event,
            Map<String, Shape> given) {
        this.prior = prior;
        this.decoder = decoder;
        this.encoder = encoder;
        this.learned = learned;
        this.event = event;
        this.rows = rows;
        this.given = Map.copyOf(given);
        Map<String, Shape> all = new LinkedHashMap<>(given);
        all.put(decoder.variable(), event);
        Map<String, Shape> seen = Map.copyOf(all);
        Map<String, Shape> drawn = SampleGraph.of(encoder, rows, all).events();
        all.putAll(drawn);
        drawn.putAll(given);
        ObjectiveGraph graph = ExampleScores.graph(
                Objectives.logProb(decoder).plus(Objectives.logProb(prior)).minus(Objectives.logProb(encoder)),
                rows,
                all);
        graph.inputs().requireLearned(learned, decoder);
        if (SampleGraph.of(decoder, rows, drawn).means().isEmpty()) {
            throw new IllegalArgumentException("what is filled in must have a mean: family="
                    + decoder.family().name() + ", distribution=" + decoder);
        }
        ratio = Program.of(Map.of(RATIO, graph.value()), learned);
        Sampler first = null;
        try {
            first = new Sampler(encoder, learned, rows, seen);
            pixels = new Sampler(decoder, learned, rows, drawn);
        } catch (RuntimeException e) {
            if (first != null) {
                first.close();
            }
            ratio.close();
            throw e;
        }
        codes = first;
    }

    /**
     * Fills in what is missing.
     *
     * @param x examples one after the other; a missing element may be any number; if it is not finite, the chain
     *     starts there with a draw of the model
     * @param known which elements are not missing
     * @param burnIn steps of the chain before the average begins
     * @param steps steps of the chain that are averaged
     * @return x where each missing element is its mean given the known ones
     * @throws IllegalArgumentException if the lengths are not those of all rows, a known element is not finite, or
     *     there is no step
     */
    public float[] impute(float[] x, boolean[] known, Chain chain, int burnIn, int steps, Seed seed) {
        return impute(x, known, Map.of(), chain, burnIn, steps, seed);
    }

    /**
     * The same for a model that is given further variables.
     *
     * @param others for each further variable, the values of all rows, {@code [rows, event...]} row-major
     * @throws IllegalArgumentException as without these, or if one is missing or is not known to the model
     */
    public float[] impute(
            float[] x, boolean[] known, Map<String, float[]> others, Chain chain, int burnIn, int steps, Seed seed) {
        int length = rows * event.size();
        if (x.length != length || known.length != length) {
            throw new IllegalArgumentException("examples must fill the rows: expected=" + length + ", examples="
                    + x.length + ", known=" + known.length);
        }
        if (burnIn < 0 || steps < 1) {
            throw new IllegalArgumentException(
                    "a chain must have a step that counts: burn-in=" + burnIn + ", steps=" + steps);
        }
        requireOthers(others);
        float[] now = begun(x, known, others, seed);
        double[] sums = new double[length];
        Map<String, float[]> z = null;
        for (int step = 0; step < burnIn + steps; step++) {
            Seed here = seed.split("step", step);
            Map<String, float[]> proposed =
                    codes.draw(here.split("codes"), with(others, now)).draws();
            // The encoder was not trained on half-empty examples: at first every proposal is accepted, to leave that
            // region.
            boolean free = chain == Chain.PSEUDO_GIBBS || step <= burnIn / 2;
            z = free ? proposed : accepted(with(others, now), z, proposed, here);
            Sampler.Drawn drawn = pixels.draw(here.split("pixels"), all(others, z));
            float[] draws = drawn.draws().get(decoder.variable());
            float[] means = drawn.means().get(decoder.variable());
            for (int i = 0; i < length; i++) {
                now[i] = known[i] ? x[i] : draws[i];
                sums[i] += step < burnIn ? 0 : means[i] / steps;
            }
        }
        float[] filled = x.clone();
        for (int i = 0; i < length; i++) {
            filled[i] = known[i] ? x[i] : (float) sums[i];
        }
        return filled;
    }

    private void requireOthers(Map<String, float[]> others) {
        if (!others.keySet().equals(given.keySet())) {
            throw new IllegalArgumentException("everything else that a model is given needs a value: expected="
                    + new TreeSet<>(given.keySet()) + ", actual=" + new TreeSet<>(others.keySet()));
        }
    }

    /** The initial values of missing elements, which the encoder also sees. */
    private float[] begun(float[] x, boolean[] known, Map<String, float[]> others, Seed seed) {
        float[] now = x.clone();
        boolean complete = true;
        for (int i = 0; i < now.length; i++) {
            if (!Float.isFinite(x[i])) {
                if (known[i]) {
                    throw new IllegalArgumentException("what is known must be finite: row=" + i / event.size()
                            + ", element=" + i % event.size() + ", value=" + x[i]);
                }
                complete = false;
            }
        }
        if (complete) {
            return now;
        }
        try (Sampler model = new Sampler(Joint.of(decoder, prior), learned, rows, given)) {
            float[] draws = model.draw(seed.split("begin"), others).draws().get(decoder.variable());
            for (int i = 0; i < now.length; i++) {
                now[i] = Float.isFinite(x[i]) ? x[i] : draws[i];
            }
        }
        return now;
    }

    private Map<String, float[]> with(Map<String, float[]> others, float[] x) {
        return all(others, Map.of(decoder.variable(), x));
    }

    private static Map<String, float[]> all(Map<String, float[]> some, Map<String, float[]> more) {
        Map<String, float[]> all = new LinkedHashMap<>(some);
        all.putAll(more);
        return all;
    }

    /**
     * The reconstruction of whole examples, which must be finite: the mean of {@code p(x|z)} over draws of
     * {@code q(z|x)}.
     *
     * @throws IllegalArgumentException if the length is not that of all rows, or there is no draw
     */
    public float[] denoise(float[] x, int draws, Seed seed) {
        return denoise(x, Map.of(), draws, seed);
    }

    /**
     * The same for a model that is given further variables.
     *
     * @param others for each further variable, the values of all rows, {@code [rows, event...]} row-major
     * @throws IllegalArgumentException as without these, or if one is missing or is not known to the model
     */
    public float[] denoise(float[] x, Map<String, float[]> others, int draws, Seed seed) {
        if (x.length != rows * event.size() || draws < 1) {
            throw new IllegalArgumentException("examples must fill the rows, and there must be a draw: expected="
                    + rows * event.size() + ", examples=" + x.length + ", draws=" + draws);
        }
        requireOthers(others);
        float[] clean = new float[x.length];
        for (int draw = 0; draw < draws; draw++) {
            Seed here = seed.split("draw", draw);
            Map<String, float[]> z =
                    codes.draw(here.split("codes"), with(others, x)).draws();
            float[] means =
                    pixels.draw(here.split("pixels"), all(others, z)).means().get(decoder.variable());
            for (int i = 0; i < clean.length; i++) {
                clean[i] += means[i] / draws;
            }
        }
        return clean;
    }

    private Map<String, float[]> accepted(
            Map<String, float[]> seen, Map<String, float[]> z, Map<String, float[]> other, Seed here) {
        float[] before = ratios(seen, z);
        float[] after = ratios(seen, other);
        SplittableRandom random = here.split("acceptance").generator();
        Map<String, float[]> next = new LinkedHashMap<>();
        z.forEach((name, values) -> next.put(name, values.clone()));
        for (int row = 0; row < rows; row++) {
            boolean taken = Math.log(1 - random.nextDouble()) < after[row] - before[row];
            for (String name : encoder.variables()) {
                int size = other.get(name).length / rows;
                if (taken) {
                    System.arraycopy(other.get(name), row * size, next.get(name), row * size, size);
                }
            }
        }
        return next;
    }

    /** {@code log p(x,z) - log q(z|x)} of each row. */
    private float[] ratios(Map<String, float[]> seen, Map<String, float[]> z) {
        seen.forEach(ratio::feed);
        z.forEach(ratio::feed);
        ratio.run(Noise.of(Seed.root(0), rows, 0));
        return ratio.get(RATIO);
    }

    @Override
    public void close() {
        codes.close();
        pixels.close();
        ratio.close();
    }
}
