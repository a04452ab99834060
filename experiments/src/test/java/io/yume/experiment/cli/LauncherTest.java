package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script in a checkout of its own, with a Java and a Maven that only note how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "dirname",
            "find",
            "flock",
            "getconf",
            "ls",
            "mkdir",
            "mktemp",
            "readlink",
            "rm",
            "sed",
            "sort",
            "touch");

    private record Outcome(int status, String out, String err) {}

    @TempDir
    private Path temporary;

    private Path root;
    private Path bin;

    @BeforeEach
    void makeCheckout() throws IOException {
        // Spaces in the path are part of the test.
        root = Files.createDirectories(temporary.resolve("my check out"));
        bin = Files.createDirectories(temporary.resolve("fake bin"));
        Files.copy(launcher(), root.resolve("yume"));
        executable(root.resolve("yume"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        for (String module : List.of("generative-core", "experiments")) {
            Path source = root.resolve(module).resolve("src/main/java");
            Files.createDirectories(source);
            Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
            Files.writeString(source.resolve("A.java"), "class A {}");
        }
        for (String tool : TOOLS) {
            for (String place : List.of("/bin/", "/usr/bin/")) {
                Path real = Path.of(place + tool);
                if (Files.isExecutable(real) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), real);
                }
            }
        }
        java("17.0.15");
        script("javac", "exit 0");
        maven("3.8.7", 0);
        long old = Instant.now().minusSeconds(3600).toEpochMilli();
        try (var files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(old));
            }
        }
    }

    private static Path launcher() {
        Path module = Path.of("").toAbsolutePath();
        Path here = module.resolve("yume");
        return Files.exists(here) ? here : module.getParent().resolve("yume");
    }

    private void java(String version) throws IOException {
        script(
                "java",
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version
                        + "\" 2025-01-01' >&2; exit 0; fi\n"
                        + "echo \"threads=${OMP_NUM_THREADS:-} spins=${GOMP_SPINCOUNT:-}\"\nfor a in \"$@\"; do echo \"<$a>\"; done");
    }

    /** A Maven that writes what a build leaves. */
    private void maven(String version, int status) throws IOException {
        script(
                "mvn",
                "if [ \"$1\" = -v ]; then echo 'Apache Maven " + version + " (abc)'; exit 0; fi\n"
                        + "echo \"built with $*\"\n"
                        + "[ " + status + " = 0 ] || exit " + status + "\n"
                        + "for m in generative-core experiments; do mkdir -p $m/target; touch $m/target/$m.jar; done\n"
                        + "echo \"$PWD/generative-core/target/a.jar:/x/b.jar\" >experiments/target/launcher.classpath");
    }

    private void script(String name, String body) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome yume(String... arguments) throws IOException, InterruptedException {
        return start(root.resolve("yume"), Map.of(), arguments);
    }

    private Outcome start(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Path out = temporary.resolve("out.txt");
        Path err = temporary.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private void assertRefused(String sentence) throws IOException, InterruptedException {
        assertThat(yume("dream")).isEqualTo(new Outcome(1, "", "yume: " + sentence + "\n"));
    }

    @Test
    void saysThatJavaIsMissing() throws Exception {
        Files.delete(bin.resolve("java"));

        assertRefused("Java was not found: install a JDK 17 or newer, or set JAVA_HOME to one.");
    }

    @Test
    void saysThatJavaIsTooOld() throws Exception {
        java("11.0.2");
        assertRefused("Java 11 is too old: install a JDK 17 or newer, or set JAVA_HOME to one.");
        java("1.8.0_402");
        assertRefused("Java 8 is too old: install a JDK 17 or newer, or set JAVA_HOME to one.");
    }

    @Test
    void saysThatTheJdkIsOnlyARuntime() throws Exception {
        Files.delete(bin.resolve("javac"));

        assertRefused("the Java found has no compiler: install a JDK 17 or newer, not only its runtime.");
    }

    @Test
    void saysThatMavenIsMissingOrTooOld() throws Exception {
        maven("3.6.3", 0);
        assertRefused("Maven 3.6.3 is too old: install Maven 3.8.7 or newer.");
        Files.delete(bin.resolve("mvn"));
        assertRefused("Maven was not found: install Maven 3.8.7 or newer (it is needed to build, not to run).");
    }

    @Test
    void acceptsNewerVersions() throws Exception {
        java("25");
        maven("3.10.1", 0);

        Outcome outcome = yume("dream");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("<--enable-native-access=ALL-UNNAMED>");
    }

    @Test
    void keepsOpenMpsThreadsFromSpinningForLongUnlessTheUserSaysHow() throws Exception {
        assertThat(yume("dream").out()).contains(" spins=10000\n");
        assertThat(start(root.resolve("yume"), Map.of("GOMP_SPINCOUNT", "7"), "dream")
                        .out())
                .contains(" spins=7\n");
        assertThat(start(root.resolve("yume"), Map.of("OMP_WAIT_POLICY", "passive"), "dream")
                        .out())
                .contains(" spins=\n");
    }

    @Test
    void saysThatTheBuildFailed() throws Exception {
        maven("3.8.7", 1);

        Outcome outcome = yume("dream");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).endsWith("yume: the build failed; Maven says above why.\n");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void buildsOnceThenOnlyWhatChanged() throws Exception {
        assertThat(yume("dream").err()).contains("built with");
        assertThat(yume("dream").err()).isEmpty();
        // Without Maven what is built still runs.
        Files.delete(bin.resolve("mvn"));
        assertThat(yume("dream").status()).isZero();
        maven("3.8.7", 0);

        Files.writeString(root.resolve("generative-core/src/main/java/B.java"), "class B {}");
        later(root.resolve("generative-core/src/main/java/B.java"));
        assertThat(yume("dream").err()).contains("built with");
    }

    @Test
    void buildsAgainWhenAPomChangedAJarIsGoneOrTheCheckoutMoved() throws Exception {
        assertThat(yume("dream").err()).contains("built with");
        later(root.resolve("pom.xml"));
        assertThat(yume("dream").err()).contains("built with");
        Files.setLastModifiedTime(root.resolve("pom.xml"), FileTime.fromMillis(0));
        assertThat(yume("dream").err()).isEmpty();

        Files.delete(root.resolve("generative-core/target/generative-core.jar"));
        assertThat(yume("dream").err()).contains("built with");
        Path moved = temporary.resolve("moved");
        Files.move(root, moved);
        assertThat(start(moved.resolve("yume"), Map.of(), "dream").err()).contains("built with");
    }

    @Test
    void buildsAgainWithOtherMavenArguments() throws Exception {
        Map<String, String> cuda = Map.of("YUME_MAVEN_ARGS", "-Dcuda -o");
        assertThat(yume("dream").err()).contains("built with").doesNotContain("-Dcuda");
        assertThat(start(root.resolve("yume"), cuda, "dream").err()).contains("-Dcuda -o package");
        assertThat(start(root.resolve("yume"), cuda, "dream").err()).isEmpty();
        assertThat(yume("dream").err()).isEmpty();
    }

    private static void later(Path file) throws IOException {
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Instant.now().plusSeconds(5).toEpochMilli()));
    }

    @Test
    void startsJavaWithItsFlagsAndTheArgumentsUnchanged() throws Exception {
        Outcome outcome = start(
                root.resolve("yume"),
                Map.of("YUME_JAVA_OPTS", "-Xmx3g -Xint"),
                "dream",
                "--out",
                "a b",
                "--set",
                "x=*");

        assertThat(outcome.out().lines())
                .containsSubsequence("<--add-modules>", "<jdk.incubator.vector>", "<-XX:+UseParallelGC>", "<-Xmx1g>")
                .containsSubsequence("<-Xmx1g>", "<-Xmx3g>", "<-Xint>", "<-cp>")
                .anyMatch(flag -> flag.matches("<-Dorg.bytedeco.javacpp.maxbytes=[1-9]\\d{8,}>"))
                .anyMatch(flag -> flag.matches("<-Dorg.bytedeco.javacpp.maxphysicalbytes=[1-9]\\d{8,}>"))
                .contains("<-Dyume.home=" + root.toRealPath() + ">", "<-Dyume.terminal=false>")
                .containsSubsequence("<io.yume.experiment.cli.Main>", "<dream>", "<--out>", "<a b>", "<--set>", "<x=*>")
                .doesNotContain("<--enable-native-access=ALL-UNNAMED>");
        assertThat(outcome.out())
                .contains("<" + root.toRealPath() + "/experiments/target/classes:" + root.toRealPath()
                        + "/generative-core/target/a.jar:/x/b.jar>");
    }

    @Test
    void setsTheThreadsOfOpenMp() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(yume("dream", "--threads", "3").out()).startsWith("threads=3 ");
        assertThat(yume("dream", "--threads=5", "--seed", "1").out()).startsWith("threads=5 ");
        assertThat(yume("dream", "--threads", "x").out()).startsWith("threads= ");
        assertThat(yume("dream").out()).matches("(?s)threads=[1-8] .*");
        assertThat(cores).isPositive();
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path links = Files.createDirectories(temporary.resolve("links"));
        Files.createSymbolicLink(links.resolve("second"), Path.of("../my check out/yume"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("second"));

        Outcome outcome = start(links.resolve("first"), Map.of(), "dream");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("<-Dyume.home=" + root.toRealPath() + ">");
    }

    @Test
    void prefersTheJavaOfJavaHome() throws Exception {
        Path home = Files.createDirectories(temporary.resolve("jdk home/bin"));
        Files.move(bin.resolve("java"), home.resolve("java"));
        Map<String, String> environment = Map.of("JAVA_HOME", home.getParent().toString());

        assertThat(start(root.resolve("yume"), environment, "dream").err())
                .isEqualTo("yume: the Java in " + home.getParent()
                        + " has no compiler: set JAVA_HOME to a JDK 17 or newer.\n");
        Files.move(bin.resolve("javac"), home.resolve("javac"));
        assertThat(start(root.resolve("yume"), environment, "dream").status()).isZero();
    }
}
