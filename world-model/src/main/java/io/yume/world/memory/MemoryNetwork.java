package io.yume.world.memory;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.LstmCell;
import io.yume.nn.RecurrentCell;
import io.yume.nn.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers of Memory as graph nodes. Mixture parameters are {@code [rows, mixtures, latents]}. */
public final class MemoryNetwork {

    /** Log-sigma is squashed smoothly into (-5, 3): wide enough for codes of unit scale, and no Gaussian collapses. */
    private static final double LOG_SIGMA_RANGE = 4;

    private static final double LOG_SIGMA_CENTRE = -1;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final MemoryConfig config;
    private final RecurrentCell lstm;
    private final Map<String, Spec> specs;

    /** The network of some sizes. */
    public MemoryNetwork(MemoryConfig config) {
        this.config = config;
        lstm = LstmCell.of(config.latents() + config.actions(), config.hidden()).named("lstm");
        specs = describe();
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
        return specs;
    }

    private Map<String, Spec> describe() {
        Map<String, Spec> specs = new LinkedHashMap<>();
        specs.putAll(lstm.specs());
        int each = config.mixtures() * config.latents();
        // Gaussians that start apart divide the work at once; equal ones take long to part.
        head(specs, "mixture.weight", config.sharedWeights() ? config.mixtures() : each, new Initial.Uniform(0.2));
        head(specs, "mixture.mean", each, new Initial.Uniform(1));
        head(specs, "mixture.logSigma", each, Initial.zeros());
        head(specs, "done", 1, Initial.zeros());
        if (config.rewardHead()) {
            head(specs, "reward", 1, Initial.zeros());
        }
        return Collections.unmodifiableMap(specs);
    }

    private void head(Map<String, Spec> specs, String name, int out, Initial bias) {
        specs.put(name + ".weight", new Spec(Shape.of(config.hidden(), out), Initial.glorot(config.hidden(), out)));
        specs.put(name + ".bias", new Spec(Shape.of(out), bias));
    }

    /** One step from inputs {@code [rows, latents + actions]}. */
    public State step(Node inputs, State state) {
        RecurrentCell.State next = lstm.apply(inputs, new RecurrentCell.State(state.h(), state.c()));
        return new State(next.output(), next.memory());
    }

    /** One step from the placeholders {@code z}, {@code actions}, {@code h} and {@code c} of some rows. */
    public State step(Graph graph, int rows) {
        Node inputs = graph.concat(
                1,
                List.of(
                        graph.placeholder("z", rows, config.latents()),
                        graph.placeholder("actions", rows, config.actions())));
        return step(
                inputs,
                new State(
                        graph.placeholder("h", rows, config.hidden()), graph.placeholder("c", rows, config.hidden())));
    }

    /** The hidden states of all steps, {@code [steps * rows, hidden]}, from inputs {@code [steps, rows, ...]} and zeros. */
    public Node overTime(Node inputs) {
        Node outputs = lstm.overTime(inputs, Scope.training()).outputs();
        return outputs.reshape(inputs.shape().dim(0) * inputs.shape().dim(1), config.hidden());
    }

    /** The distribution of the next code, given {@code h [rows, hidden]} after the step. */
    public Mixture mixture(Node h) {
        int rows = h.shape().dim(0);
        int columns = config.sharedWeights() ? 1 : config.latents();
        Node weights = head(h, "mixture.weight").reshape(rows, config.mixtures(), columns);
        Node means = head(h, "mixture.mean").reshape(rows, config.mixtures(), config.latents());
        Node logSigmas = head(h, "mixture.logSigma")
                .times(1 / LOG_SIGMA_RANGE)
                .tanh()
                .times(LOG_SIGMA_RANGE)
                .plus(LOG_SIGMA_CENTRE)
                .reshape(rows, config.mixtures(), config.latents());
        return new Mixture(weights.minus(weights.logSumExp(1)), means, logSigmas);
    }

    /** The logit of the world's end, {@code [rows, 1]}. */
    public Node doneLogit(Node h) {
        return head(h, "done");
    }

    /** The predicted reward, {@code [rows, 1]}. */
    public Node reward(Node h) {
        return head(h, "reward");
    }

    private Node head(Node h, String name) {
        Graph graph = h.graph();
        return h.matmul(parameter(graph, name + ".weight")).plus(parameter(graph, name + ".bias"));
    }

    private Node parameter(Graph graph, String name) {
        return graph.parameter(name, specs.get(name).shape().dims());
    }

    /** Negative log-likelihood in nats of codes {@code [rows, latents]}, per row and dimension. */
    public static Node negativeLogLikelihood(Mixture mixture, Node codes) {
        int rows = codes.shape().dim(0);
        int latents = codes.shape().dim(1);
        Node deviation = codes.reshape(rows, 1, latents)
                .minus(mixture.means())
                .times(mixture.logSigmas().neg().exp());
        Node joint = deviation
                .square()
                .times(-0.5)
                .minus(mixture.logSigmas())
                .minus(HALF_LOG_TWO_PI)
                .plus(mixture.logWeights());
        return joint.logSumExp(1).neg().reshape(rows, latents);
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
        return mean.plus(logSigma.exp().times(rootTemperature).times(normal));
    }

    private static Node component(Node mixtures, int k) {
        return mixtures.slice(1, k, 1)
                .reshape(mixtures.shape().dim(0), mixtures.shape().dim(2));
    }
}
