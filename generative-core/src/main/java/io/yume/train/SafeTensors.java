package io.yume.train;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and writes the safetensors format: 8 bytes of header length (little endian), a JSON header padded by spaces to 8
 * bytes, then the tensors one after the other.
 *
 * <p>Written are F32 and F64. Read are also F16, BF16 and U8, which become {@link FloatTensor}, and I32 and I64, which
 * become {@link DoubleTensor}; every value is exact, or reading fails.
 */
public final class SafeTensors {

    /** The key of the header that holds the metadata; no tensor may have this name. */
    static final String METADATA = "__metadata__";

    private SafeTensors() {}

    /**
     * Writes a file: first a temporary one beside it, which is forced to disk and then renamed over the old one.
     *
     * @throws IOException if that fails; the old file is then untouched
     */
    public static void write(Path file, Checkpoint content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        FileOperations.DISK.write(temporary, sink -> emit(content.tensors(), content.metadata(), sink));
        FileOperations.DISK.move(temporary, file);
        FileOperations.DISK.forceFolder(file.toAbsolutePath().getParent());
    }

    /**
     * Reads and validates a whole file.
     *
     * @throws SafeTensorsException if it is no valid file or holds a value or type that cannot be kept exactly
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, length, 0);
            long headerBytes = length.getLong(0);
            if (headerBytes < 0 || headerBytes > TensorHeader.MAX_BYTES || headerBytes > size - Long.BYTES) {
                throw new IOException("header length must be within the file and <= " + TensorHeader.MAX_BYTES
                        + ": length=" + Long.toUnsignedString(headerBytes) + ", file bytes=" + size);
            }
            ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
            readFully(channel, json, Long.BYTES);
            TensorHeader header = TensorHeader.parse(json.array());
            long data = Long.BYTES + headerBytes;
            header.requireLayout(size - data);
            Map<String, Tensor> tensors = new TreeMap<>();
            for (TensorEntry entry : header.entries()) {
                tensors.put(entry.name(), readTensor(channel, data, entry));
            }
            return new Checkpoint(tensors, header.metadata());
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new SafeTensorsException("not a readable safetensors file: file=" + file + ": " + e.getMessage(), e);
        }
    }

    /** Sends the bytes of a file to a sink; the metadata keep the order of their map. */
    static void emit(Map<String, Tensor> tensors, Map<String, String> metadata, TensorBytes.Sink<IOException> sink)
            throws IOException {
        // Doubles come first, so that every tensor starts at a multiple of its element size.
        List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
        order.sort(
                Comparator.<Map.Entry<String, Tensor>>comparingInt(entry -> -TensorBytes.elementBytes(entry.getValue()))
                        .thenComparing(Map.Entry::getKey));
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        order.forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        byte[] header = TensorHeader.of(ordered, metadata).toBytes();
        sink.accept(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .flip());
        sink.accept(ByteBuffer.wrap(header));
        for (Tensor tensor : ordered.values()) {
            TensorBytes.forEachBlock(tensor, sink);
        }
    }

    private static Tensor readTensor(FileChannel channel, long data, TensorEntry entry) throws IOException {
        int size = (int) entry.size();
        int elementBytes = TensorEntry.elementBytes(entry.dtype());
        boolean wide = entry.dtype().equals("F64") || entry.dtype().startsWith("I");
        float[] floats = new float[wide ? 0 : size];
        double[] doubles = new double[wide ? size : 0];
        ByteBuffer block = ByteBuffer.allocate(TensorBytes.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        long at = data + entry.begin();
        for (int i = 0; i < size; ) {
            int count = Math.min(TensorBytes.BLOCK / elementBytes, size - i);
            block.clear().limit(count * elementBytes);
            readFully(channel, block, at);
            at += block.flip().limit();
            for (int end = i + count; i < end; i++) {
                if (wide) {
                    doubles[i] = wideValue(block, entry, i);
                } else {
                    floats[i] = narrowValue(block, entry.dtype());
                }
            }
        }
        return wide ? new DoubleTensor(entry.intShape(), doubles) : new FloatTensor(entry.intShape(), floats);
    }

    private static double wideValue(ByteBuffer in, TensorEntry entry, int index) throws IOException {
        return switch (entry.dtype()) {
            case "F64" -> Double.longBitsToDouble(in.getLong());
            case "I32" -> in.getInt();
            default -> {
                long value = in.getLong();
                double converted = (double) value;
                if (value == Long.MAX_VALUE || (long) converted != value) {
                    throw new IOException("an I64 must be exact as a double: tensor=" + entry.name() + ", index="
                            + index + ", value=" + value);
                }
                yield converted;
            }
        };
    }

    private static float narrowValue(ByteBuffer in, String dtype) {
        return switch (dtype) {
            case "F32" -> Float.intBitsToFloat(in.getInt());
            case "BF16" -> Float.intBitsToFloat(in.getShort() << 16);
            case "F16" -> half(in.getShort());
            default -> in.get() & 0xff;
        };
    }

    /** IEEE 754 binary16 to binary32, exact. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wideExponent = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | wideExponent << 23 | fraction << 13);
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long offset) throws IOException {
        int start = into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, offset + into.position() - start) < 0) {
                throw new EOFException("file ends early: bytes=" + channel.size());
            }
        }
    }
}
