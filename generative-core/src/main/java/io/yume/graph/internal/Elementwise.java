package io.yume.graph.internal;

import io.yume.graph.Noise;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import io.yume.graph.StepKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A fused chain of element-wise operations over one shape: block by block, inputs are loaded into registers (short heap
 * arrays), micro-operations run on them, and results are stored. Intermediate values never reach memory.
 *
 * @param size elements of the shape
 * @param loads what is read; load {@code i} fills register {@code i}
 * @param constants numbers in the registers that follow the loads
 * @param code the micro-operations, each writing the next register
 * @param stores which registers go where
 */
record Elementwise(int size, List<Ref> loads, List<Float> constants, List<Micro> code, List<Store> stores)
        implements Instruction {

    /** A micro-operation on registers; unused operands are -1. */
    record Micro(Code code, int a, int b, int c) {}

    /** A register that is kept. */
    record Store(int register, Ref to) {}

    /**
     * What a micro-operation does. Each is an object of its own behind one call site: a switch over all of them would be
     * compiled as one method, too large for the compiler to keep vectors in registers.
     */
    enum Code {
        ADD((math, a, b, c, out, n) -> math.add(a, b, out, n)),
        SUB((math, a, b, c, out, n) -> math.sub(a, b, out, n)),
        MUL((math, a, b, c, out, n) -> math.mul(a, b, out, n)),
        DIV((math, a, b, c, out, n) -> math.div(a, b, out, n)),
        MAX((math, a, b, c, out, n) -> math.max(a, b, out, n)),
        MIN((math, a, b, c, out, n) -> math.min(a, b, out, n)),
        GREATER((math, a, b, c, out, n) -> math.greater(a, b, out, n)),
        GREATER_OR_EQUAL((math, a, b, c, out, n) -> math.greaterOrEqual(a, b, out, n)),
        EQUAL((math, a, b, c, out, n) -> math.equal(a, b, out, n)),
        SELECT((math, a, b, c, out, n) -> math.select(a, b, c, out, n)),
        NEG((math, a, b, c, out, n) -> math.neg(a, out, n)),
        ABS((math, a, b, c, out, n) -> math.abs(a, out, n)),
        SIGN((math, a, b, c, out, n) -> math.sign(a, out, n)),
        SQRT((math, a, b, c, out, n) -> math.sqrt(a, out, n)),
        RECIPROCAL((math, a, b, c, out, n) -> math.reciprocal(a, out, n)),
        EXP((math, a, b, c, out, n) -> math.exp(a, out, n)),
        LOG((math, a, b, c, out, n) -> math.log(a, out, n)),
        LOG1P((math, a, b, c, out, n) -> math.log1p(a, out, n)),
        SIGMOID((math, a, b, c, out, n) -> math.sigmoid(a, out, n)),
        TANH((math, a, b, c, out, n) -> math.tanh(a, out, n)),
        SOFTPLUS((math, a, b, c, out, n) -> math.softplus(a, out, n)),
        SIN((math, a, b, c, out, n) -> math.sin(a, out, n)),
        COS((math, a, b, c, out, n) -> math.cos(a, out, n)),
        LOG_GAMMA(Special.LOG_GAMMA),
        DIGAMMA(Special.DIGAMMA),
        POLYGAMMA(Special.POLYGAMMA),
        LOG_GAMMA_QUANTILE(Special.LOG_GAMMA_QUANTILE),
        LOG_GAMMA_SLOPE(Special.LOG_GAMMA_SLOPE),
        LOG_GAMMA_CURVE(Special.LOG_GAMMA_CURVE),
        LOG_GAMMA_DENSITY(Special.LOG_GAMMA_DENSITY),
        GAMMA_ENTROPY(Special.GAMMA_ENTROPY),
        GAMMA_ENTROPY_SLOPE(Special.GAMMA_ENTROPY_SLOPE),
        GAMMA_DIVERGENCE(Special.GAMMA_DIVERGENCE),
        GAMMA_DIVERGENCE_BY_SHAPE(Special.GAMMA_DIVERGENCE_BY_SHAPE),
        GAMMA_DIVERGENCE_BY_OTHER(Special.GAMMA_DIVERGENCE_BY_OTHER),
        GAMMA_DIVERGENCE_BY_RATIO(Special.GAMMA_DIVERGENCE_BY_RATIO),
        LOG_BETA_DENSITY(Special.LOG_BETA_DENSITY),
        LOG_STUDENT(Special.LOG_STUDENT),
        LOG_STUDENT_SLOPE(Special.LOG_STUDENT_SLOPE),
        STUDENT_ENTROPY(Special.STUDENT_ENTROPY),
        STUDENT_ENTROPY_SLOPE(Special.STUDENT_ENTROPY_SLOPE),
        NORMAL_CDF(Special.NORMAL_CDF),
        LOG_NORMAL_CDF(Special.LOG_NORMAL_CDF),
        NORMAL_HAZARD(Special.NORMAL_HAZARD),
        NORMAL_HAZARD_SLOPE(Special.NORMAL_HAZARD_SLOPE),
        NORMAL_QUANTILE(Special.NORMAL_QUANTILE),
        NORMAL_LOG_QUANTILE(Special.NORMAL_LOG_QUANTILE),
        LOG_BESSEL(Special.LOG_BESSEL),
        BESSEL_RATIO(Special.BESSEL_RATIO),
        LOG_BESSEL_SCALED(Special.LOG_BESSEL_SCALED),
        BESSEL_RATIO_REST(Special.BESSEL_RATIO_REST),
        BESSEL_RATIO_SLOPE(Special.BESSEL_RATIO_SLOPE),
        ANGLE_QUANTILE(Special.ANGLE_QUANTILE),
        ANGLE_SLOPE(Special.ANGLE_SLOPE),
        ANGLE_CURVE(Special.ANGLE_CURVE),
        FLOOR(Special.FLOOR),
        POISSON_QUANTILE(Special.POISSON_QUANTILE);

        /** About how many times as long as a product a special function takes. */
        private static final int SPECIAL = 200;

        private final Kernel kernel;
        private final int weight;

        Code(Kernel kernel) {
            this.kernel = kernel;
            this.weight = 1;
        }

        Code(Special function) {
            this.kernel = (math, a, b, c, out, n) -> {
                // What a function does not take it ignores.
                float[] second = b == null ? a : b;
                float[] third = c == null ? a : c;
                for (int i = 0; i < n; i++) {
                    out[i] = (float) function.apply(a[i], second[i], third[i]);
                }
            };
            this.weight = SPECIAL;
        }
    }

    /** One operation on registers; operands that it does not have are null. */
    private interface Kernel {
        void run(BlockMath math, float[] a, float[] b, float[] c, float[] out, int n);
    }

    /** A plain copy from one view to another of the same shape. */
    static Instruction copy(Ref from, Ref to) {
        return Transposition.suits(from, to)
                ? new Transposition(from, to)
                : new Elementwise(from.shape().size(), List.of(from), List.of(), List.of(), List.of(new Store(0, to)));
    }

    /** The sum of some views of one shape, from the first to the last. */
    static Elementwise sum(List<Ref> terms, Ref to) {
        List<Micro> code = new ArrayList<>();
        for (int term = 1; term < terms.size(); term++) {
            code.add(new Micro(Code.ADD, term == 1 ? 0 : terms.size() + term - 2, term, -1));
        }
        return new Elementwise(to.shape().size(), terms, List.of(), code, List.of(new Store(2 * terms.size() - 2, to)));
    }

    @Override
    public List<Ref> reads() {
        return loads;
    }

    @Override
    public List<Ref> writes() {
        return stores.stream().map(Store::to).toList();
    }

    @Override
    public Step bind(Arena planned, BlockMath math, Registers registers) {
        return new Bound(this, planned, math, registers);
    }

    @Override
    public int pieces() {
        if (stores.isEmpty()) {
            return 1;
        }
        Shape shape = stores.get(0).to().shape();
        boolean cuts = shape.rank() > 0
                && loads.stream().allMatch(ref -> ref.shape().equals(shape))
                && stores.stream().allMatch(store -> store.to().shape().equals(shape));
        return cuts ? shape.dim(0) : 1;
    }

    @Override
    public Instruction pieces(int begin, int length) {
        return new Elementwise(
                size / pieces() * length,
                loads.stream().map(ref -> ref.slice(0, begin, length)).toList(),
                constants,
                code,
                stores.stream()
                        .map(store -> new Store(store.register, store.to.slice(0, begin, length)))
                        .toList());
    }

    @Override
    public Work work() {
        return code.isEmpty()
                ? new Work(StepKind.COPY, "copy", 0)
                : new Work(StepKind.ELEMENTWISE, "element-wise", (long) code.size() * size);
    }

    /** Reads, operations and writes of one element that are worth a helper's waking, all elements together. */
    private static final long WORTH_A_TEAM = 400_000;

    private static final int SHORTEST_BLOCK = 256;

    private static final int REGISTER_FLOATS = 1 << 15;

    /** Blocks that a lane takes at a time. */
    private static final int BLOCKS = 8;

    /** Stands for the physical register of a constant. */
    private static final int CONSTANT = -1;

    private static final class Bound implements Step, Team.Pieces {

        private final Elementwise plan;
        private final Arena planned;
        private final BlockMath math;
        private final int block;
        private final int[] physical;
        private final boolean large;
        private final Lanes<Lane> lanes;

        Bound(Elementwise plan, Arena planned, BlockMath math, Registers registers) {
            this.plan = plan;
            this.planned = planned;
            this.math = math;
            physical = allocate(plan);
            block = Math.min(blockFor(physical), Math.max(plan.size, 1));
            long operations =
                    plan.code.stream().mapToLong(micro -> micro.code.weight).sum();
            long each = plan.loads.size() + operations + plan.stores.size();
            large = plan.size > BLOCKS * block && each * plan.size >= WORTH_A_TEAM;
            lanes = new Lanes<>(lane -> new Lane(plan, planned, physical, registers, lane));
        }

        /** Kernels with many registers use shorter ones, so that all of them stay in the second-level cache. */
        private static int blockFor(int[] physical) {
            int count = Arrays.stream(physical).max().orElse(0) + 1;
            int block = BlockMath.BLOCK;
            while (block > SHORTEST_BLOCK && block * count > REGISTER_FLOATS) {
                block /= 2;
            }
            return block;
        }

        /** Physical registers: one is free again after its last reader, so that a long chain stays in the cache. */
        private static int[] allocate(Elementwise plan) {
            int first = plan.loads.size() + plan.constants.size();
            int total = first + plan.code.size();
            int[] lastUse = new int[total];
            for (int i = 0; i < plan.code.size(); i++) {
                Micro micro = plan.code.get(i);
                for (int operand : new int[] {micro.a, micro.b, micro.c}) {
                    if (operand >= 0) {
                        lastUse[operand] = i;
                    }
                }
            }
            for (Store store : plan.stores) {
                lastUse[store.register] = Integer.MAX_VALUE;
            }
            // Constants have registers that all kernels share.
            Arrays.fill(lastUse, plan.loads.size(), first, Integer.MAX_VALUE);
            int[] physical = new int[total];
            int next = plan.loads.size();
            List<Integer> free = new ArrayList<>();
            for (int i = 0; i < first; i++) {
                physical[i] = i < plan.loads.size() ? i : CONSTANT;
            }
            for (int i = 0; i < plan.code.size(); i++) {
                for (int register = 0; register < first + i; register++) {
                    if (lastUse[register] == i) {
                        free.add(physical[register]);
                        lastUse[register] = -1;
                    }
                }
                physical[first + i] = free.isEmpty() ? next++ : free.remove(free.size() - 1);
            }
            return physical;
        }

        @Override
        public void run(Noise noise) {
            if (!large) {
                compute(0, 0, plan.size);
                return;
            }
            lanes.run(this, (plan.size - 1) / (BLOCKS * block) + 1);
        }

        @Override
        public void compute(int lane, int piece) {
            int start = piece * BLOCKS * block;
            compute(lane, start, Math.min(start + BLOCKS * block, plan.size));
        }

        private void compute(int lane, int from, int to) {
            Lane own = lanes.get(lane);
            for (int start = from; start < to; start += block) {
                own.compute(math, start, Math.min(block, to - start));
            }
        }
    }

    /** The registers of one thread. */
    private static final class Lane {

        private final Access[] loads;
        private final float[][] loaded;
        private final Kernel[] code;
        private final float[][] targets;
        private final float[][] first;
        private final float[][] second;
        private final float[][] third;
        private final Access[] stores;
        private final float[][] stored;

        Lane(Elementwise plan, Arena planned, int[] physical, Registers shared, int lane) {
            int given = plan.loads.size() + plan.constants.size();
            int count = Arrays.stream(physical).max().orElse(-1) + 1;
            float[][] pool = shared.of(lane, count);
            float[][] registers = new float[physical.length][];
            Arrays.setAll(
                    registers,
                    i -> physical[i] == CONSTANT
                            ? shared.holding(plan.constants.get(i - plan.loads.size()))
                            : pool[physical[i]]);
            loads = plan.loads.stream().map(ref -> new Access(ref, planned)).toArray(Access[]::new);
            loaded = Arrays.copyOf(registers, loads.length);
            code = plan.code.stream().map(micro -> micro.code.kernel).toArray(Kernel[]::new);
            targets = Arrays.copyOfRange(registers, given, given + code.length);
            first = operands(registers, plan.code, Micro::a);
            second = operands(registers, plan.code, Micro::b);
            third = operands(registers, plan.code, Micro::c);
            stores = plan.stores.stream()
                    .map(store -> new Access(store.to(), planned))
                    .toArray(Access[]::new);
            stored = plan.stores.stream()
                    .map(store -> registers[store.register()])
                    .toArray(float[][]::new);
        }

        private static float[][] operands(float[][] registers, List<Micro> code, ToIntFunction<Micro> which) {
            return code.stream()
                    .mapToInt(which)
                    .mapToObj(register -> register < 0 ? null : registers[register])
                    .toArray(float[][]::new);
        }

        void compute(BlockMath math, int start, int n) {
            for (int i = 0; i < loads.length; i++) {
                loads[i].read(loaded[i], start, n);
            }
            for (int i = 0; i < code.length; i++) {
                code[i].run(math, first[i], second[i], third[i], targets[i], n);
            }
            for (int i = 0; i < stores.length; i++) {
                stores[i].write(stored[i], start, n);
            }
        }
    }
}
