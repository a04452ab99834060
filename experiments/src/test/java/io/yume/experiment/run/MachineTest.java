package io.yume.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    private Path directory;

    @Test
    void readsThePeakOfTheResidentSize() throws IOException {
        Path status = Files.writeString(
                directory.resolve("status"), "Name:\tjava\nVmPeak:\t 9000000 kB\nVmHWM:\t  524800 kB\n");

        assertThat(Machine.peakRssMiB(status)).hasValue(512);
        assertThat(Machine.peakRssMiB(directory.resolve("absent"))).isEmpty();
    }

    @Test
    void takesTheFirstOfRepeatedProperties() throws IOException {
        Path cpuinfo = Files.writeString(
                directory.resolve("cpuinfo"), "model name\t: First\nflags\t: fma avx2\n\nmodel name\t: Second\n");

        assertThat(Machine.properties(cpuinfo)).isEqualTo(Map.of("model name", "First", "flags", "fma avx2"));
    }

    @Test
    void thisMachineHasAName() {
        Machine here = Machine.here();

        assertThat(here.cpu()).isNotBlank();
        assertThat(here.cores()).isPositive();
        assertThat(here.jvm()).contains(System.getProperty("java.vm.version"));
    }

    @Test
    void findsTheCommitOfACheckout() throws IOException {
        Path git = Files.createDirectories(directory.resolve("checkout/.git/refs/heads"))
                .getParent()
                .getParent();
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        assertThat(Provenance.commit(directory.resolve("checkout"))).isEmpty();
        Files.writeString(git.resolve("packed-refs"), "# pack-refs with: peeled\nabc123 refs/heads/main\n");
        assertThat(Provenance.commit(directory.resolve("checkout"))).contains("abc123");
        Files.writeString(git.resolve("refs/heads/main"), "def456\n");
        assertThat(Provenance.commit(directory.resolve("checkout"))).contains("def456");
        Files.writeString(git.resolve("HEAD"), "0123ff\n");
        assertThat(Provenance.commit(directory.resolve("checkout"))).contains("0123ff");
        assertThat(Provenance.commit(directory)).isEmpty();
    }

    @Test
    void findsTheCommitOfALinkedWorktree() throws IOException {
        Path main = Files.createDirectories(directory.resolve("main/.git/worktrees/two"));
        Files.createDirectories(directory.resolve("main/.git/refs/heads"));
        Files.writeString(directory.resolve("main/.git/refs/heads/two"), "fedcba\n");
        Files.writeString(main.resolve("HEAD"), "ref: refs/heads/two\n");
        Files.writeString(main.resolve("commondir"), "../..\n");
        Path two = Files.createDirectories(directory.resolve("two"));
        Files.writeString(two.resolve(".git"), "gitdir: " + main + "\n");

        assertThat(Provenance.commit(two)).contains("fedcba");
    }

    @Test
    void provenanceNamesWhatTheBitsDependOn() {
        RunConfig config = RunConfigs.preset("quick", Map.of("threads", "3"));

        Provenance provenance = Provenance.of(config, List.of("dream", "--threads", "3"), Optional.empty());

        assertThat(provenance.threads()).isEqualTo(3);
        assertThat(provenance.commit()).isEqualTo("unknown");
        assertThat(provenance.nd4j()).matches("[0-9].*");
        assertThat(provenance.version()).matches("[0-9]+\\.[0-9]+\\..*");
        assertThat(provenance.command()).containsExactly("dream", "--threads", "3");
    }
}
