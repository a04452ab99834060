package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.internal.BackendReport;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4jBackend;

/** What is said when the native library cannot be used. Each case is a JVM with another class path. */
final class BackendTest {

    private static final String FAKE = "package org.nd4j.linalg.%s;\n"
            + "public final class %s extends org.nd4j.linalg.factory.Nd4jBackend {\n"
            + "  public boolean isAvailable() { %s }\n"
            + "  public boolean canRun() { return true; }\n"
            + "  public boolean allowsOrder() { return false; }\n"
            + "  public int getPriority() { return 100; }\n"
            + "  public org.nd4j.common.io.Resource getConfigurationResource() {\n"
            + "    return new org.nd4j.common.io.ClassPathResource(\"/nd4j-native.properties\"); }\n"
            + "  public Class<?> getNDArrayClass() { return Object.class; }\n"
            + "  public org.nd4j.linalg.factory.Environment getEnvironment() { return null; }\n"
            + "  public String buildInfo() { return \"fake\"; }\n"
            + "  public void logBackendInit() {}\n"
            + "}\n";

    @TempDir
    private Path folder;

    @Test
    void usableBackEndStartsQuietly() throws Exception {
        assertThat(report(classPath(true))).containsExactly("ok 4", "ok 4");
    }

    @Test
    void missingBackEndIsNamedEveryTime() throws Exception {
        String expected = "ND4J needs a back end on the class path, such as nd4j-native: found none";
        assertThat(report(classPath(false))).containsExactly(expected, expected);
    }

    @Test
    void cudaWithoutAGpuIsNamed() throws Exception {
        Path fake = fake("jcublas", "JCublasBackend", "throw new RuntimeException(\"No CUDA devices were found\");");
        String expected = "ND4J's CUDA back end needs an NVIDIA GPU with its driver, and found none: "
                + "No CUDA devices were found";
        assertThat(report(fake + File.pathSeparator + classPath(false))).containsExactly(expected, expected);
    }

    @Test
    void nativeLibraryThatDoesNotLoadIsNamed() throws Exception {
        Path fake = fake(
                "cpu.nativecpu",
                "CpuBackend",
                "throw new UnsatisfiedLinkError(\"libnd4jcpu.so: not for this machine\");");
        assertThat(report(fake + File.pathSeparator + classPath(false)))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("ND4J's CPU back end could not load its native library for this machine (os=")
                        .endsWith("libnd4jcpu.so: not for this machine"));
    }

    private List<String> report(String classPath) throws IOException, InterruptedException {
        return OtherJvm.run(folder, BackendReport.class, classPath, List.of());
    }

    private Path fake(String folderName, String type, String available) throws Exception {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path source = sources.resolve(type + ".java");
        Files.writeString(source, String.format(FAKE, folderName, type, available));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String jars = Arrays.stream(new Class<?>[] {Nd4jBackend.class, org.nd4j.common.io.Resource.class})
                .map(BackendTest::place)
                .collect(Collectors.joining(File.pathSeparator));
        int status =
                compiler.run(null, null, null, "-proc:none", "-cp", jars, "-d", classes.toString(), source.toString());
        assertThat(status).isZero();
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(Nd4jBackend.class.getName()), "org.nd4j.linalg." + folderName + "." + type);
        return classes;
    }

    /** The class path of this test, with or without the native library. */
    private static String classPath(boolean withNative) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        withNative || !Path.of(entry).getFileName().toString().startsWith("nd4j-native"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
