package io.yume.graph.internal;

import io.yume.graph.Noise;
import io.yume.graph.Shape;
import io.yume.graph.StepKind;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A native op of ND4J over contiguous views, prepared once: running it allocates nothing. (The executioner's own call
 * leaves half a kilobyte of garbage each time.)
 */
record NativeOp(String name, List<Ref> reads, List<Ref> writes, List<Long> arguments) implements Instruction {

    @Override
    public Step bind(Arena planned, BlockMath math, Registers registers) {
        return new Bound(this, planned);
    }

    @Override
    public Work work() {
        Shape first = reads.get(0).shape();
        Shape second = reads.get(1).shape();
        long out = writes.get(0).shape().size();
        return switch (name) {
            case "matmul" -> new Work(StepKind.MATMUL, name, 2 * out * first.dim(arguments.get(0) == 1 ? -2 : -1));
            // Every element on the side of the output channels meets a whole filter.
            case "conv2d" -> convolution(2 * out * filter(second));
            case "deconv2d" -> convolution(2L * first.size() * filter(second));
            case "conv2d_bp" -> convolution(4L * reads.get(2).shape().size() * filter(second));
            case "deconv2d_bp" -> convolution(4L * first.size() * filter(second));
            default -> throw new AssertionError(name);
        };
    }

    /** Every row of a product is summed in the order of the columns, whatever rows there are beside it. */
    @Override
    public int pieces() {
        boolean cuts = name.equals("matmul")
                && arguments.get(0) == 0
                && reads.get(0).shape().rank() == 2;
        return cuts ? reads.get(0).shape().dim(0) : 1;
    }

    @Override
    public Instruction pieces(int begin, int length) {
        return new NativeOp(
                name,
                List.of(reads.get(0).slice(0, begin, length), reads.get(1)),
                List.of(writes.get(0).slice(0, begin, length)),
                arguments);
    }

    private Work convolution(long flops) {
        return new Work(StepKind.CONVOLUTION, name, flops);
    }

    /** Numbers in one filter of {@code [out, in, height, width]}. */
    private static long filter(Shape weights) {
        return weights.size() / weights.dim(0);
    }

    private static final class Bound implements Step {

        private final String name;
        private final OpContext context;
        private final long hash;
        private final NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();

        Bound(NativeOp plan, Arena planned) {
            name = plan.name;
            var descriptor = Nd4j.getExecutioner().getCustomOperations().get(name);
            if (descriptor == null) {
                throw new IllegalStateException("the ND4J back end must have the op: op=" + name);
            }
            hash = descriptor.getHash();
            context = Nd4j.getExecutioner().buildContext();
            for (int i = 0; i < plan.reads.size(); i++) {
                context.setInputArray(i, array(plan.reads.get(i), planned));
            }
            for (int i = 0; i < plan.writes.size(); i++) {
                context.setOutputArray(i, array(plan.writes.get(i), planned));
            }
            context.setIArguments(
                    plan.arguments.stream().mapToLong(Long::longValue).toArray());
        }

        private static INDArray array(Ref ref, Arena planned) {
            return ref.memory()
                    .arena(planned)
                    .array(ref.memory().offset() + ref.offset(), ref.shape().dims());
        }

        @Override
        public void run(Noise noise) {
            int status = ops.execCustomOp2(null, hash, context.contextPointer());
            if (status != 0 || ops.lastErrorCode() != 0) {
                throw new IllegalStateException(
                        "native op failed: op=" + name + ", status=" + status + ", message=" + ops.lastErrorMessage());
            }
        }

        @Override
        public void close() {
            try {
                context.close();
            } catch (Exception e) {
                throw new IllegalStateException("could not free the context of op " + name, e);
            }
        }
    }
}
