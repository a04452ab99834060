package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.run.Json;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerServerTest {

    private static List<JsonNode> serve(String library, String... requests) throws Exception {
        StringWriter answers = new StringWriter();
        PeerServer.serve(library, 1, new StringReader(String.join("\n", requests)), answers);
        return answers.toString().lines().map(Json::parse).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"samediff", "dl4j"})
    void makesStepsOfARow(String library) throws Exception {
        List<JsonNode> answers = serve(library, "row mlp-vae-h400-z10", "run 2 0");

        assertThat(answers.get(0).at("/versions/nd4j").asText()).startsWith("1.0");
        assertThat(answers.get(1).get("steps").asLong()).isEqualTo(2);
        assertThat(answers.get(1).get("seconds").asDouble()).isPositive();
    }

    @Test
    void refusesWhatItCannotDo() throws Exception {
        List<JsonNode> answers = serve("samediff", "run 1 0", "row nope", "row dream-1", "sing");

        assertThat(answers).hasSize(4).allMatch(answer -> answer.has("error"));
        assertThat(answers.get(1).get("error").asText()).startsWith("unknown row: nope");
        assertThat(answers.get(2).get("error").asText()).isEqualTo("this library has no such row: dream-1");
        assertThatThrownBy(() -> PeerServer.serve("theano", 1, Reader.nullReader(), Writer.nullWriter()))
                .hasMessage("unknown library: theano, known=[samediff, dl4j]");
    }
}
