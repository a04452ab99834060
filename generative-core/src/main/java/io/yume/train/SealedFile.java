package io.yume.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A safetensors file that contains the SHA-256 of its own bytes, so that tensors, metadata and checksum are always of
 * the same save. The checksum is the first entry of the metadata, at a fixed position, and is computed with zeros in
 * its place.
 */
final class SealedFile {

    static final String KEY = "yume.sha256";

    private static final int DIGITS = 64;
    private static final String ZEROS = "0".repeat(DIGITS);
    private static final byte[] PREFIX =
            ("{\"" + SafeTensors.METADATA + "\":{\"" + KEY + "\":\"").getBytes(StandardCharsets.UTF_8);
    private static final int SEAL_AT = Long.BYTES + PREFIX.length;

    private SealedFile() {}

    static void write(FileOperations operations, Path file, Checkpoint checkpoint) throws IOException {
        MessageDigest digest = Digests.sha256();
        SafeTensors.emit(checkpoint.tensors(), sealed(checkpoint, ZEROS), digest::update);
        String seal = HexFormat.of().formatHex(digest.digest());
        operations.write(file, sink -> SafeTensors.emit(checkpoint.tensors(), sealed(checkpoint, seal), sink));
    }

    /** Verifies the seal, then reads. */
    static Checkpoint read(Path file) throws IOException {
        verify(file);
        Checkpoint content = SafeTensors.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
        metadata.remove(KEY);
        return new Checkpoint(content.tensors(), metadata);
    }

    /** @throws IOException if the file cannot be read, has no seal, or any byte differs from what was sealed */
    static void verify(Path file) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] head = new byte[SEAL_AT + DIGITS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.wrap(head);
            int read = 0;
            while (start.hasRemaining() && read >= 0) {
                read = channel.read(start);
            }
            if (start.hasRemaining() || !Arrays.equals(head, Long.BYTES, SEAL_AT, PREFIX, 0, PREFIX.length)) {
                throw new SafeTensorsException("a checkpoint must carry its checksum: file=" + file);
            }
            digest.update(head, 0, SEAL_AT);
            digest.update(ZEROS.getBytes(StandardCharsets.UTF_8));
            ByteBuffer block = ByteBuffer.allocate(TensorBytes.BLOCK);
            while (channel.read(block) >= 0) {
                digest.update(block.flip());
                block.clear();
            }
        }
        String stated = new String(head, SEAL_AT, DIGITS, StandardCharsets.UTF_8);
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!stated.equals(actual)) {
            throw new SafeTensorsException(
                    "checksum must match: file=" + file + ", stated=" + stated + ", actual=" + actual);
        }
    }

    private static Map<String, String> sealed(Checkpoint checkpoint, String seal) {
        if (checkpoint.metadata().containsKey(KEY)) {
            throw new IllegalArgumentException("no metadata may have this key: key=" + KEY);
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(KEY, seal);
        metadata.putAll(checkpoint.metadata());
        return metadata;
    }
}
