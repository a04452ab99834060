package io.yume.model;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import io.yume.nn.Dense;
import io.yume.nn.Network;
import io.yume.nn.Networks;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.List;
import java.util.Map;

/**
 * The transition of the deep Markov model (Krishnan, Shalit and Sontag, 2017), from a code z to mean and free scale of
 * the next one, side by side: {@code [rows, codes]} gives {@code [rows, 2 codes]}.
 *
 * <pre>
 * g = sigmoid(mlp(z))    h = mlp(z)
 * mean = (1 - g) (z W + b) + g h    scale = softplus(relu(h) V + c)
 * </pre>
 *
 * The linear part starts as the identity, so that codes first stay where they are.
 *
 * @param codes length of a code
 * @param hidden length of the hidden layers
 */
public record GatedTransition(int codes, int hidden) implements Network {

    private Network gate() {
        return Networks.sequential(Networks.mlp(codes, hidden, codes), Activation.SIGMOID)
                .named("gate");
    }

    private Network proposal() {
        return Networks.mlp(codes, hidden, codes).named("proposal");
    }

    private Network scale() {
        return Networks.sequential(Activation.RELU, Dense.of(codes, codes)).named("scale");
    }

    @Override
    public Map<String, Spec> specs() {
        Shape square = Shape.of(codes, codes);
        return new Specs()
                .addAll(gate().specs())
                .addAll(proposal().specs())
                .addAll(scale().specs())
                .add("change", new Spec(square, Initial.zeros()))
                .add("bias", new Spec(Shape.of(codes), Initial.zeros()))
                .toMap();
    }

    @Override
    public Node apply(Node z, Scope scope) {
        Node gate = gate().apply(z, scope);
        Node proposal = proposal().apply(z, scope);
        // W is the identity plus a learned change, which starts at zero.
        Node linear = z.plus(z.matmul(scope.parameter(z.graph(), "change", Shape.of(codes, codes))))
                .plus(scope.parameter(z.graph(), "bias", Shape.of(codes)));
        Node mean = linear.plus(gate.times(proposal.minus(linear)));
        return z.graph().concat(1, List.of(mean, scale().apply(proposal, scope)));
    }
}
