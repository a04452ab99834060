package io.yume.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The handwritten digits of LeCun, Cortes and Burges (1998), 28x28 grey, ten classes: 60,000 to train and 10,000 to test; and the sets
 * that were published in the same form, such as Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017).
 *
 * @param train the training examples
 * @param test the test examples
 */
public record Mnist(LabelledImages train, LabelledImages test) {

    private static final int CLASSES = 10;

    /** The published files and their MD5. */
    static final List<RemoteFile> FILES = List.of(
            new RemoteFile("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
            new RemoteFile("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
            new RemoteFile("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
            new RemoteFile("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"));

    private static final String HOST = "https://ossci-datasets.s3.amazonaws.com/mnist/";

    /**
     * The digits from the data folder ({@link DataFolder}), or downloaded into the cache.
     *
     * @throws IOException if they are in neither and cannot be downloaded, or a file is damaged, naming it
     */
    public static Mnist load() throws IOException {
        return in(DataFolder.find("mnist", HOST, FILES));
    }

    /**
     * The four files of a folder, compressed or not.
     *
     * @throws IOException if one is missing or damaged, or a label is no class of ten, naming it
     */
    public static Mnist in(Path folder) throws IOException {
        return new Mnist(part(folder, "train"), part(folder, "t10k"));
    }

    private static LabelledImages part(Path folder, String part) throws IOException {
        Path images = file(folder, part + "-images-idx3-ubyte");
        Path labels = file(folder, part + "-labels-idx1-ubyte");
        Idx pixels = Idx.read(images);
        Idx classes = Idx.read(labels);
        try {
            return LabelledImages.of(pixels, classes, CLASSES);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "digits must have labels: file=" + labels + ", images=" + images + ": " + e.getMessage(), e);
        }
    }

    private static Path file(Path folder, String name) {
        Path compressed = folder.resolve(name + ".gz");
        return Files.exists(compressed) ? compressed : folder.resolve(name);
    }
}
