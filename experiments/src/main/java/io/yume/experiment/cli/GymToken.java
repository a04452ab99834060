package io.yume.experiment.cli;

import io.yume.experiment.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The token of a Gym server, as those who serve and those who call are told it. */
final class GymToken {

    /** The server in Python reads it, too. */
    static final String VARIABLE = "YUME_GYM_TOKEN";

    private GymToken() {}

    /** The token in a variable of the environment; empty if that is not set, or blank. */
    static Optional<String> of(Map<String, String> variables) {
        return Optional.of(variables.getOrDefault(VARIABLE, "").strip()).filter(token -> !token.isEmpty());
    }

    /**
     * The first line of a file, which wins over the variable.
     *
     * @param file null for none
     * @throws UsageException if the first line is blank: nobody who names a file wants to serve without a token
     */
    static Optional<String> of(Path file, Map<String, String> variables) throws IOException {
        if (file == null) {
            return of(variables);
        }
        String token = Files.readString(file).lines().findFirst().orElse("").strip();
        if (token.isEmpty()) {
            throw new UsageException("the first line of --token-file must be the token: file=" + file);
        }
        return Optional.of(token);
    }
}
