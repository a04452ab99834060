package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpretedBitsTest {

    private static final int WARM_UP = 10_000;

    @TempDir
    private Path folder;

    @Test
    void interpretedVectorKernelsGiveTheBitsOfCompiledOnes() throws Exception {
        List<String> interpreted = child("--add-modules", "jdk.incubator.vector", "-Xint");

        assertThat(interpreted.get(0)).isEqualTo("VectorBlockMath");
        assertThat(interpreted.subList(1, interpreted.size())).isEqualTo(warm(new VectorBlockMath()));
    }

    @Test
    void interpretedScalarKernelsGiveTheBitsOfCompiledOnes() throws Exception {
        List<String> interpreted = child("-Xint");

        assertThat(interpreted.get(0)).isEqualTo("ScalarBlockMath");
        assertThat(interpreted.subList(1, interpreted.size())).isEqualTo(warm(BlockMath.scalar()));
    }

    @Test
    void propertyTurnsTheVectorApiOff() throws Exception {
        List<String> scalar = child("--add-modules", "jdk.incubator.vector", "-Dyume.vector=false");

        assertThat(scalar.get(0)).isEqualTo("ScalarBlockMath");
        assertThat(scalar.subList(1, scalar.size())).isEqualTo(KernelChecksum.lines(new VectorBlockMath()));
    }

    private static List<String> warm(BlockMath math) {
        List<String> first = KernelChecksum.lines(math);
        for (int i = 0; i < WARM_UP; i++) {
            List<String> lines = KernelChecksum.lines(math);
            if (!lines.equals(first)) {
                assertThat(lines).as("bits after %d rounds", i).isEqualTo(first);
            }
        }
        return first;
    }

    private List<String> child(String... options) throws IOException, InterruptedException, URISyntaxException {
        Path result = folder.resolve("checksums");
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", place(BlockMath.class) + File.pathSeparator + place(KernelChecksum.class)));
        command.addAll(List.of(KernelChecksum.class.getName(), result.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the other JVM ends: %s", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readAllLines(result);
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
