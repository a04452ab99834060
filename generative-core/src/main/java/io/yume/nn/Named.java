package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network with a name, which is put before the names of its tensors. */
record Named(String name, Network network) implements Network {

    Named {
        Specs.requireName(name);
    }

    /**
     * The parts of a network, each with its own name or else its index as name. Heads keep their own names unless two
     * tensors would collide; then they get an index.
     */
    static List<Network> orIndexed(List<Network> parts) {
        List<Network> named = orIndexed(parts, false);
        boolean hasHeads = parts.stream().anyMatch(Heads.class::isInstance);
        return hasHeads && clash(named) ? orIndexed(parts, true) : named;
    }

    private static List<Network> orIndexed(List<Network> parts, boolean heads) {
        List<Network> named = new ArrayList<>();
        for (Network part : parts) {
            boolean keeps = part instanceof Named || (part instanceof Heads && !heads);
            named.add(keeps ? part : part.named(String.valueOf(named.size())));
        }
        return named;
    }

    private static boolean clash(List<Network> parts) {
        Set<String> names = new HashSet<>();
        return parts.stream().anyMatch(part -> !part.specs().keySet().stream().allMatch(names::add));
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs().add(name, network.specs()).toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return network.apply(x, scope.within(name));
    }
}
