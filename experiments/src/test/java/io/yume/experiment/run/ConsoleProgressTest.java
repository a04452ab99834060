package io.yume.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

    private final StringWriter text = new StringWriter();
    private long nanos;

    private Progress progress(boolean terminal) {
        return new ConsoleProgress(new PrintWriter(text), terminal, () -> nanos);
    }

    @Test
    void aPipeGetsALineEveryFewSecondsAndTheLast() {
        try (Progress.Bar bar = progress(false).bar("collect", 100)) {
            for (int done = 1; done <= 100; done++) {
                nanos += 130_000_000L;
                bar.update(done, "");
            }
        }

        assertThat(text.toString().lines())
                .containsExactly(
                        "collect        39% 39/100 5s (8s left)",
                        "collect        78% 78/100 10s (3s left)", "collect       100% 100/100 13s");
    }

    @Test
    void aTerminalGetsABarThatIsDrawnOverItself() {
        try (Progress.Bar bar = progress(true).bar("evolve", 4)) {
            bar.update(1, "too soon");
            nanos += 1_000_000_000L;
            bar.update(2, "best 512");
        }

        assertThat(text.toString())
                .startsWith("\r\u001b[Kevolve        [============            ]  50% 2/4 1s (1s left)  best 512\r")
                .endsWith("50% 2/4 1s  best 512" + System.lineSeparator())
                .doesNotContain("too soon");
    }

    @Test
    void aLineOnATerminalIsNeverWiderThanIt() {
        try (Progress.Bar bar = progress(true).bar("evolve", 4)) {
            nanos += 1_000_000_000L;
            bar.update(2, "x".repeat(200));
        }

        assertThat(text.toString().strip().split("\r", -1))
                .allSatisfy(
                        line -> assertThat(line.replace("\u001b[K", "").strip()).hasSizeLessThanOrEqualTo(79));
    }

    @Test
    void durationsAreReadable() {
        assertThat(ConsoleProgress.duration(59.4)).isEqualTo("59s");
        assertThat(ConsoleProgress.duration(185)).isEqualTo("3m05s");
        assertThat(ConsoleProgress.duration(7620)).isEqualTo("2h07m");
    }
}
