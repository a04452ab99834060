package io.yume.world.memory;

import static io.yume.nn.Networks.heads;

import io.yume.distribution.Family;
import io.yume.distribution.Law;
import io.yume.distribution.Mixture.Mixing;
import io.yume.distribution.Normal;
import io.yume.distribution.Positive;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Dense;
import io.yume.nn.LstmCell;
import io.yume.nn.Network;
import io.yume.nn.RecurrentCell;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The networks of Memory. Mixture parameters are {@code [rows, mixtures, latents]}. */
public final class MemoryNetwork {

    /** The names of the networks, which the names of their parameters start with. */
    static final String LSTM = "lstm";

    static final String MIXTURE = "mixture";
    static final String DONE = "done";
    static final String REWARD = "reward";

    /** Wide enough for codes of unit scale, and no Gaussian collapses. */
    private static final Positive SIGMA = Positive.expWithin(-5, 3);

    private final MemoryConfig config;
    private final RecurrentCell cell;
    private final Network mixture;
    private final Network done;
    private final Network reward;

    /** The network of some sizes. */
    public MemoryNetwork(MemoryConfig config) {
        this.config = config;
        int hidden = config.hidden();
        int each = config.mixtures() * config.latents();
        cell = LstmCell.of(config.inputs(), hidden);
        // Gaussians that start apart divide the work at once; equal ones take long to part.
        mixture = heads(
                Dense.of(hidden, config.sharedWeights() ? config.mixtures() : each)
                        .biased(new Initial.Uniform(0.2))
                        .named("weight"),
                Dense.of(hidden, each).biased(new Initial.Uniform(1)).named("mean"),
                Dense.of(hidden, each).named("logSigma"));
        done = Dense.of(hidden, 1);
        reward = Dense.of(hidden, 1);
    }

    /** The state of the LSTM, each {@code [rows, hidden]}. */
    public record State(Node h, Node c) {}

    /**
     * The predicted distribution of the next code: log-weights (normalised over the mixtures), means and log-sigmas,
     * {@code [rows, mixtures, latents]}; shared log-weights are {@code [rows, mixtures, 1]}.
     */
    public record Mixture(Node logWeights, Node means, Node logSigmas) {}

    /** Names, shapes and initial values. */
    public Map<String, Spec> specs() {
        Specs specs = new Specs()
                .add(LSTM, cell.specs())
                .add(MIXTURE, mixture.specs())
                .add(DONE, done.specs());
        return (config.rewardHead() ? specs.add(REWARD, reward.specs()) : specs).toMap();
    }

    MemoryConfig config() {
        return config;
    }

    /** The recurrent step from a code and an action. */
    RecurrentCell cell() {
        return cell;
    }

    /** Gives logits, means and free log-sigmas of the mixtures of the next code, side by side. */
    Network mixture() {
        return mixture;
    }

    /** Gives the logit of the world's end. */
    Network done() {
        return done;
    }

    /** Gives the predicted reward. */
    Network reward() {
        return reward;
    }

    /** What the next code is: in every dimension a mixture of Gaussians. */
    Family family() {
        Mixing mixing = config.sharedWeights() ? Mixing.ELEMENT_SHARED_WEIGHTS : Mixing.ELEMENT;
        return io.yume.distribution.Mixture.family(Normal.family(SIGMA), config.mixtures(), mixing);
    }

    /** One step from inputs {@code [rows, latents + actions]}, with the clock behind them where there is one. */
    public State step(Node inputs, State state) {
        RecurrentCell.State next = cell.apply(inputs, new RecurrentCell.State(state.h(), state.c()), at(LSTM));
        return new State(next.output(), next.memory());
    }

    /**
     * One step from the placeholders {@code z}, {@code actions}, {@code h} and {@code c} of some rows, and {@code clock} where there is
     * one.
     */
    public State step(Graph graph, int rows) {
        List<Node> inputs = new ArrayList<>();
        inputs.add(graph.placeholder("z", rows, config.latents()));
        inputs.add(graph.placeholder("actions", rows, config.actions()));
        if (config.clock()) {
            inputs.add(graph.placeholder("clock", rows, 1));
        }
        return step(
                graph.concat(1, inputs),
                new State(
                        graph.placeholder("h", rows, config.hidden()), graph.placeholder("c", rows, config.hidden())));
    }

    /** The distribution of the next code {@code [latents]}, given {@code h [rows, hidden]} after the step. */
    Law next(Node h) {
        return family().fromFree(mixture.apply(h, at(MIXTURE)), Shape.of(config.latents()));
    }

    /** Its parameters. */
    public Mixture mixture(Node h) {
        io.yume.distribution.Mixture law = (io.yume.distribution.Mixture) next(h);
        Normal gaussians = (Normal) law.components();
        return new Mixture(law.logWeights(), gaussians.loc(), gaussians.logScale());
    }

    /** The logit of the world's end, {@code [rows, 1]}. */
    public Node doneLogit(Node h) {
        return done.apply(h, at(DONE));
    }

    /** The predicted reward, {@code [rows, 1]}. */
    public Node reward(Node h) {
        return reward.apply(h, at(REWARD));
    }

    private static Scope at(String name) {
        return Scope.inference().within(name);
    }

    /**
     * A draw from the mixture: weights to the power {@code 1/temperature} renormalised, sigma times the root of the
     * temperature.
     *
     * @param inverseTemperature {@code 1/temperature}, a scalar or broadcastable
     * @param rootTemperature {@code sqrt(temperature)}
     * @param uniform noise {@code [rows, latents]} that picks the Gaussian of each dimension
     * @param normal noise {@code [rows, latents]}
     */
    public static Node sample(
            Mixture mixture, Node inverseTemperature, Node rootTemperature, Node uniform, Node normal) {
        return pick(mixture, inverseTemperature, uniform).draw(rootTemperature, normal);
    }

    /** The Gaussian of each dimension that a draw comes from, its weights as in {@link #sample}. */
    public static Gaussian pick(Mixture mixture, Node inverseTemperature, Node uniform) {
        Node logits = mixture.logWeights().times(inverseTemperature);
        Node weights = logits.minus(logits.logSumExp(1))
                .exp()
                .broadcastTo(mixture.means().shape());
        int mixtures = mixture.means().shape().dim(1);
        Node mean = component(mixture.means(), 0);
        Node logSigma = component(mixture.logSigmas(), 0);
        Node below = component(weights, 0);
        for (int k = 1; k < mixtures; k++) {
            // The cumulated weight below this Gaussian decides whether the uniform draw has passed it.
            Node passed = uniform.greater(below);
            mean = passed.select(component(mixture.means(), k), mean);
            logSigma = passed.select(component(mixture.logSigmas(), k), logSigma);
            below = below.plus(component(weights, k));
        }
        return new Gaussian(mean, logSigma);
    }

    /**
     * A Gaussian of each dimension.
     *
     * @param mean {@code [rows, latents]}
     * @param logSigma the logarithms of the standard deviations, {@code [rows, latents]}
     */
    public record Gaussian(Node mean, Node logSigma) {

        /** A draw; the standard deviation is multiplied by a factor. */
        public Node draw(Node factor, Node normal) {
            return mean.plus(logSigma.exp().times(factor).times(normal));
        }

        /** The same draw as it would be had a part of the variance not been there; a part larger than all leaves the mean. */
        public Node drawWithout(Node variance, Node factor, Node normal) {
            Node rest = logSigma.times(2).exp().minus(variance).max(0).sqrt();
            return mean.plus(rest.times(factor).times(normal));
        }
    }

    private static Node component(Node mixtures, int k) {
        return mixtures.slice(1, k, 1)
                .reshape(mixtures.shape().dim(0), mixtures.shape().dim(2));
    }
}
