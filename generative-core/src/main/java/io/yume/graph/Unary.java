package io.yume.graph;

import java.util.Collections;
import java.util.List;

/** An element-wise function of one tensor. */
public enum Unary implements Primitive {
    NEG {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.neg();
        }
    },
    ABS {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(x.sign());
        }
    },
    SIGN {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return null;
        }
    },
    SQRT {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(0.5).dividedBy(y);
        }
    },
    RECIPROCAL {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(y.times(y)).neg();
        }
    },
    EXP {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(y);
        }
    },
    LOG {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.dividedBy(x);
        }
    },
    LOG1P {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.dividedBy(x.plus(1));
        }
    },
    SIGMOID {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(y.times(y.like(1).minus(y)));
        }
    },
    TANH {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(y.like(1).minus(y.times(y)));
        }
    },
    SOFTPLUS {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(x.sigmoid());
        }
    },
    SIN {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(x.cos());
        }
    },
    COS {
        @Override
        Node derivative(Node x, Node y, Node g) {
            return g.times(x.sin()).neg();
        }
    };

    abstract Node derivative(Node x, Node y, Node g);

    @Override
    public Shape shape(List<Node> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        return Collections.singletonList(derivative(self.inputs().get(0), self, upstream));
    }

    @Override
    public boolean isElementwise() {
        return true;
    }
}
