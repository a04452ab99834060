package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A mixture of experts as a family whose free numbers are those of its experts, one after another, so that the battery can see it. Experts
 * are of one element.
 *
 * @param experts what is mixed, of a loc and a scale each
 * @param weights theirs
 */
record ExpertsFamily(List<Family> experts, double... weights) implements Family {

    private static final int EACH = 2;

    @Override
    public String name() {
        return "MixtureOfExperts";
    }

    @Override
    public List<String> parameters() {
        return List.of();
    }

    @Override
    public boolean pathwise() {
        return experts.stream().allMatch(Family::pathwise);
    }

    @Override
    public Shape free(Shape event) {
        return Shape.of(EACH * experts.size());
    }

    @Override
    public Shape event(Shape free) {
        return Shape.of(1);
    }

    @Override
    public Law fromFree(Node free, Shape event) {
        Environment environment = new EnvironmentAround() {
            @Override
            public Environment outside() {
                return new Room();
            }

            @Override
            public Graph graph() {
                return free.graph();
            }

            @Override
            public Value value(String variable) {
                boolean scale = variable.startsWith("scale");
                int expert = Integer.parseInt(variable.substring(variable.length() - 1));
                Node part = free.slice(-1, EACH * expert + (scale ? 1 : 0), 1);
                return new Value(scale ? Positive.SOFTPLUS.scale(part) : part, 1);
            }
        };
        List<Factor> factors = IntStream.range(0, experts.size())
                .mapToObj(i -> new Template(experts.get(i), "x", 1)
                        .with(Parameter.variable("loc" + i), Parameter.variable("scale" + i)))
                .toList();
        return MixtureOfExperts.weighted(factors, weights).law(environment);
    }

    @Override
    public Law fromParameters(List<Value> parameters, Shape event) {
        throw new UnsupportedOperationException("it has free numbers only");
    }
}
