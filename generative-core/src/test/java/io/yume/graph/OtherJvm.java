package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a second JVM, for a bounded time. */
final class OtherJvm {

    private OtherJvm() {}

    /** The lines that the class wrote to the file it was given as its argument. */
    static List<String> run(Path folder, Class<?> main, String classPath, List<String> options)
            throws IOException, InterruptedException {
        Path result = Files.createTempFile(folder, "result", ".txt");
        Path log = Files.createTempFile(folder, "log", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-D" + Engine.PROPERTY + "=" + Engine.preferred());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName(), result.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES))
                    .as("the other JVM ends: %s", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readAllLines(result);
    }
}
