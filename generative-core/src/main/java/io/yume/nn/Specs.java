package io.yume.nn;

import io.yume.graph.Parameters.Spec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Joins the tensors of several networks; two with one name are an error. */
public final class Specs {

    private final Map<String, Spec> all = new LinkedHashMap<>();

    /** No tensors yet. */
    public Specs() {}

    /** The tensors of several networks that are applied in one scope. */
    public static Map<String, Spec> of(Network... networks) {
        Specs specs = new Specs();
        for (Network network : networks) {
            specs.addAll(network.specs());
        }
        return specs.toMap();
    }

    /**
     * Adds one tensor.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Specs add(String name, Spec spec) {
        if (all.putIfAbsent(name, spec) != null) {
            throw new IllegalArgumentException("a name must stand for one parameter: name=" + name);
        }
        return this;
    }

    /** Adds tensors under their own names. */
    public Specs addAll(Map<String, Spec> specs) {
        specs.forEach(this::add);
        return this;
    }

    /** Adds the tensors of a part, with {@code name + "."} before their names. */
    public Specs add(String name, Map<String, Spec> part) {
        requireName(name);
        part.forEach((own, spec) -> add(name + "." + own, spec));
        return this;
    }

    /** The tensors that were added, in order; unmodifiable. */
    public Map<String, Spec> toMap() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(all));
    }

    static String requireName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a part must have a name: name=''");
        }
        return name;
    }
}
