package io.yume.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The little-endian bytes of tensors, in blocks of bounded size. */
final class TensorBytes {

    static final int BLOCK = 1 << 16;

    /** Receives the blocks. */
    @FunctionalInterface
    interface Sink<E extends Exception> {

        void accept(ByteBuffer block) throws E;
    }

    private TensorBytes() {}

    static int elementBytes(Tensor tensor) {
        return tensor instanceof FloatTensor ? Float.BYTES : Double.BYTES;
    }

    static <E extends Exception> void forEachBlock(Tensor tensor, Sink<E> sink) throws E {
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        int perBlock = BLOCK / elementBytes(tensor);
        for (int start = 0; start < tensor.size(); start += perBlock) {
            int count = Math.min(perBlock, tensor.size() - start);
            block.clear();
            // Bits, not values: the pattern of a NaN must survive too.
            if (tensor instanceof FloatTensor floats) {
                for (int i = start; i < start + count; i++) {
                    block.putInt(Float.floatToRawIntBits(floats.values()[i]));
                }
            } else if (tensor instanceof DoubleTensor doubles) {
                for (int i = start; i < start + count; i++) {
                    block.putLong(Double.doubleToRawLongBits(doubles.values()[i]));
                }
            }
            sink.accept(block.flip());
        }
    }
}
