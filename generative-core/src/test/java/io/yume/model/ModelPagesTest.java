package io.yume.model;

import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;

import io.yume.distribution.ModelGraph;
import io.yume.loss.Annealing;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the models show the graphs that the models draw. */
final class ModelPagesTest {

    private static final Path PAGES = Path.of("..", "docs", "models");
    /** Here is what a model draws now, to be copied after a look. */
    private static final Path DRAWN = Path.of("target", "model-pages");

    private static final List<String> PLACES = List.of(
            "java.util.",
            "io.yume.data.",
            "io.yume.distribution.",
            "io.yume.flow.",
            "io.yume.graph.",
            "io.yume.graph.Parameters$",
            "io.yume.loss.",
            "io.yume.model.",
            "io.yume.nn.",
            "io.yume.train.");

    private static final Annealing BETA = Annealing.constant(1);

    private static Map<String, ModelGraph> graphs() {
        Map<String, ModelGraph> all = new LinkedHashMap<>();
        all.put("vae", VariationalAutoencoder.of(784, 256, 128).bound().graph("x"));
        all.put("cvae", ConditionalAutoencoder.ofGrey(784, 10, 512, 64).bound().graph("x", "y"));
        all.put(
                "hierarchical",
                HierarchicalAutoencoder.ofGrey(784, 512, 64).bound().graph("x"));
        all.put("iwae", ImportanceWeightedAutoencoder.of(784, 200, 50).bound(50).graph("x"));
        all.put(
                "m2",
                SemiSupervisedAutoencoder.of(784, 10, 500, 50).unlabelled().graph("x"));
        all.put("jmvae", JointMultimodalAutoencoder.of(784, 10, 512, 64).bound().graph("x", "y"));
        all.put(
                "mvae",
                MultimodalAutoencoder.of(784, 10, 512, 64, 50).bound(BETA, 0, 1).graph("x", "y"));
        all.put(
                "mmvae",
                MixtureOfExpertsAutoencoder.of(784, 10, 400, 20).bound(5).graph("x", "y"));
        all.put("dmm", DeepMarkovModel.ofGrey(28, 100, 32).bound().graph("x"));
        all.put("vrnn", VariationalRecurrentNetwork.ofGrey(28, 100, 16).bound().graph());
        all.put(
                "info-vae",
                InfoAutoencoder.ofGrey(784, 512, 20).objective(0, 100).graph("x"));
        all.put("beta-vae", BetaAutoencoder.ofGrey(784, 512, 10).weighted(BETA).graph("x"));
        all.put(
                "factor-vae",
                FactorAutoencoder.ofGrey(784, 512, 10).objective(0).graph("x"));
        all.put(
                "gan",
                GenerativeAdversarialNetwork.ofImages(784, 256, 64)
                        .joint()
                        .graph()
                        .plate("n = 1, ..., N", "z", "x"));
        all.put("helmholtz", HelmholtzMachine.of(25, 15).bound(10).graph("x"));
        all.put("gmm", logProb(GaussianMixture.of(3, 2, 2).joint()).graph("x"));
        all.put("real-nvp", RealNvp.of(2, 8, 64).logLikelihood().graph("x"));
        all.put("glow", Glow.of(256, 28, 2, 4, 64).bound().graph("x"));
        all.put("planar", PlanarFlow.of(PlaneEnergy.RING, 32).bound().graph());
        all.put(
                "vib",
                InformationBottleneck.of(784, 10, 1024, 256).objective(1e-3).graph("x", "y"));
        all.put("maf", MaskedAutoregressiveFlow.of(2, 6, 64).logLikelihood().graph("x"));
        return all;
    }

    static Stream<String> names() {
        return graphs().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void showsTheGraphThatTheModelDraws(String name) throws IOException {
        String svg = graphs().get(name).svg();
        Files.createDirectories(DRAWN);
        Files.writeString(DRAWN.resolve(name + ".svg"), svg);
        assertThat(PAGES.resolve(name + ".svg")).hasContent(svg);
        assertThat(Files.readString(PAGES.resolve(name + ".md"))).contains("](" + name + ".svg)");
    }

    /** What a page writes down a reader can write down, too: the classes in its Java are public. */
    @ParameterizedTest
    @MethodSource("names")
    void namesClassesThatReadersHave(String name) throws IOException {
        Set<String> classes = new TreeSet<>();
        for (Listing listing : Listing.of(PAGES.resolve(name + ".md"))) {
            // Without comments; constants are all capitals.
            String code = listing.code().replaceAll("//.*", "");
            Matcher word = Pattern.compile("(?<![\\w.])[A-Z]\\w*[a-z]\\w*").matcher(code);
            while (word.find()) {
                classes.add(word.group());
            }
        }
        assertThat(classes)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(PLACES).as(each).anyMatch(place -> isPublic(place + each)));
    }

    private static boolean isPublic(String name) {
        try {
            return Modifier.isPublic(Class.forName(name).getModifiers());
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Test
    void everyPageIsListed() throws IOException {
        String contents = Files.readString(PAGES.resolve("README.md"));
        try (Stream<Path> files = Files.list(PAGES)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".md") && !file.equals("README.md")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(contents).contains("](" + file + ")"));
        }
    }
}
