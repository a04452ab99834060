package io.yume.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.net.httpserver.HttpServer;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class DataSetTest {

    private static byte[] idx(int[] dims, int... values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x800 | dims.length);
        for (int dim : dims) {
            out.writeInt(dim);
        }
        for (int value : values) {
            out.writeByte(value);
        }
        return bytes.toByteArray();
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static Path folder(FileSystem files) throws IOException {
        return Files.createDirectories(files.getPath("/data"));
    }

    @Test
    void readsDigitsCompressedOrNot() throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path folder = folder(files);
            byte[] images = idx(new int[] {2, 1, 3}, 0, 255, 51, 102, 0, 0);
            Files.write(folder.resolve("train-images-idx3-ubyte.gz"), compressed(images));
            Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), compressed(idx(new int[] {2}, 9, 0)));
            Files.write(folder.resolve("t10k-images-idx3-ubyte"), images);
            Files.write(folder.resolve("t10k-labels-idx1-ubyte"), idx(new int[] {2}, 1, 2));
            Mnist mnist = Mnist.in(folder);

            assertThat(mnist.train().size()).isEqualTo(2);
            assertThat(mnist.train().variables())
                    .containsEntry("x", Shape.of(3))
                    .containsEntry("y", Shape.of(10));
            assertThat(mnist.train().inRows(1).variables()).containsEntry("x", Shape.of(3, 1));
            assertThatThrownBy(() -> mnist.train().inRows(2)).hasMessageContaining("pixels=3, width=2");
            assertThat(mnist.train().inChannels(3).variables()).containsEntry("x", Shape.of(1, 1, 3));
            assertThatThrownBy(() -> mnist.train().inChannels(0)).hasMessageContaining("pixels=3, width=0");
            float[] x = new float[4];
            mnist.test().read("x", 0, Seed.root(0), x, 1);
            assertThat(x).containsExactly(0, 0, 1, 0.2f);
            float[] y = new float[10];
            mnist.train().read("y", 0, Seed.root(0), y, 0);
            assertThat(y).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
            assertThatThrownBy(() -> mnist.train().read("z", 0, Seed.root(0), y, 0))
                    .hasMessageContaining("variable=z");
        }
    }

    @Test
    void rejectsLabelsThatAreNoClasses() throws IOException {
        Idx images = new Idx(Shape.of(3, 1, 1), new byte[3]);
        Idx labels = new Idx(Shape.of(3), new byte[] {1, 0, (byte) 200});
        assertThat(LabelledImages.of(images, labels, 201).label(2)).isEqualTo(200);
        assertThatThrownBy(() -> LabelledImages.of(images, labels, 200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a label must be a class: label=200, classes=200, example=2");
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path folder = folder(files);
            for (String part : List.of("train", "t10k")) {
                Files.write(folder.resolve(part + "-images-idx3-ubyte"), idx(new int[] {2, 1, 1}, 0, 0));
                Files.write(folder.resolve(part + "-labels-idx1-ubyte"), idx(new int[] {2}, 9, 10));
            }
            assertThatThrownBy(() -> Mnist.in(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("file=/data/train-labels-idx1-ubyte")
                    .hasMessageContaining("label=10, classes=10, example=1");
        }
    }

    @Test
    void rejectsDamagedFilesNamingThem() throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path file = folder(files).resolve("images");
            byte[] whole = idx(new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
            for (byte[] damaged : new byte[][] {
                {},
                {0, 0, 8},
                Arrays.copyOf(whole, whole.length - 1),
                Arrays.copyOf(whole, whole.length + 1),
                idx(new int[] {0, 3}),
                {0, 0, 13, 1, 0, 0, 0, 0},
                compressed(new byte[] {0, 0}),
                idx(new int[] {Integer.MAX_VALUE, 7}, 1)
            }) {
                Files.write(file, damaged);
                assertThatThrownBy(() -> Idx.read(file))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("file=/data/images");
            }
            Files.write(file, whole);
            assertThat(Idx.read(file).values()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void drawsBinaryPixelsAnewOrOnce() throws IOException {
        int pixels = 4000;
        int[] grey = new int[pixels];
        Arrays.fill(grey, 51);
        LabelledImages images = LabelledImages.of(
                new Idx(Shape.of(1, 1, pixels), idxValues(grey)), new Idx(Shape.of(1), new byte[] {3}), 10);
        float[] first = read(images.binarised(), 1);
        float[] second = read(images.binarised(), 2);
        double mean = 0;
        for (float pixel : first) {
            assertThat(pixel).isIn(0f, 1f);
            mean += pixel / pixels;
        }
        assertThat(mean).isCloseTo(0.2, within(4 * Math.sqrt(0.16 / pixels)));
        assertThat(second).isNotEqualTo(first);
        assertThat(read(images.binarised(), 1)).isEqualTo(first);
        assertThat(read(images.binarisedOnce(Seed.root(5)), 1))
                .isEqualTo(read(images.binarisedOnce(Seed.root(5)), 2))
                .isNotEqualTo(read(images.binarisedOnce(Seed.root(6)), 1));
    }

    private static byte[] idxValues(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static float[] read(DataSet data, int draw) {
        float[] into = new float[data.variables().get("x").size()];
        data.read("x", 0, Seed.root(draw), into, 0);
        return into;
    }

    @Test
    void readsArraysAndRanges() {
        DataSet data = ArrayDataSet.of("x", new float[] {1, 2, 3, 4, 5, 6}, 2).and("y", new float[] {7, 8, 9});
        assertThat(data.size()).isEqualTo(3);
        float[] y = new float[1];
        data.range(1, 2).read("y", 1, Seed.root(0), y, 0);
        assertThat(y).containsExactly(9);
        assertThatThrownBy(() -> data.range(2, 2)).hasMessageContaining("begin=2, count=2, size=3");
        assertThatThrownBy(() -> data.range(1, Integer.MAX_VALUE)).hasMessageContaining("count=2147483647, size=3");
        assertThatThrownBy(() -> data.range(1, 2).read("y", 2, Seed.root(0), y, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ArrayDataSet.of("x", new float[5], 2)).hasMessageContaining("values=5, shape=[2]");
        assertThatThrownBy(() -> ArrayDataSet.of("x", new float[4], 2).and("x", new float[4], 2))
                .hasMessageContaining("variable=x");
    }

    @Test
    void downloadsWholeAndCheckedFilesOrNone() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/file", exchange -> {
            byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path folder = folder(files);
            URI source = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/file");
            assertThatThrownBy(() -> DataFolder.fetch(source, new RemoteFile("file", "00"), folder))
                    .hasMessageContaining("expected=00, actual=5d41402abc4b2a76b9719d911017c592");
            assertThat(list(folder)).isEmpty();
            RemoteFile published = new RemoteFile("file", "5d41402abc4b2a76b9719d911017c592");
            DataFolder.fetch(source, published, folder);
            assertThat(Files.readString(folder.resolve("file"))).isEqualTo("hello");
            DataFolder.fetch(URI.create("http://127.0.0.1:1/nobody"), published, folder);
            assertThat(list(folder)).containsExactly("file");
        } finally {
            server.stop(0);
        }
    }

    /** Of an unknown host the exception's own message is the name and nothing else. */
    @Test
    void saysWhatCouldNotBeDownloadedAndWhatElseCanBeDone() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/cut", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        server.start();
        String here = "http://127.0.0.1:" + server.getAddress().getPort();
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path folder = folder(files);
            for (String source :
                    List.of("http://nobody.invalid/file", "http://127.0.0.1:1/file", here + "/none", here + "/cut")) {
                assertThatThrownBy(() -> DataFolder.fetch(URI.create(source), new RemoteFile("file", "00"), folder))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("could not be downloaded: source=" + source + ", reason=")
                        .hasMessageContaining("YUME_DATA names a folder that has it, in " + folder.getFileName())
                        .hasCauseInstanceOf(IOException.class);
                assertThat(list(folder)).isEmpty();
            }
        } finally {
            server.stop(0);
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }
}
