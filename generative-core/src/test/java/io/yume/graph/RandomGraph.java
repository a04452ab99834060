package io.yume.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A graph of random primitives over small shapes, decided by one number. Nodes whose value is large, or near a jump or a
 * pole, are made but never used further, so that single and double precision stay comparable.
 */
public final class RandomGraph {

    private static final int ROWS = 3;
    private static final int LARGEST = 400;
    private static final double BOUND = 20;
    private static final double GAP = 1e-2;

    private final SplittableRandom random;
    private final Graph graph = new Graph();
    private final Map<String, double[]> leaves = new HashMap<>();
    private final Map<String, Shape> parameters = new LinkedHashMap<>();
    private final Map<String, Node> outputs = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Noise noise;
    private final Reference reference;
    private final Node loss;

    public RandomGraph(long seed) {
        random = new SplittableRandom(seed);
        noise = Noise.of(Seed.root(seed), ROWS, random.nextInt(9));
        List<Node> trained = addLeaves();
        reference = new Reference(leaves, noise);
        int wanted = 6 + random.nextInt(30);
        for (int attempt = 0; attempt < 20 * wanted && nodes.size() < wanted; attempt++) {
            next().filter(node -> !nodes.contains(node) && node.shape().size() <= LARGEST)
                    .filter(this::usable)
                    .ifPresent(nodes::add);
        }
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            outputs.put("out" + i, random.nextInt(3) == 0 ? any() : recent());
        }
        loss = loss(trained);
    }

    /** The graph. */
    public Graph graph() {
        return graph;
    }

    /** Nodes of all kinds, some of them leaves or views, to be read. */
    public Map<String, Node> outputs() {
        return outputs;
    }

    /** A scalar that depends on all parameters and all outputs that have a gradient. */
    public Node loss() {
        return loss;
    }

    /** Values of placeholders and parameters, exact in single precision. */
    public Map<String, double[]> leaves() {
        return leaves;
    }

    /** Parameters by name. */
    public Map<String, Shape> parameters() {
        return parameters;
    }

    /** The streams that the values were checked with. */
    public Noise noise() {
        return noise;
    }

    private List<Node> addLeaves() {
        List<Node> trained = new ArrayList<>();
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            nodes.add(placeholder("x" + i, dims()));
        }
        for (int i = 0; i < 2; i++) {
            trained.add(parameter("w" + i, i == 1 && random.nextBoolean() ? parameters.get("w0") : dims()));
        }
        if (random.nextInt(3) == 0) {
            Shape image = Shape.of(2, 2, 4 + random.nextInt(4), 5);
            if (random.nextBoolean()) {
                nodes.add(placeholder("image", image));
            } else {
                trained.add(parameter("image", image));
            }
            trained.add(parameter("kernel", Shape.of(2, 2, 2 + random.nextInt(2), 2)));
            trained.add(parameter("kernel2", Shape.of(2, 2, 2 + random.nextInt(2), 2)));
        }
        if (random.nextInt(12) == 0) {
            nodes.add(placeholder("long", Shape.of(2, 1 + random.nextInt(1500))));
        }
        nodes.add(graph.normal("noise", ROWS, 1 + random.nextInt(4)));
        nodes.add(graph.uniform("coin", ROWS, 2, 1 + random.nextInt(2)));
        nodes.add(graph.constant(1.5));
        Shape fixed = dims();
        nodes.add(graph.constant(values(fixed), fixed.dims()));
        nodes.addAll(trained);
        return trained;
    }

    private Node placeholder(String name, Shape shape) {
        leaves.put(name, values(shape));
        return graph.placeholder(name, shape.dims());
    }

    private Node parameter(String name, Shape shape) {
        leaves.put(name, values(shape));
        parameters.put(name, shape);
        return graph.parameter(name, shape.dims());
    }

    private double[] values(Shape shape) {
        double[] values = new double[shape.size()];
        Arrays.setAll(values, i -> (float) random.nextDouble(-2, 2));
        return values;
    }

    private Shape dims() {
        int rank = 1 + random.nextInt(4);
        return Shape.of(
                IntStream.generate(() -> 1 + random.nextInt(4)).limit(rank).toArray());
    }

    private Node any() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private Node recent() {
        int last = Math.min(nodes.size(), 6);
        return nodes.get(nodes.size() - 1 - random.nextInt(last));
    }

    private Node pick() {
        return random.nextBoolean() ? any() : recent();
    }

    private Optional<Node> next() {
        Node x = pick();
        // Graphs that have an image use it more often than chance would.
        int kind = random.nextInt(leaves.containsKey("image") ? 27 : 21);
        try {
            return switch (kind) {
                case 0, 1, 2 -> unary(x);
                case 3, 4, 5 -> binary(x, pick());
                case 6 -> Optional.of(x.select(pick(), pick()));
                case 7 -> Optional.of(random.nextInt(3) == 0 ? x.stopGradient() : x.neg());
                case 8, 9 -> Optional.of(x.reshape(sameSize(x.shape())));
                case 10 -> Optional.of(x.broadcastTo(Shape.broadcast(x.shape(), pick().shape())));
                case 11, 12 -> Optional.of(x.permute(permutation(x.shape().rank())));
                case 13 -> slice(x);
                case 14 -> pad(x);
                case 15, 16 -> concat(x);
                case 17 -> reduce(x);
                case 18 -> matmul(x, pick());
                case 19 -> moveRows(x);
                default -> convolution(x, pick());
            };
        } catch (IllegalArgumentException shapesDoNotFit) {
            return Optional.empty();
        }
    }

    private double[] value(Node node) {
        return reference.evaluate(node);
    }

    private boolean usable(Node node) {
        return Arrays.stream(value(node)).allMatch(x -> Math.abs(x) < BOUND);
    }

    private boolean awayFromZero(Node x) {
        return Arrays.stream(value(x)).allMatch(v -> Math.abs(v) > GAP);
    }

    private Optional<Node> unary(Node x) {
        int choice = random.nextInt(16);
        if (choice < 2) {
            Special special = choice == 0 ? Special.NORMAL_CDF : Special.LOG_GAMMA;
            boolean inside = choice == 0 || Arrays.stream(value(x)).allMatch(v -> v > 0.1);
            return inside ? Optional.of(special.of(x)) : Optional.empty();
        }
        Unary function = Unary.values()[random.nextInt(Unary.values().length)];
        boolean allowed =
                switch (function) {
                    case ABS, SIGN, RECIPROCAL -> awayFromZero(x);
                    case SQRT, LOG -> Arrays.stream(value(x)).allMatch(v -> v > 0.1);
                    case LOG1P -> Arrays.stream(value(x)).allMatch(v -> v > -0.8);
                    case EXP -> Arrays.stream(value(x)).allMatch(v -> v < 3);
                    default -> true;
                };
        return allowed ? Optional.of(graph.apply(function, x)) : Optional.empty();
    }

    private Optional<Node> binary(Node x, Node y) {
        Binary function = Binary.values()[random.nextInt(Binary.values().length)];
        Shape common = Shape.broadcast(x.shape(), y.shape());
        if (common.size() > LARGEST) {
            return Optional.empty();
        }
        Node a = x.broadcastTo(common);
        Node b = y.broadcastTo(common);
        boolean allowed =
                switch (function) {
                    case ADD, SUB, MUL -> true;
                    case DIV -> Arrays.stream(value(b)).allMatch(v -> Math.abs(v) > 0.1);
                    default -> a == b || apart(value(a), value(b));
                };
        return allowed ? Optional.of(graph.apply(function, a, b)) : Optional.empty();
    }

    private static boolean apart(double[] a, double[] b) {
        return IntStream.range(0, a.length).allMatch(i -> Math.abs(a[i] - b[i]) > GAP);
    }

    private Shape sameSize(Shape shape) {
        List<Integer> factors = new ArrayList<>();
        int rest = shape.size();
        while (rest > 1 && factors.size() < 3) {
            int divisor = 1 + random.nextInt(Math.min(rest, 12));
            if (rest % divisor == 0) {
                factors.add(divisor);
                rest /= divisor;
            }
        }
        factors.add(random.nextInt(factors.size() + 1), rest);
        return Shape.of(factors.stream().mapToInt(Integer::intValue).toArray());
    }

    private Integer[] permutation(int rank) {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        for (int i = rank - 1; i > 0; i--) {
            Collections.swap(axes, i, random.nextInt(i + 1));
        }
        return axes.toArray(Integer[]::new);
    }

    private Optional<Node> slice(Node x) {
        if (x.shape().rank() == 0) {
            return Optional.empty();
        }
        int axis = random.nextInt(x.shape().rank());
        int begin = random.nextInt(x.shape().dim(axis));
        return Optional.of(x.slice(axis, begin, 1 + random.nextInt(x.shape().dim(axis) - begin)));
    }

    private Optional<Node> pad(Node x) {
        if (x.shape().rank() == 0) {
            return Optional.empty();
        }
        return Optional.of(x.pad(random.nextInt(x.shape().rank()), random.nextInt(3), random.nextInt(3)));
    }

    private Optional<Node> concat(Node x) {
        if (x.primitive() instanceof Concat joined && random.nextInt(3) > 0) {
            // A run of another one's parts, which the compiler keeps within it.
            int from = random.nextInt(x.inputs().size());
            int to = from + 1 + random.nextInt(x.inputs().size() - from);
            return Optional.of(graph.concat(joined.axis(), x.inputs().subList(from, to)));
        }
        if (x.shape().rank() == 0) {
            return Optional.empty();
        }
        int axis = random.nextInt(x.shape().rank());
        List<Node> parts = new ArrayList<>();
        parts.add(x);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Node other = pick();
            boolean fits = other.shape().rank() == x.shape().rank()
                    && other.shape().with(axis, 1).equals(x.shape().with(axis, 1));
            if (!fits) {
                other = other.shape().size() == x.shape().size() ? other.reshape(x.shape()) : x;
            }
            parts.add(random.nextInt(parts.size() + 1), other);
        }
        return Optional.of(graph.concat(axis, parts));
    }

    private Optional<Node> reduce(Node x) {
        int[] axes = IntStream.range(0, x.shape().rank())
                .filter(axis -> random.nextBoolean())
                .toArray();
        if (axes.length == 0) {
            return Optional.empty();
        }
        if (random.nextBoolean()) {
            return Optional.of(x.sum(axes));
        }
        Node top = x.maxOver(axes);
        double[] gaps = value(x.minus(top));
        boolean clear = Arrays.stream(gaps).allMatch(gap -> gap == 0 || gap < -GAP);
        if (!clear) {
            return Optional.empty();
        }
        return Optional.of(random.nextBoolean() ? top : x.logSumExp(axes[0]));
    }

    private Optional<Node> matmul(Node x, Node y) {
        if (x.shape().rank() == 0) {
            return Optional.empty();
        }
        if (x.shape().rank() >= 2 && random.nextInt(3) == 0) {
            return Optional.of(
                    random.nextBoolean()
                            ? x.matmul(x.transpose())
                            : x.transpose().matmul(x));
        }
        if (x.shape().rank() == 1 && y.shape().rank() == 1) {
            return Optional.of(
                    x.reshape(x.shape().size(), 1).matmul(y.reshape(1, y.shape().size())));
        }
        int inner = x.shape().dim(-1);
        return y.shape().size() % inner == 0 && x.shape().rank() == 2
                ? Optional.of(x.matmul(y.reshape(inner, y.shape().size() / inner)))
                : Optional.of(x.matmul(y));
    }

    private Optional<Node> moveRows(Node x) {
        if (x.shape().rank() == 0) {
            return Optional.empty();
        }
        boolean adds = random.nextBoolean();
        int rows = 1 + random.nextInt(4);
        int count = adds ? x.shape().dim(0) : rows;
        int most = adds ? rows : x.shape().dim(0);
        Node index =
                graph.constant(random.doubles(count, 0, most).map(Math::floor).toArray(), count);
        return Optional.of(adds ? x.scatterAdd(index, rows) : x.gather(index));
    }

    private Optional<Node> convolution(Node x, Node w) {
        Node image = x.shape().rank() == 4 ? x : find("image").orElse(x);
        Node kernel = w.shape().rank() == 4
                ? w
                : find(random.nextBoolean() ? "kernel" : "kernel2").orElse(w);
        if (image.shape().rank() != 4 || kernel.shape().rank() != 4) {
            return Optional.empty();
        }
        int stride = 1 + random.nextInt(2);
        return switch (random.nextInt(5)) {
            case 0, 1 -> Optional.of(image.conv2d(kernel, stride));
            case 2 -> Optional.of(image.convTranspose2d(kernel, stride));
            case 3 ->
                Optional.of(graph.apply(
                        new ConvTranspose2d(
                                stride,
                                (image.shape().dim(2) - 1) * stride
                                        + kernel.shape().dim(2)
                                        + stride
                                        - 1,
                                (image.shape().dim(3) - 1) * stride
                                        + kernel.shape().dim(3)),
                        image,
                        kernel));
            // Two convolutions of one image with kernels of two sizes, whose results may have one size.
            default ->
                Optional.of(image.conv2d(kernel, stride)
                        .plus(image.conv2d(find("kernel").orElse(kernel), stride)));
        };
    }

    private Optional<Node> find(String name) {
        return nodes.stream()
                .filter(node -> node.describe().contains("'" + name + "'"))
                .findFirst();
    }

    private Node loss(List<Node> trained) {
        Node total = graph.constant(0);
        for (Node output : outputs.values()) {
            total = total.plus(output.times(graph.constant(
                            values(output.shape()), output.shape().dims()))
                    .sum());
        }
        for (Node parameter : trained) {
            // Plain sums give parameters of one shape one gradient node; a product makes its other factor the gradient.
            List<Node> partners = nodes.stream()
                    .filter(node ->
                            node.shape().equals(parameter.shape()) && !(node.primitive() instanceof Leaf.Constant))
                    .toList();
            boolean product = random.nextBoolean() && !partners.isEmpty();
            total = total.plus(
                    product
                            ? parameter
                                    .times(partners.get(random.nextInt(partners.size())))
                                    .sum()
                            : parameter.sum());
        }
        return total;
    }
}
