package io.yume.experiment.cli;

import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.UsageException;
import io.yume.graph.Engine;
import java.util.LinkedHashMap;
import java.util.Map;

/** The engine of this process: one for all its programs, chosen before the first of them is made. */
final class EngineChoice {

    static final String DESCRIPTION =
            "What computes the programs (default: compiled). The reference engine is slow and "
                    + "obvious; it tells whether a result is the model's or the compiler's. nd4j runs op by op through "
                    + "ND4J, as all do on a GPU.";

    static final String LABEL = "compiled|reference|nd4j";

    private static final String KEY = "engine";

    private EngineChoice() {}

    /** Settings of a new run: where they name no engine, the one of the system property, if there is one. */
    static Map<String, String> withDefault(Map<String, String> given) {
        Map<String, String> settings = new LinkedHashMap<>(given);
        String property = System.getProperty(Engine.PROPERTY);
        if (property != null) {
            settings.putIfAbsent(KEY, property);
        }
        return settings;
    }

    /**
     * Makes this process compute with an engine.
     *
     * @throws UsageException if it computes with another one already
     */
    static void use(RunConfig.Engine engine) {
        use(engine.toString());
    }

    /**
     * Makes this process compute with the engine of a name; null leaves it as it is.
     *
     * @throws UsageException if there is no such engine, or this process computes with another one already
     */
    static void use(String name) {
        try {
            if (name == null) {
                Engine.preferred();
                return;
            }
            Engine wanted = Engine.named(name);
            // Read by the first program of the process and never again.
            System.setProperty(Engine.PROPERTY, name);
            if (Engine.preferred() != wanted) {
                System.setProperty(Engine.PROPERTY, Engine.preferred().toString());
                throw new UsageException("this process computes with the " + Engine.preferred()
                        + " engine: start another one for " + name);
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }
}
