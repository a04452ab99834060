package io.yume.graph.internal;

import io.yume.graph.Noise;
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
    public Step bind(Arena planned, BlockMath math) {
        return new Bound(this, planned);
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
