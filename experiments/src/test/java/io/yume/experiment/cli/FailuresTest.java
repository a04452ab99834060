package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said of failures that say little themselves. */
final class FailuresTest {

    @Test
    void saysWhichMemoryIsOut() {
        assertThat(Failures.sentence(new OutOfMemoryError("Java heap space")))
                .isEqualTo("out of memory (Java heap space): give Java more with YUME_JAVA_OPTS=-Xmx2g");
        assertThat(Failures.sentence(
                        new OutOfMemoryError("Cannot allocate new FloatPointer(401902753): totalBytes = 13131K")))
                .isEqualTo(
                        "out of memory (Cannot allocate new FloatPointer(401902753): totalBytes = 13131K): this needs"
                                + " more native memory than is left; smaller batches or sequences need less");
        assertThat(Failures.sentence(new OutOfMemoryError()))
                .isEqualTo("out of memory (null): give Java more with YUME_JAVA_OPTS=-Xmx2g");
    }
}
