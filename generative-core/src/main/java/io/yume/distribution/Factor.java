package io.yume.distribution;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The distribution of one variable given others: a family, and a source of its parameters. */
public final class Factor implements Distribution {

    /**
     * What renaming and conditioning leave alone. Two factors with one {@code identity} share their learned tensors.
     */
    private record Core(
            Family family, String variable, Shape event, Source source, String letter, String name, Object identity) {}

    private final Core core;
    private final Map<String, String> names;
    private final Map<String, Parameter.Constant> fixed;
    private final boolean detached;

    private Factor(Core core, Map<String, String> names, Map<String, Parameter.Constant> fixed, boolean detached) {
        this.core = core;
        this.names = names;
        this.fixed = fixed;
        this.detached = detached;
        if (given().contains(variable())) {
            throw new IllegalArgumentException(
                    "a variable must not be given itself: variable=" + variable() + ", given=" + given());
        }
        if (given().stream().distinct().count() < given().size()) {
            throw new IllegalArgumentException("a name must be used once: given=" + given());
        }
    }

    static Factor of(Family family, String variable, Shape event, Source source) {
        if (variable.isEmpty() || source.given().contains("")) {
            throw new IllegalArgumentException(
                    "a variable must have a name: variable='" + variable + "', given=" + source.given());
        }
        Core core = new Core(family, variable, event, source, null, null, new Object());
        return new Factor(core, Map.of(), Map.of(), false);
    }

    /** With a letter in formulas, such as q; by default the formula chooses one. */
    public Factor as(String letter) {
        return with(letter, core.name());
    }

    /** With a name for its learned tensors; the default is made of the variables, such as {@code z|x}. */
    public Factor named(String name) {
        return with(core.letter(), name);
    }

    private Factor with(String letter, String name) {
        Core changed =
                new Core(core.family(), core.variable(), core.event(), core.source(), letter, name, core.identity());
        return new Factor(changed, names, fixed, detached);
    }

    /** The variable. */
    public String variable() {
        return outer(core.variable());
    }

    /** The family. */
    public Family family() {
        return core.family();
    }

    /** Whether the variable is a deterministic function of the given ones, so that it has no density. */
    public boolean isFunction() {
        return family() == Deterministic.FAMILY;
    }

    /** Whether it has learned tensors. */
    public boolean learns() {
        return core.source().learns() && !detached;
    }

    /** The owner of its learned tensors: equal for all renamed and conditioned forms. */
    public Object owner() {
        return core.identity();
    }

    /**
     * Whether another factor is the same density of the same variables, with the same learned tensors, names and fixed
     * values.
     */
    public boolean isSame(Factor other) {
        return owner() == other.owner()
                && variable().equals(other.variable())
                && fixed.equals(other.fixed)
                && core.source().given().stream().allMatch(local -> outer(local).equals(other.outer(local)));
    }

    /** All owners of its learned tensors: itself and its networks. */
    public List<Object> owners() {
        List<Object> owners = new ArrayList<>(core.source().owners());
        owners.add(owner());
        return owners;
    }

    /** The name of its learned tensors. */
    public String label() {
        if (core.name() != null) {
            return core.name();
        }
        String own = String.join(",", core.source().given());
        String text = core.variable() + (own.isEmpty() ? "" : "|" + own);
        return core.letter() == null ? text : core.letter() + "(" + text + ")";
    }

    /** The letter that was chosen for formulas, if any. */
    public Optional<String> letter() {
        return Optional.ofNullable(core.letter());
    }

    @Override
    public List<String> variables() {
        return List.of(variable());
    }

    @Override
    public List<String> given() {
        return core.source().given().stream()
                .filter(name -> !fixed.containsKey(name))
                .map(this::outer)
                .toList();
    }

    @Override
    public List<Factor> factors() {
        return List.of(this);
    }

    private String outer(String local) {
        return names.getOrDefault(local, local);
    }

    @Override
    public Factor rename(String from, String to) {
        Map<String, String> renamed = new LinkedHashMap<>(names);
        boolean found = false;
        List<String> locals = new ArrayList<>(core.source().given());
        locals.add(core.variable());
        for (String local : locals) {
            if (outer(local).equals(from) && !fixed.containsKey(local)) {
                renamed.put(local, to);
                found = true;
            }
        }
        if (!found) {
            throw new IllegalArgumentException("there is no variable to rename: name=" + from + ", in=" + this);
        }
        return new Factor(core, renamed, fixed, detached);
    }

    @Override
    public Factor condition(String variable, double... value) {
        return (Factor) Distribution.super.condition(variable, value);
    }

    @Override
    public Factor condition(String variable, double[] value, int... shape) {
        if (!given().contains(variable)) {
            throw new IllegalArgumentException(
                    "only what is given can be fixed: variable=" + variable + ", given=" + given() + ", in=" + this);
        }
        if (value.length != 1 && value.length != Shape.of(shape).size()) {
            throw new IllegalArgumentException("a value must fill its shape: variable=" + variable + ", shape="
                    + Shape.of(shape) + ", numbers=" + value.length);
        }
        Map<String, Parameter.Constant> more = new LinkedHashMap<>(fixed);
        for (String local : core.source().given()) {
            if (outer(local).equals(variable)) {
                more.put(local, Parameter.constant(value, shape));
            }
        }
        return new Factor(core, names, more, detached);
    }

    @Override
    public Factor detached() {
        return new Factor(core, names, fixed, true);
    }

    /**
     * The law for the values that an environment has.
     *
     * @throws IllegalArgumentException if a shape does not fit or a variable has no value
     */
    public Law law(Environment environment) {
        return core.source().law(new Inside(environment), this, core.family(), core.event());
    }

    /** Whether it is detached, so that its parameters get no gradient. */
    boolean stopped() {
        return detached;
    }

    /** The parameters, without a gradient if this factor is detached. */
    Node attached(Node parameters) {
        return detached ? parameters.stopGradient() : parameters;
    }

    @Override
    public String print(Notation notation) {
        return print(notation, notation.variable(variable()));
    }

    /** The formula with a value in place of the variable, {@code p(x=1|z)}. */
    public String print(Notation notation, double value) {
        return print(notation, notation.variable(variable()) + "=" + Notation.number(value));
    }

    private String print(Notation notation, String left) {
        List<String> all = new ArrayList<>();
        for (String local : core.source().given()) {
            Parameter.Constant value = fixed.get(local);
            String name = notation.variable(outer(local));
            all.add(value == null ? name : name + "=" + fixedText(value.values()));
        }
        return notation.letter(this) + "(" + left + (all.isEmpty() ? "" : "|" + String.join(",", all)) + ")";
    }

    private static String fixedText(List<Double> values) {
        List<String> numbers = values.stream().map(Notation::number).toList();
        return numbers.size() == 1 ? numbers.get(0) : "(" + String.join(",", numbers) + ")";
    }

    @Override
    public String toString() {
        return print(Notation.text());
    }

    /** The environment with the variables under the names that the source was written with. */
    private final class Inside implements EnvironmentAround {

        private final Environment outside;

        Inside(Environment outside) {
            this.outside = outside;
        }

        @Override
        public Environment outside() {
            return outside;
        }

        @Override
        public Value value(String local) {
            Parameter.Constant value = fixed.get(local);
            return value == null ? outside.value(outer(local)) : value.value(this);
        }
    }
}
