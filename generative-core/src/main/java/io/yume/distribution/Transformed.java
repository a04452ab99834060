package io.yume.distribution;

import io.yume.flow.Flow;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/**
 * A continuous distribution taken through a flow (Rezende and Mohamed, 2015): a draw is a draw of the base taken
 * forward; the log-density of a value is that of the base at its inverse, plus the inverse's log-determinant. The
 * density of its own draws needs no inverse.
 */
public final class Transformed implements Law {

    /** The base's value that a draw was made from. */
    private record Drawn(Flow flow, Node value) {}

    /** A record, so that equal flows make equal supports. */
    private record Reached(Flow flow) implements DoublePredicate {
        @Override
        public boolean test(double x) {
            return flow.reaches(x);
        }
    }

    private final Law base;
    private final Flow flow;
    private final Value context;
    private final Scope scope;
    private final Map<Object, Object> memory;
    private final Shape event;

    private Transformed(Law base, Flow flow, Value context, Scope scope, Map<Object, Object> memory) {
        this.base = base;
        this.flow = flow;
        this.context = context;
        this.scope = scope;
        this.memory = memory;
        if (base.isDiscrete()) {
            throw new IllegalArgumentException("a flow moves densities, so its base must be continuous: base="
                    + base.getClass().getSimpleName());
        }
        this.event = flow.output(base.event());
    }

    /**
     * The base's variable, taken through a flow.
     *
     * @throws IllegalArgumentException if the flow needs a context; when its law is made, if the base is not continuous or the flow
     *     does not take its values
     */
    public static Factor of(Factor base, Flow flow) {
        requireContext(flow, false);
        return factor(base, flow, List.of());
    }

    /**
     * The base's variable, taken through a flow that depends on a context.
     *
     * @param context a variable, or a network of variables, whose elements are the context
     * @throws IllegalArgumentException if the flow takes no context; when its law is made, if the context has another
     *     length than the flow's, the base is not continuous, or the flow does not take its values
     */
    public static Factor of(Factor base, Flow flow, Parameter context) {
        requireContext(flow, true);
        return factor(base, flow, List.of(context));
    }

    private static void requireContext(Flow flow, boolean has) {
        if (flow.context() > 0 != has) {
            throw new IllegalArgumentException("a flow must get a context if it depends on one, and only then: length="
                    + flow.context() + ", given=" + has);
        }
    }

    /** @param context nothing, or one */
    private static Factor factor(Factor base, Flow flow, List<Parameter> context) {
        Source.Usual contexts = new Source.Usual(context);
        List<String> given = Stream.concat(base.given().stream(), contexts.given().stream())
                .distinct()
                .toList();
        List<Object> owners = Stream.of(base.owners(), List.<Object>of(flow), contexts.owners())
                .flatMap(List::stream)
                .toList();
        boolean learns = base.learns() || contexts.learns() || !flow.specs().isEmpty();
        Source source = new Source.Made(
                given, owners, learns, (environment, factor) -> law(base, flow, context, environment, factor));
        MadeFamily family = new MadeFamily(
                "Transformed " + base.family().name(), base.family().pathwise());
        return Factor.of(family, base.variable(), null, source);
    }

    private static Law law(Factor base, Flow flow, List<Parameter> context, Environment environment, Factor factor) {
        Factor inner = factor.stopped() ? base.detached() : base;
        Scope scope = environment.scope(flow, factor.label() + ".flow", flow.specs());
        return new Transformed(
                inner.law(environment),
                flow,
                context.isEmpty() ? null : context(flow, context.get(0), environment, factor),
                factor.stopped() ? scope.frozen() : scope,
                environment.memory());
    }

    private static Value context(Flow flow, Parameter context, Environment environment, Factor factor) {
        Value value = Source.Usual.value(environment, factor, context, "context");
        if (value.event().size() != flow.context()) {
            throw new IllegalArgumentException("a context must have the length that its flow was made for: expected="
                    + flow.context() + ", actual=" + value.event());
        }
        return new Value(factor.attached(value.node()), value.eventRank());
    }

    @Override
    public Shape event() {
        return event;
    }

    @Override
    public Support support() {
        return new Support("what the flow reaches", new Reached(flow));
    }

    /** Whether the inverse lies in the base's support; what the flow does not reach has no inverse. */
    @Override
    public Optional<Node> inside(Node value) {
        return flow.invertible() ? base.inside(pass(value, event, false).value()) : Optional.empty();
    }

    @Override
    public boolean pathwise() {
        return base.pathwise();
    }

    @Override
    public Node sample(Draws draws) {
        Node from = base.sample(draws);
        Node to = pass(from, base.event(), true).value();
        memory.put(new Drawn(flow, to), from);
        return to;
    }

    /**
     * The log-density; -infinity where the inverse lies outside of the base's support.
     *
     * @throws IllegalArgumentException if the flow has no inverse and the value is no draw of this law
     */
    @Override
    public Node logProb(Node value) {
        if (memory.get(new Drawn(flow, value)) instanceof Node from) {
            // The graph has equal nodes only once: if these parameters take the base's value to the same node, it is a
            // draw of this law, gradients included.
            Flow.Result again = pass(from, base.event(), true);
            if (again.value() == value) {
                return base.logProb(from).minus(again.logDet());
            }
        }
        if (!flow.invertible()) {
            throw new IllegalArgumentException(
                    "a flow without an inverse has densities of its own draws only, with what it learned trained: flow="
                            + flow + ", value=" + value.describe());
        }
        Flow.Result back = pass(value, event, false);
        // That the flow reaches a value does not mean that the inverse lies in the base's support.
        return base.boundedLogProb(back.value()).plus(back.logDet());
    }

    /** All lead positions through the flow, as one batch of rows. */
    private Flow.Result pass(Node value, Shape from, boolean forward) {
        Value all = new Value(value, from.rank());
        Shape lead = context == null ? all.lead() : Shape.broadcast(all.lead(), context.lead());
        Node rows = all.rows(lead);
        Node given = context == null ? null : context.rows(lead).reshape(lead.size(), flow.context());
        Flow.Result result = forward ? flow.forward(rows, given, scope) : flow.inverse(rows, given, scope);
        Shape to = forward ? event : base.event();
        return new Flow.Result(
                result.value().reshape(Axes.join(lead, to)), result.logDet().reshape(lead));
    }

    /** For a law through the same flow, it is the divergence of the bases. */
    @Override
    public Optional<Node> kl(Law other) {
        boolean same = other instanceof Transformed p
                && p.flow == flow
                && (context == null ? p.context == null : context.equals(p.context));
        return same ? base.kl(((Transformed) other).base) : Optional.empty();
    }
}
