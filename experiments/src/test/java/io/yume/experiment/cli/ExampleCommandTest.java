package io.yume.experiment.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.yume.experiment.example.Example;
import io.yume.experiment.example.Examples;
import io.yume.experiment.run.Stage;
import io.yume.experiment.run.StageCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleCommandTest {

    private static final List<String> PAGES = pages();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String before;

    /** The pages of the models, without their contents. */
    private static List<String> pages() {
        try (Stream<Path> files = Files.list(Path.of("..", "docs", "models"))) {
            List<String> pages = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".md") && !each.endsWith("README.md"))
                    .toList()) {
                pages.add(Files.readString(file));
            }
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class NoStages implements StageCatalog {

        @Override
        public List<Stage> pipeline() {
            return List.of();
        }

        @Override
        public List<Stage> study() {
            return List.of();
        }

        @Override
        public List<String> environments() {
            return List.of();
        }
    }

    /** A folder with digits that are noise: 120 to train and 40 to test, each class equally often. */
    @BeforeEach
    void writeDigits() throws IOException {
        before = System.getProperty("yume.data");
        Path digits = folder.resolve("data").resolve("mnist");
        Files.createDirectories(digits);
        write(digits, "train", 120);
        write(digits, "t10k", 40);
        System.setProperty("yume.data", folder.resolve("data").toString());
    }

    @AfterEach
    void restoreProperty() {
        if (before == null) {
            System.clearProperty("yume.data");
        } else {
            System.setProperty("yume.data", before);
        }
    }

    private static void write(Path folder, String part, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] pixels = new byte[count * 784];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(256);
        }
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
        }
        Files.write(
                folder.resolve(part + "-images-idx3-ubyte"),
                ByteBuffer.allocate(16 + pixels.length)
                        .putInt(0x803)
                        .putInt(count)
                        .putInt(28)
                        .putInt(28)
                        .put(pixels)
                        .array());
        Files.write(
                folder.resolve(part + "-labels-idx1-ubyte"),
                ByteBuffer.allocate(8 + count)
                        .putInt(0x801)
                        .putInt(count)
                        .put(labels)
                        .array());
    }

    private int example(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = Stream.concat(Stream.of("example"), Stream.of(arguments)).toArray(String[]::new);
        return Main.run(new NoStages(), new PrintWriter(out), new PrintWriter(err), false, all);
    }

    /** Every example has a page that says how it is started and shows what it says of its loss. */
    @ParameterizedTest
    @MethodSource("names")
    void pageShowsTheLossAsPrinted(String name) throws IOException {
        Example example = Examples.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        List<String> formulas = example.maker().make(20).formulas();
        assertThat(PAGES.stream().filter(page -> page.contains("./yume example " + name + " ")))
                .isNotEmpty()
                .allSatisfy(page -> {
                    assertThat(page).contains(".svg)");
                    formulas.forEach(formula -> assertThat(page).contains("```math\n" + formula + "\n```"));
                });
    }

    @Test
    void listsAllWithoutAName() {
        assertThat(example()).isZero();
        assertThat(out.toString().lines()).hasSize(Examples.all().size());
        assertThat(out.toString()).contains("gan ", "Goodfellow", "reweighted-wake-sleep");
    }

    static Stream<String> names() {
        return Examples.all().stream().map(Example::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void trainsPrintsAndDraws(String name) throws IOException {
        Path pictures = folder.resolve("pictures");
        int status =
                example(name, "--epochs", "1", "--examples", "120", "--threads", "1", "--out", pictures.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(out.toString())
                .containsPattern("\\\\mathbb\\{E}_\\{|\\\\log (p|\\\\sum)")
                .contains("epoch 1", "test", "drawn: ");
        Path file = pictures.resolve(name + ".png");
        assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(300);
    }

    @Test
    void reportsEveryTermByItsFormula() {
        example("vae", "--epochs", "1", "--examples", "120", "--threads", "1", "--out", folder.toString());
        assertThat(out.toString())
                .contains("\\mathbb{E}_{q(z|x)}[\\log p(x|z)] - D_{KL}[q(z|x) \\| p(z)]")
                .contains("  E_q(z|x)[log p(x|z)]", "  KL[q(z|x) || p(z)]", "  objective");
    }

    @Test
    void measuresLikelihoodsAndAccuracy() {
        String[] small = {"--steps", "2", "--examples", "40", "--threads", "1", "--out", folder.toString()};
        assertThat(example(with(small, "vae-binary", "--draws", "3", "--drawn-examples", "4")))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "log p by 3 draws, examples: 4 (standard error ",
                        "bound by 1 draw, examples: 40 (standard error ");
        assertThat(example(with(small, "vae-binary"))).isZero();
        assertThat(out.toString()).doesNotContain("draws");
        assertThat(example(with(small, "m2"))).isZero();
        assertThat(out.toString())
                .contains("accuracy of q(y|x), binary pixels (standard", "accuracy of q(y|x), grey pixels (standard");
        assertThat(example(with(small, "vib"))).isZero();
        assertThat(out.toString())
                .contains("accuracy of p(y|z)q(z|x), draws: 1 (standard", "accuracy of p(y|z)q(z|x), draws: 12 (");
        assertThat(example(with(small, "real-nvp-digits"))).isZero();
        Matcher bits = Pattern.compile("([\\d.]+)  bits per pixel").matcher(out.toString());
        Matcher nats = Pattern.compile("(-[\\d.]+)  objective").matcher(measured());
        assertThat(bits.find() && nats.find()).isTrue();
        // Other draws, so the same to some digits.
        assertThat(Double.parseDouble(bits.group(1)))
                .isCloseTo(-Double.parseDouble(nats.group(1)) / 784 / Math.log(2), withinPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iwae-1", "jmvae", "jmvae-poe", "mvae", "mmvae"})
    void likelihoodIsThatOfTheDigitsAlone(String name) {
        String[] small = {"--steps", "1", "--examples", "20", "--threads", "1", "--out", folder.toString()};
        assertThat(example(with(small, name, "--draws", "2"))).isZero();
        assertThat(out.toString()).contains("log p by 2 draws, examples: 20 (standard error ");
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void goesOnFromACheckpointWithTheSameBits() {
        String[] small = {"vae-binary", "--examples", "40", "--threads", "1", "--out", folder.toString()};
        String[] kept = with(small, "--checkpoints", folder.resolve("kept").toString());
        assertThat(example(with(small, "--steps", "3"))).isZero();
        String undisturbed = measured();
        assertThat(example(with(kept, "--steps", "2"))).isZero();
        assertThat(out.toString()).contains("from step 0", "epoch 2").doesNotContain("epoch 3");
        assertThat(example(with(kept, "--steps", "3"))).isZero();
        assertThat(out.toString()).contains("from step 2", "epoch 3").doesNotContain("epoch 2");
        assertThat(measured()).isEqualTo(undisturbed);
        assertThat(example(with(kept, "--steps", "3"))).isZero();
        assertThat(out.toString()).contains("from step 3").doesNotContain("epoch");
        assertThat(measured()).isEqualTo(undisturbed);
    }

    private String measured() {
        String printed = out.toString();
        return printed.substring(printed.indexOf("test"));
    }

    @Test
    void wrongUseIsNamed() {
        assertThat(example("vea")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown example: vea; did you mean vae?");
        assertThat(example("vae", "--epochs", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--epochs=0");
        assertThat(example("vae", "--epochs", "1", "--steps", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("--epochs=1, --steps=2");
        assertThat(example("vae", "--draws=-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--draws=-1");
        assertThat(example("vae", "--draws=5")).isEqualTo(2);
        assertThat(err.toString()).contains("no likelihood to measure: name=vae, --draws=5");
        assertThat(example("vae-binary", "--drawn-examples=5")).isEqualTo(2);
        assertThat(err.toString()).contains("--draws=0, --drawn-examples=5");
        assertThat(example("vae", "--example=3")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean --examples?");
    }

    /** Before anything is trained. */
    @Test
    void whereNothingCanBeDrawnIsSaidAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "mine");
        assertThat(example("vae", "--out", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is a file: --out=" + file);
        assertThat(out.toString()).isEmpty();
        assertThat(file).hasContent("mine");
    }

    @Test
    void writesCurves() throws IOException {
        Path curves = folder.resolve("curves");
        assertThat(example(
                        "vae",
                        "--examples",
                        "300",
                        "--epochs",
                        "2",
                        "--threads",
                        "1",
                        "--out",
                        folder.toString(),
                        "--curves",
                        curves.toString()))
                .isZero();
        assertThat(Files.readAllLines(curves.resolve("metrics.jsonl")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{"));
    }

    @Test
    void hasHelp() {
        assertThat(example("--help")).isZero();
        assertThat(out.toString()).contains("./yume example vae --epochs 2", "--threads=N", "--out=DIR");
    }
}
