package io.yume.loss;

import io.yume.graph.Parameters.Spec;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The learned tensors of one or several objectives, and their owners (factors, networks). Objectives that are trained
 * together share one of these, so that a tensor which they have in common has one name.
 */
final class Learned {

    private final Map<String, Spec> specs = new LinkedHashMap<>();
    private final Map<String, Object> ownerOfTensor = new HashMap<>();
    private final IdentityHashMap<Object, String> labels = new IdentityHashMap<>();
    private final Map<String, Object> ownerOfLabel = new HashMap<>();

    /**
     * The name of an owner, put before those of its tensors: the label that it first asked for.
     *
     * @throws IllegalArgumentException if another owner has that label
     */
    String claim(Object owner, String label) {
        String known = labels.get(owner);
        if (known != null) {
            return known;
        }
        if (ownerOfLabel.putIfAbsent(label, owner) != null) {
            throw new IllegalArgumentException("two distributions must not keep what they learn under one name: name="
                    + label + "; give one of them another with named(...) or a letter with as(...)");
        }
        labels.put(owner, label);
        return label;
    }

    void declare(Object owner, String name, Spec spec) {
        Spec known = specs.putIfAbsent(name, spec);
        if (known != null && !known.equals(spec)) {
            throw new IllegalArgumentException(
                    "a name must stand for one learned tensor: name=" + name + ", has=" + known + ", asked=" + spec);
        }
        Object other = ownerOfTensor.putIfAbsent(name, owner);
        if (other != null && other != owner) {
            throw new IllegalArgumentException(
                    "a name must be used once: two distributions learn a tensor: name=" + name);
        }
    }

    Map<String, Spec> specs() {
        return Collections.unmodifiableMap(specs);
    }

    /** The names of the tensors of some owners, in the order in which they were declared. */
    Set<String> of(Collection<Object> owners) {
        Set<Object> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(owners);
        Set<String> names = new LinkedHashSet<>();
        specs.keySet().stream()
                .filter(name -> same.contains(ownerOfTensor.get(name)))
                .forEach(names::add);
        return names;
    }
}
