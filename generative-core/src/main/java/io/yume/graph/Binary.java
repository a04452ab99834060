package io.yume.graph;

import java.util.Arrays;
import java.util.List;

/** An element-wise function of two tensors of one shape; comparisons give 1 or 0 and have no gradient. */
public enum Binary implements Primitive {
    ADD {
        @Override
        public List<Node> gradient(Node self, Node g) {
            return List.of(g, g);
        }
    },
    SUB {
        @Override
        public List<Node> gradient(Node self, Node g) {
            return List.of(g, g.neg());
        }
    },
    MUL {
        @Override
        public List<Node> gradient(Node self, Node g) {
            return List.of(g.times(right(self)), g.times(left(self)));
        }
    },
    DIV {
        @Override
        public List<Node> gradient(Node self, Node g) {
            Node byLeft = g.dividedBy(right(self));
            return List.of(byLeft, byLeft.times(self).neg());
        }
    },
    /** The larger one; where both are equal the gradient goes to the left, but for a constant 0 (a ReLU) to the right. */
    MAX {
        @Override
        public List<Node> gradient(Node self, Node g) {
            if (right(self).primitive() instanceof Leaf.Constant constant && constant.is(0)) {
                // The result tells as well as the operand, which then need not be kept for the gradient.
                Node passes = self.greater(0);
                return List.of(passes.select(g, g.zeros()), passes.select(g.zeros(), g));
            }
            Node takesLeft = left(self).greaterOrEqual(right(self));
            return List.of(takesLeft.select(g, g.zeros()), takesLeft.select(g.zeros(), g));
        }
    },
    /** The smaller one; where both are equal the gradient goes to the left. */
    MIN {
        @Override
        public List<Node> gradient(Node self, Node g) {
            Node takesLeft = right(self).greaterOrEqual(left(self));
            return List.of(takesLeft.select(g, g.zeros()), takesLeft.select(g.zeros(), g));
        }
    },
    GREATER {
        @Override
        public List<Node> gradient(Node self, Node g) {
            return NONE;
        }
    },
    GREATER_OR_EQUAL {
        @Override
        public List<Node> gradient(Node self, Node g) {
            return NONE;
        }
    },
    EQUAL {
        @Override
        public List<Node> gradient(Node self, Node g) {
            return NONE;
        }
    };

    private static final List<Node> NONE = Arrays.asList(null, null);

    private static Node left(Node self) {
        return self.inputs().get(0);
    }

    private static Node right(Node self) {
        return self.inputs().get(1);
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Checks.sameShape(this, inputs);
        return inputs.get(0).shape();
    }

    @Override
    public boolean isElementwise() {
        return true;
    }
}
