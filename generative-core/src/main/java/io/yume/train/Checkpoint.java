package io.yume.train;

import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything a training needs to continue: named tensors and named texts, saved and loaded as one unit. Numbers kept
 * as text (step, seeds, counters) come back exactly.
 *
 * @param tensors by name; the map is copied and unmodifiable, in the order of the names
 * @param metadata by key; the map is copied and unmodifiable, in the order of the keys
 */
public record Checkpoint(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** @throws IllegalArgumentException if a tensor has the name that the file format reserves for the metadata */
    public Checkpoint {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        if (tensors.containsKey(SafeTensors.METADATA)) {
            throw new IllegalArgumentException("no tensor may have this name: name=" + SafeTensors.METADATA);
        }
        if (tensors.containsValue(null) || metadata.containsValue(null)) {
            throw new IllegalArgumentException("tensors and metadata must not be null");
        }
    }

    /** Starts an empty checkpoint. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The learned tensors of a {@link Trainer}, without the training: for a {@link Sampler}, an evaluation, or the
     * start of another training ({@link Trainer#startFrom}). The caller owns them and closes them. Checkpoints written
     * before flows saved their starting tensors lack these; restore such a file into its training and save it again.
     *
     * @throws IllegalArgumentException if it is not the checkpoint of a training
     */
    public Parameters parameters() {
        return learned(SavedTraining.PARAMETER);
    }

    /**
     * The moving average of the learned tensors if the training kept one, else the learned tensors themselves, as
     * {@link Trainer#averages}. The caller owns them and closes them.
     *
     * @throws IllegalArgumentException if it is not the checkpoint of a training
     */
    public Parameters averages() {
        boolean kept = tensors.keySet().stream().anyMatch(name -> name.startsWith(MovingAverage.AVERAGE));
        return kept ? learned(MovingAverage.AVERAGE) : parameters();
    }

    private Parameters learned(String prefix) {
        Map<String, Spec> specs = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                specs.put(
                        name.substring(prefix.length()),
                        new Spec(Shape.of(tensor.shape()), Initial.values(floats(name))));
            }
        });
        if (specs.isEmpty()) {
            throw new IllegalArgumentException(
                    "only the checkpoint of a training has what was learned: tensors=" + tensors.keySet());
        }
        return new Parameters(specs, Seed.root(0));
    }

    /**
     * The values of a float tensor.
     *
     * @throws IllegalArgumentException if there is none of this name and kind
     */
    public float[] floats(String name) {
        if (tensor(name) instanceof FloatTensor tensor) {
            return tensor.values();
        }
        throw new IllegalArgumentException("tensor must be F32: name=" + name + ", actual=F64");
    }

    /**
     * The values of a double tensor.
     *
     * @throws IllegalArgumentException if there is none of this name and kind
     */
    public double[] doubles(String name) {
        if (tensor(name) instanceof DoubleTensor tensor) {
            return tensor.values();
        }
        throw new IllegalArgumentException("tensor must be F64: name=" + name + ", actual=F32");
    }

    /**
     * The tensor of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "checkpoint must have the tensor: name=" + name + ", present=" + tensors.keySet());
        }
        return tensor;
    }

    /**
     * The text of this key.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String getString(String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "checkpoint must have the metadata: key=" + key + ", present=" + metadata.keySet());
        }
        return value;
    }

    /**
     * The whole number of this key.
     *
     * @throws IllegalArgumentException if there is none, or it is no whole number
     */
    public long getLong(String key) {
        String value = getString(key);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("metadata must be a whole number: " + key + "=" + value, e);
        }
    }

    /**
     * The number of this key.
     *
     * @throws IllegalArgumentException if there is none, or it is no number
     */
    public double getDouble(String key) {
        String value = getString(key);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("metadata must be a number: " + key + "=" + value, e);
        }
    }

    /**
     * SHA-256 (hexadecimal) over the name, type, shape and bits of each tensor, in the order of the names. The
     * metadata is not included.
     */
    public String sha256() {
        MessageDigest digest = Digests.sha256();
        tensors.forEach((name, tensor) -> {
            text(digest, name);
            text(digest, tensor.dtype());
            int[] shape = tensor.shape();
            ByteBuffer axes =
                    ByteBuffer.allocate(Integer.BYTES * (shape.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
            axes.putInt(shape.length);
            for (int axis : shape) {
                axes.putInt(axis);
            }
            digest.update(axes.flip());
            TensorBytes.forEachBlock(tensor, digest::update);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .flip());
        digest.update(bytes);
    }

    /** Collects the parts of a checkpoint; a name that is used twice is an error. */
    public static final class Builder {

        private final Map<String, Tensor> tensors = new TreeMap<>();
        private final Map<String, String> metadata = new TreeMap<>();

        private Builder() {}

        /** Adds a tensor. */
        public Builder tensor(String name, Tensor tensor) {
            if (tensors.putIfAbsent(name, tensor) != null) {
                throw new IllegalArgumentException("names of tensors must differ: name=" + name);
            }
            return this;
        }

        /** Adds a float tensor; no shape means one axis. */
        public Builder tensor(String name, float[] values, int... shape) {
            return tensor(name, Tensor.of(values, shape));
        }

        /** Adds a double tensor; no shape means one axis. */
        public Builder tensor(String name, double[] values, int... shape) {
            return tensor(name, Tensor.of(values, shape));
        }

        /** Adds a text. */
        public Builder put(String key, String value) {
            if (metadata.putIfAbsent(key, value) != null) {
                throw new IllegalArgumentException("keys of metadata must differ: key=" + key);
            }
            return this;
        }

        /** Adds a whole number. */
        public Builder put(String key, long value) {
            return put(key, Long.toString(value));
        }

        /** Adds a number; it comes back as the same double. */
        public Builder put(String key, double value) {
            return put(key, Double.toString(value));
        }

        /** The checkpoint. */
        public Checkpoint build() {
            return new Checkpoint(tensors, metadata);
        }
    }
}
