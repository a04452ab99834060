package io.yume.graph;

import io.yume.graph.internal.AngleFunctions;
import io.yume.graph.internal.BesselFunctions;
import io.yume.graph.internal.CountFunctions;
import io.yume.graph.internal.GammaFunctions;
import io.yume.graph.internal.NormalFunctions;
import java.util.Arrays;
import java.util.List;

/**
 * Special functions of one, two or three tensors, element by element. A program computes each element in double precision by one
 * piece of code, with and without the Vector API, and rounds the result: tens of nanoseconds for the gamma and normal functions, about a
 * microsecond for quantiles.
 */
public enum Special implements Primitive {
    /** {@code log gamma(x)}, for x above 0. */
    LOG_GAMMA(1) {
        @Override
        public double apply(double x, double unused, double none) {
            return GammaFunctions.logGamma(x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(DIGAMMA.of(x));
        }
    },
    /** The derivative of {@link #LOG_GAMMA}. */
    DIGAMMA(1) {
        @Override
        public double apply(double x, double unused, double none) {
            return GammaFunctions.digamma(x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(POLYGAMMA.of(x[0], x[0].like(1)));
        }
    },
    /** {@code (x, order)}: the derivative of {@link #DIGAMMA} of a whole order of at least 1, which gets no gradient. */
    POLYGAMMA(2) {
        @Override
        public double apply(double x, double order, double none) {
            return GammaFunctions.polygamma(order, x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(POLYGAMMA.of(x[0], x[1].plus(1)), null);
        }
    },
    /**
     * {@code (probability, shape)}: the logarithm of the quantile of a Gamma with rate 1. Of a uniform draw it is the logarithm of a
     * Gamma's draw; its gradient is the implicit one (Figurnov, Mohamed and Mnih, 2018).
     */
    LOG_GAMMA_QUANTILE(2) {
        @Override
        public double apply(double probability, double shape, double none) {
            return GammaFunctions.logQuantile(probability, shape);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node logDensity = x[1].times(y).minus(y.exp()).minus(LOG_GAMMA.of(x[1]));
            return parts(logDensity.neg().exp(), LOG_GAMMA_SLOPE.of(y, x[1]));
        }
    },
    /** {@code (y, shape)}: the derivative of {@link #LOG_GAMMA_QUANTILE} with respect to the shape, given its value. */
    LOG_GAMMA_SLOPE(2) {
        @Override
        public double apply(double y, double shape, double none) {
            return GammaFunctions.quantileSlope(y, shape);
        }

        @Override
        Node[] derivatives(Node slope, Node... x) {
            Node byShape = x[0].minus(DIGAMMA.of(x[1]));
            Node byValue = x[1].minus(x[0].exp());
            return parts(byShape.plus(slope.times(byValue)).neg(), LOG_GAMMA_CURVE.of(x));
        }
    },
    /** {@code (y, shape)}: the derivative of {@link #LOG_GAMMA_SLOPE} with respect to the shape. It has no gradient. */
    LOG_GAMMA_CURVE(2) {
        @Override
        public double apply(double y, double shape, double none) {
            return GammaFunctions.quantileCurve(y, shape);
        }
    },
    /** {@code (x, shape)}: the log-density of a Gamma with rate 1. Its terms nearly cancel where the shape is large, so it is one function. */
    LOG_GAMMA_DENSITY(2) {
        @Override
        public double apply(double x, double shape, double none) {
            return GammaFunctions.logDensity(x, shape);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(x[1].minus(1).minus(x[0]).dividedBy(x[0]), x[0].log().minus(DIGAMMA.of(x[1])));
        }
    },
    /** The entropy of a Gamma of some shape with rate 1. */
    GAMMA_ENTROPY(1) {
        @Override
        public double apply(double shape, double unused, double none) {
            return GammaFunctions.entropy(shape);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(GAMMA_ENTROPY_SLOPE.of(x));
        }
    },
    /** The derivative of {@link #GAMMA_ENTROPY}. */
    GAMMA_ENTROPY_SLOPE(1) {
        @Override
        public double apply(double shape, double unused, double none) {
            return GammaFunctions.entropySlope(shape);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node trigamma = POLYGAMMA.of(x[0], x[0].like(1));
            Node second = x[0].minus(1).times(POLYGAMMA.of(x[0], x[0].like(2)));
            return parts(trigamma.plus(second).neg());
        }
    },
    /**
     * {@code (shape, other, logRatio)}: the divergence of a Gamma from one of another shape, whose rate is {@code exp(logRatio)} times as
     * large. Its terms nearly cancel where shapes are large, as do those of its derivatives.
     */
    GAMMA_DIVERGENCE(3) {
        @Override
        public double apply(double shape, double other, double logRatio) {
            return GammaFunctions.divergence(shape, other, logRatio);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(
                    GAMMA_DIVERGENCE_BY_SHAPE.of(x), GAMMA_DIVERGENCE_BY_OTHER.of(x), GAMMA_DIVERGENCE_BY_RATIO.of(x));
        }
    },
    /** The derivative of {@link #GAMMA_DIVERGENCE} by the shape. */
    GAMMA_DIVERGENCE_BY_SHAPE(3) {
        @Override
        public double apply(double shape, double other, double logRatio) {
            return GammaFunctions.divergenceByShape(shape, other, logRatio);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node trigamma = POLYGAMMA.of(x[0], x[0].like(1));
            Node byShape = x[0].minus(x[1]).times(POLYGAMMA.of(x[0], x[0].like(2)));
            return parts(trigamma.plus(byShape), trigamma.neg(), x[2].exp());
        }
    },
    /** The derivative of {@link #GAMMA_DIVERGENCE} by the other shape. */
    GAMMA_DIVERGENCE_BY_OTHER(3) {
        @Override
        public double apply(double shape, double other, double logRatio) {
            return GammaFunctions.divergenceByOther(shape, other, logRatio);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(POLYGAMMA.of(x[0], x[0].like(1)).neg(), POLYGAMMA.of(x[1], x[1].like(1)), x[2].like(-1));
        }
    },
    /** The derivative of {@link #GAMMA_DIVERGENCE} by the logarithm of the ratio. */
    GAMMA_DIVERGENCE_BY_RATIO(3) {
        @Override
        public double apply(double shape, double other, double logRatio) {
            return GammaFunctions.divergenceByRatio(shape, other, logRatio);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node ratio = x[2].exp();
            return parts(ratio, x[1].like(-1), x[0].times(ratio));
        }
    },
    /**
     * {@code (x, one, zero)}: the log-density of a Beta with these concentrations at 1 and at 0. A power that is infinite at an end has no
     * slope there.
     */
    LOG_BETA_DENSITY(3) {
        @Override
        public double apply(double x, double one, double zero) {
            return GammaFunctions.logBetaDensity(x, one, zero);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node rest = x[0].neg().plus(1);
            Node isZero = x[0].equalTo(x[0].zeros());
            Node isOne = rest.equalTo(rest.zeros());
            Node value = isZero.select(x[0].like(1), x[0]);
            Node above = isZero.select(x[0].zeros(), x[1].minus(1).dividedBy(value));
            Node below = isOne.select(x[0].zeros(), x[2].minus(1).dividedBy(isOne.select(x[0].like(1), rest)));
            Node total = DIGAMMA.of(x[1].plus(x[2]));
            Node logRest = isOne.select(x[0].zeros(), x[0]).neg().log1p();
            return parts(
                    above.minus(below),
                    value.log().minus(DIGAMMA.of(x[1])).plus(total),
                    logRest.minus(DIGAMMA.of(x[2])).plus(total));
        }
    },
    /** The logarithm of what the density of Student's distribution with some degrees of freedom and scale 1 is divided by. */
    LOG_STUDENT(1) {
        @Override
        public double apply(double freedom, double unused, double none) {
            return GammaFunctions.logStudent(freedom);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(LOG_STUDENT_SLOPE.of(x));
        }
    },
    /** The derivative of {@link #LOG_STUDENT}. */
    LOG_STUDENT_SLOPE(1) {
        @Override
        public double apply(double freedom, double unused, double none) {
            return GammaFunctions.logStudentSlope(freedom);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node apart = apart(x[0], 1).times(-0.25);
            return parts(apart.minus(x[0].square().reciprocal().times(0.5)));
        }
    },
    /** The entropy of Student's distribution with some degrees of freedom and scale 1. */
    STUDENT_ENTROPY(1) {
        @Override
        public double apply(double freedom, double unused, double none) {
            return GammaFunctions.studentEntropy(freedom);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(STUDENT_ENTROPY_SLOPE.of(x));
        }
    },
    /** The derivative of {@link #STUDENT_ENTROPY}. */
    STUDENT_ENTROPY_SLOPE(1) {
        @Override
        public double apply(double freedom, double unused, double none) {
            return GammaFunctions.studentEntropySlope(freedom);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node curve = x[0].plus(1).times(0.5).times(apart(x[0], 2));
            return parts(apart(x[0], 1)
                    .plus(curve)
                    .times(0.25)
                    .minus(x[0].square().reciprocal().times(0.5)));
        }
    },
    /** The probability of at most x under a standard normal. */
    NORMAL_CDF(1) {
        @Override
        public double apply(double x, double unused, double none) {
            return NormalFunctions.cdf(x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(logNormalDensity(x[0]).exp());
        }
    },
    /** The logarithm of {@link #NORMAL_CDF}, accurate far below 0. */
    LOG_NORMAL_CDF(1) {
        @Override
        public double apply(double x, double unused, double none) {
            return NormalFunctions.logCdf(x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            // Not from the logarithms: of large numbers, single precision has no difference.
            return parts(NORMAL_HAZARD.of(x));
        }
    },
    /** The standard normal density over {@link #NORMAL_CDF}, accurate far below 0: the derivative of {@link #LOG_NORMAL_CDF}. */
    NORMAL_HAZARD(1) {
        @Override
        public double apply(double x, double unused, double none) {
            return NormalFunctions.hazard(x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(NORMAL_HAZARD_SLOPE.of(x));
        }
    },
    /** The derivative of {@link #NORMAL_HAZARD}: nearly -1 far below 0. */
    NORMAL_HAZARD_SLOPE(1) {
        @Override
        public double apply(double x, double unused, double none) {
            return NormalFunctions.hazardSlope(x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            Node hazard = NORMAL_HAZARD.of(x);
            return parts(y.square().dividedBy(hazard).minus(hazard.times(y.plus(1))));
        }
    },
    /** The inverse of {@link #NORMAL_CDF}. */
    NORMAL_QUANTILE(1) {
        @Override
        public double apply(double probability, double unused, double none) {
            return NormalFunctions.quantile(probability);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(logNormalDensity(y).neg().exp());
        }
    },
    /** The inverse of {@link #LOG_NORMAL_CDF}, for probabilities that may be too small for a number. */
    NORMAL_LOG_QUANTILE(1) {
        @Override
        public double apply(double logProbability, double unused, double none) {
            return NormalFunctions.logQuantile(logProbability);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(NORMAL_HAZARD.of(y).reciprocal());
        }
    },
    /** {@code (x, order)}: {@code log(I_v(x) gamma(v+1) (2/x)^v)} of the modified Bessel function; the order v gets no gradient. */
    LOG_BESSEL(2) {
        @Override
        public double apply(double x, double order, double none) {
            return BesselFunctions.log(order, x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(BESSEL_RATIO.of(x), null);
        }
    },
    /** {@code (x, order)}: {@code I_{v+1}(x) / I_v(x)}, the derivative of {@link #LOG_BESSEL}. */
    BESSEL_RATIO(2) {
        @Override
        public double apply(double x, double order, double none) {
            return BesselFunctions.ratio(order, x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(BESSEL_RATIO_SLOPE.of(x), null);
        }
    },
    /** {@code (x, order)}: {@link #LOG_BESSEL} less x, for x of at least 0: small where x is large. The order gets no gradient. */
    LOG_BESSEL_SCALED(2) {
        @Override
        public double apply(double x, double order, double none) {
            return BesselFunctions.logScaled(order, x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(BESSEL_RATIO_REST.of(x).neg(), null);
        }
    },
    /** {@code (x, order)}: what {@link #BESSEL_RATIO} lacks of 1, for x of at least 0. */
    BESSEL_RATIO_REST(2) {
        @Override
        public double apply(double x, double order, double none) {
            return BesselFunctions.ratioRest(order, x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(BESSEL_RATIO_SLOPE.of(x).neg(), null);
        }
    },
    /** {@code (x, order)}: the derivative of {@link #BESSEL_RATIO}; its own gradient is for x above 0. */
    BESSEL_RATIO_SLOPE(2) {
        @Override
        public double apply(double x, double order, double none) {
            return BesselFunctions.ratioSlope(order, x);
        }

        @Override
        Node[] derivatives(Node slope, Node... x) {
            // From slope = 1 - r^2 - (2v + 1) r / x.
            Node ratio = BESSEL_RATIO.of(x);
            Node odd = x[1].times(2).plus(1);
            Node second = odd.times(slope.minus(ratio.dividedBy(x[0])).dividedBy(x[0]));
            return parts(ratio.times(slope).times(2).plus(second).neg(), null);
        }
    },
    /**
     * {@code (probability, concentration, dimensions)}: the quantile of the angle between a von Mises-Fisher's vector and its mean
     * direction, 0 to pi; the dimensions get no gradient, the concentration the implicit one.
     */
    ANGLE_QUANTILE(3) {
        @Override
        public double apply(double probability, double concentration, double dimensions) {
            return AngleFunctions.quantile(probability, concentration, dimensions);
        }

        @Override
        Node[] derivatives(Node angle, Node... x) {
            Node order = x[2].times(0.5).minus(1);
            Node logTotal = LOG_BESSEL
                    .of(x[1], order)
                    .plus(LOG_GAMMA.of(order.plus(0.5)))
                    .minus(LOG_GAMMA.of(order.plus(1)))
                    .plus(0.5 * Math.log(Math.PI));
            Node logSine = x[2].greater(2).select(angle.sin().log(), angle.zeros());
            Node logDensity =
                    x[1].times(angle.cos()).plus(x[2].minus(2).times(logSine)).minus(logTotal);
            return parts(logDensity.neg().exp(), ANGLE_SLOPE.of(angle, x[1], x[2]), null);
        }
    },
    /** {@code (angle, concentration, dimensions)}: the derivative of {@link #ANGLE_QUANTILE} with respect to the concentration. */
    ANGLE_SLOPE(3) {
        @Override
        public double apply(double angle, double concentration, double dimensions) {
            return AngleFunctions.quantileSlope(angle, concentration, dimensions);
        }

        @Override
        Node[] derivatives(Node slope, Node... x) {
            Node mean = BESSEL_RATIO.of(x[1], x[2].times(0.5).minus(1));
            Node byConcentration = x[0].cos().minus(mean);
            Node tangent =
                    x[2].greater(2).select(x[0].cos().dividedBy(x[0].sin()).times(x[2].minus(2)), x[0].zeros());
            Node byAngle = tangent.minus(x[1].times(x[0].sin()));
            return parts(byConcentration.plus(slope.times(byAngle)).neg(), ANGLE_CURVE.of(x), null);
        }
    },
    /** {@code (angle, concentration, dimensions)}: the derivative of {@link #ANGLE_SLOPE}. It has no gradient. */
    ANGLE_CURVE(3) {
        @Override
        public double apply(double angle, double concentration, double dimensions) {
            return AngleFunctions.quantileCurve(angle, concentration, dimensions);
        }
    },
    /** The largest whole number of at most x. It is flat: no gradient. */
    FLOOR(1) {
        @Override
        public double apply(double x, double unused, double none) {
            return Math.floor(x);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts((Node) null);
        }
    },
    /** {@code (probability, rate)}: the smallest count up to which a Poisson has a probability. It is flat: no gradient. */
    POISSON_QUANTILE(2) {
        @Override
        public double apply(double probability, double rate, double none) {
            return CountFunctions.poissonQuantile(probability, rate);
        }

        @Override
        Node[] derivatives(Node y, Node... x) {
            return parts(null, null);
        }
    };

    private final int arity;

    Special(int arity) {
        this.arity = arity;
    }

    /** How many tensors it takes. */
    public int arity() {
        return arity;
    }

    /** The value of one element; what it does not take is ignored. */
    public abstract double apply(double a, double b, double c);

    /** Applied to tensors, which broadcast. */
    public Node of(Node... inputs) {
        Shape common = Arrays.stream(inputs).map(Node::shape).reduce(Shape.SCALAR, Shape::broadcast);
        return inputs[0]
                .graph()
                .apply(
                        this,
                        Arrays.stream(inputs)
                                .map(input -> input.broadcastTo(common))
                                .toArray(Node[]::new));
    }

    /** The derivative by each input, or null where it has none. */
    Node[] derivatives(Node self, Node... inputs) {
        throw new UnsupportedOperationException(
                "a draw can be differentiated twice, not three times: function=" + this);
    }

    private static Node[] parts(Node... derivatives) {
        return derivatives;
    }

    /** The difference that half a step makes to a polygamma function of half the degrees of freedom. */
    private static Node apart(Node freedom, int order) {
        Node half = freedom.times(0.5);
        return POLYGAMMA.of(half.plus(0.5), half.like(order)).minus(POLYGAMMA.of(half, half.like(order)));
    }

    private static Node logNormalDensity(Node x) {
        return x.square().times(-0.5).minus(0.5 * Math.log(2 * Math.PI));
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Checks.require(inputs.size() == arity, this, "it takes " + arity + " tensors", inputs);
        Checks.sameShape(this, inputs);
        return inputs.get(0).shape();
    }

    @Override
    public List<Node> gradient(Node self, Node upstream) {
        Node[] derivatives = derivatives(self, self.inputs().toArray(Node[]::new));
        return Arrays.stream(derivatives)
                .map(each -> each == null ? null : each.times(upstream))
                .toList();
    }

    @Override
    public boolean isElementwise() {
        return true;
    }
}
