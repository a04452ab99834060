package io.yume.model;

import io.yume.distribution.Axes;
import io.yume.distribution.Draws;
import io.yume.distribution.Notation;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.loss.AnnealedPath;
import io.yume.loss.Chain;
import io.yume.loss.Objective;
import io.yume.loss.Objectives;
import io.yume.loss.Scope;
import java.util.List;

/**
 * The restricted Boltzmann machine (Smolensky, 1986; Hinton, 2002) of visible coins {@code x}, with its hidden coins
 * summed out:
 *
 * <pre>{@code
 * log p(x) + log Z = -F(x) = b'x + sum_j softplus(c_j + (x W)_j)
 * }</pre>
 *
 * As an {@link Objective} it is {@code -F(x)}; it learns the tensors {@code weight}, {@code visible} and {@code hidden} under the name
 * {@code rbm}, or {@linkplain #named another}. Contrastive divergence goes by its {@linkplain #gibbs Gibbs chain}.
 */
public final class RestrictedBoltzmannMachine implements Objective {

    static final String VARIABLE = "x";

    private final int visible;
    private final int hidden;
    private final String name;

    private RestrictedBoltzmannMachine(int visible, int hidden, String name) {
        if (visible < 1 || hidden < 1) {
            throw new IllegalArgumentException(
                    "a machine needs a coin on either side: visible=" + visible + ", hidden=" + hidden);
        }
        this.visible = visible;
        this.hidden = hidden;
        this.name = name;
    }

    /**
     * A machine whose tensors are to be learned.
     *
     * @param visible number of visible coins
     * @param hidden number of hidden coins
     * @throws IllegalArgumentException if there is none of either
     */
    public static RestrictedBoltzmannMachine of(int visible, int hidden) {
        return new RestrictedBoltzmannMachine(visible, hidden, "rbm");
    }

    /** The same machine with its tensors under another name, such as for two of them in one objective. */
    public RestrictedBoltzmannMachine named(String other) {
        return new RestrictedBoltzmannMachine(visible, hidden, other);
    }

    int visible() {
        return visible;
    }

    int hidden() {
        return hidden;
    }

    Node visibleBias(Scope scope) {
        return bias(scope, "visible", visible);
    }

    private Node weight(Scope scope) {
        return scope.parameter(this, name, "weight", new Spec(Shape.of(visible, hidden), new Initial.Normal(0.1)));
    }

    private Node bias(Scope scope, String of, int size) {
        return scope.parameter(this, name, of, new Spec(Shape.of(size), Initial.zeros()));
    }

    Node toHidden(Scope scope, Node x) {
        return x.matmul(weight(scope)).plus(bias(scope, "hidden", hidden));
    }

    Node toVisible(Scope scope, Node h) {
        return h.matmul(weight(scope).transpose()).plus(visibleBias(scope));
    }

    @Override
    public Node lower(Scope scope) {
        Value value = scope.value(VARIABLE);
        Node x = value.node().reshape(value.lead().size(), visible);
        Node linear = Axes.sumLast(x.times(visibleBias(scope)), 1);
        Node energy = linear.plus(Axes.sumLast(toHidden(scope, x).softplus(), 1));
        return energy.reshape(value.lead());
    }

    /** Gibbs sampling: draws the hidden coins given the visible ones, then the visible ones given the hidden ones. */
    public Chain gibbs() {
        return (logDensity, x, event, scope, draws) ->
                coins(toVisible(scope, coins(toHidden(scope, x), draws, "hidden")), draws, "visible");
    }

    static Node coins(Node logits, Draws draws, String name) {
        return logits.sigmoid()
                .greater(draws.uniform(name, Shape.of(logits.shape().dim(1))));
    }

    /** Contrastive divergence with a number of Gibbs steps; to be maximised. */
    public Objective contrastiveDivergence(int steps) {
        return Objectives.contrastiveDivergence(this, VARIABLE, gibbs(), steps);
    }

    /**
     * The path from independent coins to this machine, along which annealed importance sampling finds log Z
     * (Salakhutdinov and Murray, 2008).
     *
     * @param probabilities of the independent coins; best the means of the data, kept a little away from 0 and 1
     * @throws IllegalArgumentException if there is not one in (0, 1) for each visible coin
     */
    public AnnealedPath annealedFrom(double... probabilities) {
        return AnnealedBoltzmann.of(this, probabilities);
    }

    @Override
    public String print(Notation notation) {
        return "-F(" + notation.variable(VARIABLE) + ")";
    }

    @Override
    public boolean isSum() {
        return true;
    }

    @Override
    public List<Objective> parts() {
        return List.of();
    }

    @Override
    public String toString() {
        return text();
    }
}
