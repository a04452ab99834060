package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Where the parameters of a factor's law come from. */
sealed interface Source {

    /** The variables it needs, in order. */
    List<String> given();

    /** Owners of learned tensors other than the factor itself: networks, and the owners of other factors. */
    List<Object> owners();

    /** Whether it has learned tensors. */
    boolean learns();

    Law law(Environment environment, Factor factor, Family family, Shape declared);

    /** All parameters from one network. */
    record Free(Network network, List<String> given) implements Source {

        @Override
        public List<Object> owners() {
            return List.of(network);
        }

        @Override
        public boolean learns() {
            return !network.specs().isEmpty();
        }

        @Override
        public Law law(Environment environment, Factor factor, Family family, Shape declared) {
            Value out = apply(environment, network, factor.label(), given);
            Shape event = declared == null ? family.event(out.event()) : declared;
            if (!family.fits(out.event(), event)) {
                throw new IllegalArgumentException("the network must give the parameters of the event " + event
                        + ": expected=" + family.free(event) + ", actual=" + out.event());
            }
            return family.fromFree(factor.attached(out.node()), event);
        }
    }

    /** All parameters from one learned tensor. */
    record Learned(Shape free) implements Source {

        @Override
        public List<Object> owners() {
            return List.of();
        }

        @Override
        public List<String> given() {
            return List.of();
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public Law law(Environment environment, Factor factor, Family family, Shape declared) {
            Node node = environment.parameter(factor.owner(), factor.label(), "free", new Spec(free, Initial.zeros()));
            return family.fromFree(factor.attached(node), declared);
        }
    }

    /** Each parameter from a source of its own. */
    record Usual(List<Parameter> parameters) implements Source {

        @Override
        public List<Object> owners() {
            return parameters.stream()
                    .flatMap(parameter -> parameter.owners().stream())
                    .toList();
        }

        @Override
        public List<String> given() {
            return parameters.stream()
                    .flatMap(parameter -> parameter.given().stream())
                    .distinct()
                    .toList();
        }

        @Override
        public boolean learns() {
            return parameters.stream().anyMatch(Parameter::learns);
        }

        @Override
        public Law law(Environment environment, Factor factor, Family family, Shape declared) {
            List<Value> values = new ArrayList<>();
            for (int i = 0; i < parameters.size(); i++) {
                Value value = value(
                        environment,
                        factor,
                        parameters.get(i),
                        family.parameters().get(i));
                values.add(new Value(factor.attached(value.node()), value.eventRank()));
            }
            Shape event = declared == null
                    ? family.common(values.stream().map(Value::event).toList())
                    : declared;
            return family.fromParameters(values, event);
        }

        static Value value(Environment environment, Factor factor, Parameter parameter, String role) {
            if (parameter instanceof Parameter.Constant constant) {
                return constant.value(environment);
            }
            if (parameter instanceof Parameter.Variable variable) {
                return environment.value(variable.name());
            }
            if (parameter instanceof Parameter.Learned learned) {
                Node node = environment.parameter(factor.owner(), factor.label(), learned.name(), learned.spec());
                return new Value(node, learned.spec().shape().rank());
            }
            Parameter.Computed computed = (Parameter.Computed) parameter;
            return apply(environment, computed.network(), factor.label() + "." + role, computed.given());
        }
    }

    /** A law that is made directly, from other factors or from fixed numbers. */
    record Made(List<String> given, List<Object> owners, boolean learns, Maker maker) implements Source {

        /** Makes a law in an environment. */
        interface Maker {
            Law law(Environment environment, Factor factor);
        }

        /** From other factors; these are detached where the factor that is made from them is. */
        static Made of(List<Factor> parts, BiFunction<Environment, List<Factor>, Law> maker) {
            List<String> given = parts.stream()
                    .flatMap(part -> part.given().stream())
                    .distinct()
                    .toList();
            boolean learns = parts.stream().anyMatch(Factor::learns);
            List<Object> owners =
                    parts.stream().flatMap(part -> part.owners().stream()).toList();
            return new Made(
                    given,
                    owners,
                    learns,
                    (environment, factor) -> maker.apply(
                            environment,
                            parts.stream()
                                    .map(part -> factor.stopped() ? part.detached() : part)
                                    .toList()));
        }

        @Override
        public Law law(Environment environment, Factor factor, Family family, Shape declared) {
            return maker.law(environment, factor);
        }
    }

    /** A network applied to variables, for all lead positions in one batch of rows. */
    static Value apply(Environment environment, Network network, String label, List<String> given) {
        List<Value> inputs = given.stream().map(environment::value).toList();
        Shape lead = inputs.stream().map(Value::lead).reduce(Shape.SCALAR, Shape::broadcast);
        List<Node> rows = new ArrayList<>();
        for (Value input : inputs) {
            Node all = input.rows(lead);
            boolean whole = inputs.size() == 1 && input.eventRank() > 0;
            rows.add(whole ? all : all.reshape(lead.size(), input.event().size()));
        }
        Node out = environment.apply(network, label, environment.graph().concat(1, rows));
        Shape event = out.shape().dropFirst();
        return new Value(out.reshape(Axes.join(lead, event)), event.rank());
    }
}
