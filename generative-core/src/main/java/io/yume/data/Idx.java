package io.yume.data;

import io.yume.graph.Shape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * An array of bytes in the IDX format, in which MNIST and its kin are published: two zero bytes, the element type (8: unsigned byte),
 * the number of axes, their lengths as big-endian 32-bit numbers, and the elements, row-major.
 *
 * @param shape the lengths of the axes
 * @param values the elements, to be read as unsigned
 */
public record Idx(Shape shape, byte[] values) {

    private static final int UNSIGNED_BYTE = 8;
    private static final int GZIP = 0x1f8b;

    /**
     * Reads a file, compressed by gzip or not.
     *
     * @throws IOException if it cannot be read or is no whole IDX file of bytes, naming it
     */
    public static Idx read(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.mark(2);
            int magic = raw.read() << 8 | raw.read();
            raw.reset();
            try (DataInputStream in = new DataInputStream(magic == GZIP ? new GZIPInputStream(raw) : raw)) {
                return read(in, file);
            }
        } catch (EOFException e) {
            throw new IOException("an IDX file must be whole: file=" + file, e);
        }
    }

    private static Idx read(DataInputStream in, Path file) throws IOException {
        int magic = in.readInt();
        int rank = magic & 0xff;
        if (magic >>> 8 != UNSIGNED_BYTE || rank == 0) {
            throw new IOException(String.format(
                    "an IDX file of bytes must start with 0x000008 and its number of axes: file=%s, start=0x%08x",
                    file, magic));
        }
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = in.readInt();
        }
        Shape shape;
        try {
            shape = Shape.of(dims);
        } catch (IllegalArgumentException e) {
            throw new IOException("an IDX file must have a shape: file=" + file + ": " + e.getMessage(), e);
        }
        // As many as there are: the header of a damaged file may ask for any number.
        byte[] values = in.readNBytes(shape.size());
        if (values.length != shape.size() || in.read() >= 0) {
            throw new IOException(
                    "an IDX file must have the bytes that its shape says: file=" + file + ", shape=" + shape);
        }
        return new Idx(shape, values);
    }
}
