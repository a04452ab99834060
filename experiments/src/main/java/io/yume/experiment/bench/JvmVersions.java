package io.yume.experiment.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The versions of the libraries on the JVM, as the build chose them. */
final class JvmVersions {

    private JvmVersions() {}

    static Map<String, String> samediff() {
        return Map.of("nd4j", nd4j());
    }

    /** Both are released together. */
    static Map<String, String> dl4j() {
        return Map.of("nd4j", nd4j(), "deeplearning4j", nd4j());
    }

    private static String nd4j() {
        try (InputStream stream = JvmVersions.class.getResourceAsStream("versions.properties")) {
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("nd4j");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
