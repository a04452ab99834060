package io.yume.graph.internal;

import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Primitive;
import io.yume.graph.Select;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Element-wise nodes of one shape that will run as one kernel. It grows while nodes are visited in order, and is emitted
 * when somebody outside needs one of its values.
 */
final class Group {

    /** Longer chains would spill the second-level cache and gain nothing. */
    static final int MOST_MEMBERS = 320;

    private final Shape shape;
    private final Set<Node> members = new LinkedHashSet<>();
    private final Map<Node, Ref> loads = new LinkedHashMap<>();

    Group(Shape shape) {
        this.shape = shape;
    }

    Shape shape() {
        return shape;
    }

    boolean full() {
        return members.size() >= MOST_MEMBERS;
    }

    boolean contains(Node node) {
        return members.contains(node);
    }

    Set<Node> members() {
        return members;
    }

    /** Adds a node; {@code read} gives the view of an input that is neither a member nor a uniform constant. */
    void add(Node node, Function<Node, Ref> read) {
        for (Node input : node.inputs()) {
            if (!members.contains(input) && !isNumber(input) && !loads.containsKey(input)) {
                loads.put(input, read.apply(input));
            }
        }
        members.add(node);
    }

    /** The fused kernel; {@code kept} says which members are needed outside and {@code to} where they go. */
    Elementwise kernel(Predicate<Node> kept, Function<Node, Ref> to) {
        Map<Node, Integer> registers = new LinkedHashMap<>();
        for (Node load : loads.keySet()) {
            registers.put(load, registers.size());
        }
        List<Float> constants = new ArrayList<>();
        for (Node member : members) {
            for (Node input : member.inputs()) {
                if (isNumber(input) && !registers.containsKey(input)) {
                    registers.put(input, registers.size());
                    constants.add((float) ((Leaf.Constant) input.primitive()).value(0));
                }
            }
        }
        List<Elementwise.Micro> code = new ArrayList<>();
        List<Elementwise.Store> stores = new ArrayList<>();
        for (Node member : members) {
            List<Node> inputs = member.inputs();
            code.add(new Elementwise.Micro(
                    code(member.primitive()),
                    registers.get(inputs.get(0)),
                    inputs.size() > 1 ? registers.get(inputs.get(1)) : -1,
                    inputs.size() > 2 ? registers.get(inputs.get(2)) : -1));
            registers.put(member, registers.size());
            if (kept.test(member)) {
                stores.add(new Elementwise.Store(registers.get(member), to.apply(member)));
            }
        }
        return new Elementwise(shape.size(), List.copyOf(loads.values()), constants, code, stores);
    }

    static boolean isNumber(Node node) {
        return node.primitive() instanceof Leaf.Constant constant && constant.uniform();
    }

    private static Elementwise.Code code(Primitive primitive) {
        if (primitive instanceof Select) {
            return Elementwise.Code.SELECT;
        }
        return Elementwise.Code.valueOf(((Enum<?>) primitive).name());
    }
}
