package io.yume.distribution;

import io.yume.distribution.PartsFamily.Part;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.List;
import java.util.Optional;

/**
 * Student's t-distribution with independent elements. A draw is a normal one whose variance is drawn too; gradients reach the degrees
 * of freedom through it.
 */
public final class StudentT extends ElementwiseLaw {

    private final Node freedom;
    private final Node loc;
    private final Node scale;

    /**
     * Independent variables with Student's distribution.
     *
     * @param freedom the degrees of freedom, {@code [lead..., event...]}, above 0
     * @param loc the mode, {@code [lead..., event...]}
     * @param scale {@code [lead..., event...]}, above 0; it approaches the standard deviation as the degrees of
     *     freedom grow
     * @param event the shape of one value
     */
    public StudentT(Node freedom, Node loc, Node scale, Shape event) {
        super(event);
        this.freedom = Axes.withEvent(freedom, event);
        this.loc = Axes.withEvent(loc, event);
        this.scale = Axes.withEvent(scale, event);
    }

    /** The family; a network gives the free degrees of freedom, the centres and the free scales, side by side. */
    public static Family family() {
        List<Part> parts = List.of(Part.positive("freedom"), Part.real("loc"), Part.positive("scale"));
        return new PartsFamily(
                "StudentT",
                parts,
                true,
                (usual, event) -> new StudentT(usual.get(0), usual.get(1), usual.get(2), event));
    }

    /** A variable; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    @Override
    public Support support() {
        return Support.REAL;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        Node square = value.minus(loc).dividedBy(scale).square().dividedBy(freedom);
        return freedom.plus(1)
                .times(-0.5)
                .times(square.log1p())
                .minus(Special.LOG_STUDENT.of(freedom))
                .minus(scale.log());
    }

    @Override
    public Node sample(Draws draws) {
        Node half = freedom.times(0.5);
        Node logVariance = half.log().minus(Gamma.logDraw(draws, "variance", half, event()));
        return loc.plus(scale.times(draws.normal("", event()))
                .times(logVariance.times(0.5).exp()));
    }

    @Override
    protected Node elementEntropy() {
        return Special.STUDENT_ENTROPY.of(freedom).plus(scale.log());
    }

    /** Not a number with at most one degree of freedom, where there is no mean. */
    @Override
    public Optional<Node> mean() {
        return Optional.of(freedom.greater(1).select(loc, loc.like(Double.NaN)));
    }

    /** Infinite with at most 2 degrees of freedom, not a number with at most 1. */
    @Override
    public Optional<Node> variance() {
        Node light = freedom.greater(2);
        Node finite = light.select(freedom, freedom.like(3));
        Node ratio = finite.dividedBy(finite.minus(2));
        Node heavy = freedom.greater(1).select(freedom.like(Double.POSITIVE_INFINITY), freedom.like(Double.NaN));
        return Optional.of(scale.square().times(light.select(ratio, heavy)));
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(loc);
    }
}
