package io.yume.loss;

import io.yume.graph.Node;
import java.util.List;

/** A positive definite function of two points, larger for points that are more alike. */
public sealed interface Kernel {

    /** {@code exp(-d^2 / (2 s^2))} for points at distance d. */
    static Kernel gaussian(double deviation) {
        return new Gaussian(deviation);
    }

    /** {@code c / (c + d^2)}: heavy-tailed (Tolstikhin et al., 2018). */
    static Kernel inverseMultiquadratic(double c) {
        return new InverseMultiquadratic(c);
    }

    /** {@code (1 + d^2 / (2 a l^2))^-a}. */
    static Kernel rationalQuadratic(double a, double length) {
        return new RationalQuadratic(a, length);
    }

    /** {@code (x.y / n + 1)^degree} for points of n elements: sees differences of moments up to the degree. */
    static Kernel polynomial(int degree) {
        return new Polynomial(degree);
    }

    /** The sum of several kernels: sees every difference that one of them sees. */
    static Kernel sum(Kernel... kernels) {
        return new Sum(List.of(kernels));
    }

    /**
     * The kernel of all pairs.
     *
     * @param a {@code [n, size]}
     * @param b {@code [m, size]}
     * @return {@code [n, m]}
     */
    Node matrix(Node a, Node b);

    private static Node squaredDistances(Node a, Node b) {
        // Far from the origin, squares of points leave their distances no digits.
        int count = a.shape().dim(0) + b.shape().dim(0);
        Node middle = a.sum(new int[] {0})
                .plus(b.sum(new int[] {0}))
                .times(1.0 / count)
                .stopGradient();
        Node from = a.minus(middle);
        Node to = b.minus(middle);
        Node left = from.square().sum(new int[] {1});
        Node right = to.square().sum(new int[] {1}).transpose();
        return left.plus(right).minus(from.matmul(to.transpose()).times(2)).max(0);
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be > 0: " + name + "=" + value);
        }
    }

    /** See {@link #gaussian}. */
    record Gaussian(double deviation) implements Kernel {

        /** @throws IllegalArgumentException if the deviation is not above 0 */
        public Gaussian {
            requirePositive("deviation", deviation);
        }

        @Override
        public Node matrix(Node a, Node b) {
            return squaredDistances(a, b).times(-0.5 / (deviation * deviation)).exp();
        }
    }

    /** See {@link #inverseMultiquadratic}. */
    record InverseMultiquadratic(double c) implements Kernel {

        /** @throws IllegalArgumentException if the constant is not above 0 */
        public InverseMultiquadratic {
            requirePositive("c", c);
        }

        @Override
        public Node matrix(Node a, Node b) {
            return squaredDistances(a, b).plus(c).reciprocal().times(c);
        }
    }

    /** See {@link #rationalQuadratic}. */
    record RationalQuadratic(double a, double length) implements Kernel {

        /** @throws IllegalArgumentException if a number is not above 0 */
        public RationalQuadratic {
            requirePositive("a", a);
            requirePositive("length", length);
        }

        @Override
        public Node matrix(Node left, Node right) {
            return squaredDistances(left, right)
                    .times(0.5 / (a * length * length))
                    .log1p()
                    .times(-a)
                    .exp();
        }
    }

    /** See {@link #polynomial}. */
    record Polynomial(int degree) implements Kernel {

        /** @throws IllegalArgumentException if the degree is below 1 */
        public Polynomial {
            requirePositive("degree", degree);
        }

        @Override
        public Node matrix(Node a, Node b) {
            Node base = a.matmul(b.transpose()).times(1.0 / a.shape().dim(1)).plus(1);
            Node power = base;
            for (int i = 1; i < degree; i++) {
                power = power.times(base);
            }
            return power;
        }
    }

    /** See {@link #sum}. */
    record Sum(List<Kernel> kernels) implements Kernel {

        /** @throws IllegalArgumentException if there is none */
        public Sum {
            kernels = List.copyOf(kernels);
            if (kernels.isEmpty()) {
                throw new IllegalArgumentException("a sum of kernels needs a kernel");
            }
        }

        @Override
        public Node matrix(Node a, Node b) {
            return kernels.stream()
                    .map(kernel -> kernel.matrix(a, b))
                    .reduce(Node::plus)
                    .orElseThrow();
        }
    }
}
