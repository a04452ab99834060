package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import io.yume.distribution.Factor;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What a reader copies from the pages of the language compiles. */
final class ListingsTest {

    private static final Path DOCS = Path.of("..", "docs");

    /** The packages of the pages, and the names that they use without a class. */
    private static final String IMPORTS =
            """
            import static io.yume.loss.Objectives.*;
            import static io.yume.model.SemiSupervisedAutoencoder.*;
            import static io.yume.nn.Activation.*;
            import static io.yume.nn.Networks.*;
            import io.yume.data.*;
            import io.yume.distribution.*;
            import io.yume.flow.*;
            import io.yume.graph.*;
            import io.yume.graph.Parameters.Initial;
            import io.yume.loss.*;
            import io.yume.model.*;
            import io.yume.nn.*;
            import io.yume.train.*;
            import java.util.*;
            import org.slf4j.Logger;
            """;

    /** What a listing has from the text around it or from one before; what it declares itself hides this. */
    private static final String GIVEN =
            """
            Factor prior, decoder, encoder, transition, noise, generator;
            Network network;
            Annealing beta;
            Kernel kernel;
            Optimizer adam;
            DataSet data;
            Mnist mnist;
            Logger log;
            """;

    /** A class with a listing as the body of its method. */
    private static final class Source extends SimpleJavaFileObject {

        private final Listing listing;
        private final String text;

        Source(Listing listing, int number) {
            super(URI.create("string:///Listing" + number + ".java"), Kind.SOURCE);
            this.listing = listing;
            text = IMPORTS + "class Listing" + number + " {\n" + GIVEN + "void body() throws Exception {\n"
                    + listing.code() + "}\n}\n";
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        /** The listing, its line and what is wrong there. */
        String error(Diagnostic<?> found) {
            String line = text.lines().toList().get((int) found.getLineNumber() - 1);
            return listing + ": " + line.strip() + ": " + found.getMessage(Locale.ENGLISH);
        }
    }

    /** What the compiler says of listings; nothing is written. */
    private static List<String> errors(List<Listing> listings) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<Source> sources = IntStream.range(0, listings.size())
                .mapToObj(i -> new Source(listings.get(i), i))
                .toList();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(home(Factor.class), home(Logger.class)));
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, found, List.of("--release", "17", "-proc:none"), null, sources);
            task.analyze();
        }
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getSource() instanceof Source source ? source.error(each) : each.toString())
                .toList();
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void listingsCompile() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(DOCS.resolve("language.md"), DOCS.resolve("engine.md")));
        try (Stream<Path> models = Files.list(DOCS.resolve("models"))) {
            models.filter(page -> page.toString().endsWith(".md") && !page.endsWith("README.md"))
                    .sorted()
                    .forEach(pages::add);
        }
        List<Listing> listings = new ArrayList<>();
        for (Path page : pages) {
            List<Listing> own = Listing.of(page);
            assertThat(own).as(page.toString()).isNotEmpty();
            listings.addAll(own);
        }
        assertThat(errors(listings)).isEmpty();
    }

    @Test
    void listingsThatDoNotCompileAreNamed() throws IOException {
        List<Listing> listings = List.of(
                new Listing("right", "Factor p = Normal.standard(\"z\", 2);\n"),
                new Listing("wrong", "Factor p = Normal.standard(\"z\", 2);\nint q = p;\n"));
        assertThat(errors(listings)).singleElement().asString().startsWith("wrong: int q = p;: incompatible types");
    }
}
