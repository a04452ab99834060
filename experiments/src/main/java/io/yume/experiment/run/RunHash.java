package io.yume.experiment.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over named numbers in the order they are added: per entry the name's length and UTF-8 bytes, the count of
 * numbers, then their bits, all big-endian. Equal hashes mean equal bits.
 */
public final class RunHash {

    private final MessageDigest digest;

    /** An empty hash. */
    public RunHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds parameters. */
    public RunHash add(String name, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return add(name, values.length, bytes.array());
    }

    /** Adds scores. */
    public RunHash add(String name, double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return add(name, values.length, bytes.array());
    }

    private RunHash add(String name, int count, byte[] content) {
        byte[] label = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(label.length).array());
        digest.update(label);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
        digest.update(content);
        return this;
    }

    /** The 64 hexadecimal digits; the hash is empty again afterwards. */
    public String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
