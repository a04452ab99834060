package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/** A law whose elements are independent: densities, entropies and divergences are sums over the event. */
public abstract class ElementwiseLaw implements Law {

    private final Shape event;

    /** The shape of one value. */
    protected ElementwiseLaw(Shape event) {
        this.event = event;
    }

    @Override
    public final Shape event() {
        return event;
    }

    /**
     * The log-density of each element; its shape is what the shapes of the value and of the parameters broadcast to.
     */
    public abstract Node elementLogProb(Node value);

    /** The same for a value that may lie outside of the support, see {@link #boundedLogProb}. */
    public final Node boundedElementLogProb(Node value) {
        return isDiscrete() ? elementLogProb(value) : support().bound(value, 0, this::elementLogProb);
    }

    /** The entropy of each element, or null where there is no closed form. */
    protected abstract Node elementEntropy();

    /** The divergence of each element, or null where there is no closed form. */
    protected Node elementKl(Law other) {
        return null;
    }

    /** All values that an element can have, if they are finitely many. */
    Optional<double[]> elementValues() {
        return Optional.empty();
    }

    @Override
    public final Node logProb(Node value) {
        return sum(elementLogProb(value));
    }

    @Override
    public final Optional<Node> entropy() {
        return Optional.ofNullable(elementEntropy()).map(this::sum);
    }

    @Override
    public Optional<Node> kl(Law other) {
        return Optional.ofNullable(elementKl(other)).map(this::sum);
    }

    private Node sum(Node elements) {
        return Axes.sumLast(elements, event.rank());
    }
}
