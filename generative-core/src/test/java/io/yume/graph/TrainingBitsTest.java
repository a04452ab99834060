package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learned does not depend on the JIT compiler, nor on whether the kernels are vectorised. */
class TrainingBitsTest {

    private static final int WARM_UP = 15;

    @TempDir
    private Path folder;

    @Test
    void interpretedTrainingGivesTheBitsOfCompiledTraining() throws Exception {
        List<String> expected = compiled();
        assertThat(child("-Xint")).isEqualTo(expected);
    }

    /** The first compiler alone: it rounds alike, but fuses and vectorises nothing. */
    @Test
    void trainingUnderTheFirstCompilerAloneGivesTheSameBits() throws Exception {
        assertThat(child("-XX:TieredStopAtLevel=1")).isEqualTo(TinyTraining.hashes());
    }

    @Test
    void scalarKernelsTrainToTheBitsOfVectorKernels() throws Exception {
        assertThat(child("-Dyume.vector=false")).isEqualTo(TinyTraining.hashes());
    }

    /** The kernels are compiled in the course of it; nothing may change on the way. */
    private static List<String> compiled() throws Exception {
        List<String> first = TinyTraining.hashes();
        for (int i = 0; i < WARM_UP; i++) {
            assertThat(TinyTraining.hashes()).as("training %d", i).isEqualTo(first);
        }
        return first;
    }

    private List<String> child(String option) throws Exception {
        return OtherJvm.run(
                folder,
                TinyTraining.class,
                System.getProperty("java.class.path"),
                List.of("--add-modules", "jdk.incubator.vector", option));
    }
}
