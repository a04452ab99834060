package io.yume.distribution;

import io.yume.distribution.PartsFamily.Part;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.List;
import java.util.Optional;

/**
 * The von Mises distribution of angles with independent elements, from -pi to pi. A draw is the quantile of one
 * uniform number; its gradient is the implicit one (Figurnov, Mohamed and Mnih, 2018), which does not see the jump
 * from pi to -pi. So it is unbiased for functions of the angle with period 2 pi, such as its cosine and sine. For
 * another function f, the gradient by loc is too large by {@code (f(pi) - f(-pi)) p(pi)}.
 */
public final class VonMises extends ElementwiseLaw {

    private static final Support ANGLES = Support.between("[-pi, pi]", -Math.PI, Math.PI);

    private final Node loc;
    private final Node concentration;

    /**
     * Independent angles.
     *
     * @param loc the mean direction, {@code [lead..., event...]}; any angle
     * @param concentration {@code [lead..., event...]}, above 0; draws are closer to loc the larger it is
     * @param event the shape of one value
     */
    public VonMises(Node loc, Node concentration, Shape event) {
        super(event);
        this.loc = Axes.withEvent(loc, event);
        this.concentration = Axes.withEvent(concentration, event);
    }

    /** The family; a network gives the directions and the free concentrations, side by side. */
    public static Family family() {
        List<Part> parts = List.of(Part.real("loc"), Part.positive("concentration"));
        return new PartsFamily(
                "VonMises", parts, true, (usual, event) -> new VonMises(usual.get(0), usual.get(1), event));
    }

    /** A variable of angles; the shape of its event may be left to its parameters. */
    public static Template of(String variable, int... event) {
        return new Template(family(), variable, event);
    }

    /** The logarithm of the Bessel function minus the concentration: of large ones the difference is small. */
    private Node logBessel() {
        return Special.LOG_BESSEL_SCALED.of(concentration, concentration.zeros());
    }

    /** 1 minus the length of the mean of unit vectors with these angles. */
    private Node spread() {
        return Special.BESSEL_RATIO_REST.of(concentration, concentration.zeros());
    }

    /** {@code 1 - cos}, with all digits of small angles. */
    private static Node versine(Node angle) {
        return angle.times(0.5).sin().square().times(2);
    }

    /** The same angle, between -pi and pi. */
    private static Node wrapped(Node angle) {
        Node turns = Special.FLOOR.of(angle.stopGradient().plus(Math.PI).times(1 / (2 * Math.PI)));
        return angle.minus(turns.times(2 * Math.PI)).clip(-Math.PI, Math.PI);
    }

    @Override
    public Support support() {
        return ANGLES;
    }

    @Override
    public boolean pathwise() {
        return true;
    }

    @Override
    public Node elementLogProb(Node value) {
        return concentration
                .times(versine(value.minus(loc)))
                .plus(logBessel())
                .plus(Math.log(2 * Math.PI))
                .neg();
    }

    @Override
    public Node sample(Draws draws) {
        Node turn = draws.uniform("", event()).minus(0.5);
        Node angle = Special.ANGLE_QUANTILE.of(turn.abs().times(2), concentration, concentration.like(2));
        return wrapped(loc.plus(turn.sign().times(angle)));
    }

    @Override
    protected Node elementEntropy() {
        return logBessel().plus(Math.log(2 * Math.PI)).plus(concentration.times(spread()));
    }

    @Override
    protected Node elementKl(Law other) {
        if (!(other instanceof VonMises p)) {
            return null;
        }
        Node turned = p.concentration.times(versine(loc.minus(p.loc)));
        Node spread = spread();
        return turned.times(spread.neg().plus(1))
                .minus(spread.times(concentration.minus(p.concentration)))
                .minus(logBessel())
                .plus(p.logBessel());
    }

    /** None: the mean of angles depends on where the circle is cut open. The mean direction is the mode. */
    @Override
    public Optional<Node> mean() {
        return Optional.empty();
    }

    @Override
    public Optional<Node> mode() {
        return Optional.of(wrapped(loc));
    }
}
