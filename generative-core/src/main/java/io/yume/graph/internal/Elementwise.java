package io.yume.graph.internal;

import io.yume.graph.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /** What a micro-operation does. */
    enum Code {
        ADD,
        SUB,
        MUL,
        DIV,
        MAX,
        MIN,
        GREATER,
        GREATER_OR_EQUAL,
        EQUAL,
        SELECT,
        NEG,
        ABS,
        SIGN,
        SQRT,
        RECIPROCAL,
        EXP,
        LOG,
        LOG1P,
        SIGMOID,
        TANH,
        SOFTPLUS,
        SIN,
        COS
    }

    /** A plain copy from one view to another of the same shape. */
    static Elementwise copy(Ref from, Ref to) {
        return new Elementwise(from.shape().size(), List.of(from), List.of(), List.of(), List.of(new Store(0, to)));
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
    public Step bind(Arena planned, BlockMath math) {
        return new Bound(this, planned, math);
    }

    private static final class Bound implements Step {

        private final int size;
        private final int block;
        private final BlockMath math;
        private final Access[] loads;
        private final float[][] loaded;
        private final Micro[] code;
        private final float[][] targets;
        private final float[][] registers;
        private final Access[] stores;
        private final float[][] stored;

        Bound(Elementwise plan, Arena planned, BlockMath math) {
            this.size = plan.size;
            this.math = math;
            block = Math.min(BlockMath.BLOCK, Math.max(size, 1));
            int first = plan.loads.size() + plan.constants.size();
            int[] physical = allocate(plan, first);
            int count = Arrays.stream(physical).max().orElse(-1) + 1;
            float[][] pool = new float[count][block];
            registers = new float[physical.length][];
            Arrays.setAll(registers, i -> pool[physical[i]]);
            for (int i = 0; i < plan.constants.size(); i++) {
                Arrays.fill(registers[plan.loads.size() + i], plan.constants.get(i));
            }
            loads = plan.loads.stream().map(ref -> new Access(ref, planned)).toArray(Access[]::new);
            loaded = Arrays.copyOf(registers, loads.length);
            code = plan.code.toArray(Micro[]::new);
            targets = Arrays.copyOfRange(registers, first, first + code.length);
            stores = plan.stores.stream()
                    .map(store -> new Access(store.to(), planned))
                    .toArray(Access[]::new);
            stored = plan.stores.stream()
                    .map(store -> registers[store.register()])
                    .toArray(float[][]::new);
        }

        /** Physical registers: one is free again after its last reader, so that a long chain stays in the cache. */
        private static int[] allocate(Elementwise plan, int first) {
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
            // Constants are filled once; loads are filled before the code runs.
            Arrays.fill(lastUse, plan.loads.size(), first, Integer.MAX_VALUE);
            int[] physical = new int[total];
            int next = first;
            List<Integer> free = new ArrayList<>();
            for (int i = 0; i < first; i++) {
                physical[i] = i;
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
            for (int start = 0; start < size; start += block) {
                int n = Math.min(block, size - start);
                for (int i = 0; i < loads.length; i++) {
                    loads[i].read(loaded[i], start, n);
                }
                for (int i = 0; i < code.length; i++) {
                    execute(code[i], targets[i], n);
                }
                for (int i = 0; i < stores.length; i++) {
                    stores[i].write(stored[i], start, n);
                }
            }
        }

        private void execute(Micro micro, float[] out, int n) {
            float[] a = registers[micro.a];
            float[] b = micro.b < 0 ? null : registers[micro.b];
            switch (micro.code) {
                case ADD -> math.add(a, b, out, n);
                case SUB -> math.sub(a, b, out, n);
                case MUL -> math.mul(a, b, out, n);
                case DIV -> math.div(a, b, out, n);
                case MAX -> math.max(a, b, out, n);
                case MIN -> math.min(a, b, out, n);
                case GREATER -> math.greater(a, b, out, n);
                case GREATER_OR_EQUAL -> math.greaterOrEqual(a, b, out, n);
                case EQUAL -> math.equal(a, b, out, n);
                case SELECT -> math.select(a, b, registers[micro.c], out, n);
                case NEG -> math.neg(a, out, n);
                case ABS -> math.abs(a, out, n);
                case SIGN -> math.sign(a, out, n);
                case SQRT -> math.sqrt(a, out, n);
                case RECIPROCAL -> math.reciprocal(a, out, n);
                case EXP -> math.exp(a, out, n);
                case LOG -> math.log(a, out, n);
                case LOG1P -> math.log1p(a, out, n);
                case SIGMOID -> math.sigmoid(a, out, n);
                case TANH -> math.tanh(a, out, n);
                case SOFTPLUS -> math.softplus(a, out, n);
                case SIN -> math.sin(a, out, n);
                case COS -> math.cos(a, out, n);
            }
        }
    }
}
