package io.yume.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigsTest {

    @ParameterizedTest
    @ValueSource(strings = {"quick", "standard", "paper", "car-racing", "doom-take-cover"})
    void everyPresetIsValidAndSurvivesBeingSaved(String preset) {
        RunConfig config = RunConfigs.preset(preset, Map.of());

        assertThat(config.preset()).isEqualTo(preset);
        assertThat(RunConfigs.parse(RunConfigs.yaml(config), "config.yaml")).isEqualTo(config);
    }

    @Test
    void theGamesOfWorldModelsBringTheirEnvironment() {
        assertThat(RunConfigs.environment("quick")).isEqualTo("take-cover");
        assertThat(RunConfigs.environment("car-racing")).isEqualTo("gym:CarRacing-v3");
        assertThat(RunConfigs.environment("doom-take-cover")).isEqualTo("gym:VizdoomTakeCover-v1");
        assertThat(RunConfigs.preset("car-racing", Map.of()).evolve().in()).isEqualTo(RunConfig.World.REAL);
        assertThat(RunConfigs.preset("doom-take-cover", Map.of()).evolve().in()).isEqualTo(RunConfig.World.DREAM);
        assertThat(RunConfigs.preset("car-racing", Map.of("env", "take-cover")).env())
                .isEqualTo("take-cover");
    }

    @Test
    void thePaperPresetHasThePublishedValuesOfDoomTakeCover() {
        RunConfig paper = RunConfigs.preset("paper", Map.of());

        assertThat(paper.collect().episodes()).isEqualTo(10_000);
        assertThat(paper.vision().latents()).isEqualTo(64);
        assertThat(paper.vision().channels()).containsExactly(32, 64, 128, 256);
        assertThat(paper.vision().learningRate()).isEqualTo(1e-4);
        assertThat(paper.memory().hidden()).isEqualTo(512);
        assertThat(paper.memory().mixtures()).isEqualTo(5);
        assertThat(paper.memory().batch()).isEqualTo(100);
        assertThat(paper.memory().sequence()).isEqualTo(500);
        assertThat(paper.memory().steps()).isEqualTo(24_400);
        assertThat(paper.memory().doneWeight()).isEqualTo(10);
        assertThat(paper.dream().temperature()).isEqualTo(1.15);
        assertThat(paper.evolve().population()).isEqualTo(64);
        assertThat(paper.evolve().rollouts()).isEqualTo(16);
        assertThat(paper.evolve().sigma0()).isEqualTo(0.1);
        assertThat(paper.evolve().bias()).isFalse();
    }

    static List<String> keys() {
        return RunConfigs.keys().stream().filter(key -> !key.equals("preset")).toList();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyReachesTheConfiguration(String key) {
        Map<String, String> base = key.equals("memory.carried") ? Map.of("memory.burnIn", "0") : Map.of();
        RunConfig before = RunConfigs.preset("quick", base);
        String other = other(key, Json.tree(before).at("/" + key.replace('.', '/')));

        Map<String, String> changes = new HashMap<>(base);
        changes.put(key, other);
        RunConfig after = RunConfigs.preset("quick", changes);

        ObjectNode expected = (ObjectNode) Json.tree(before);
        JsonNode changed = Json.tree(after).at("/" + key.replace('.', '/'));
        assertThat(changed.isArray() ? changed.toString() : changed.asText()).isEqualTo(other);
        int dot = key.lastIndexOf('.');
        ObjectNode section = dot < 0 ? expected : (ObjectNode) expected.get(key.substring(0, dot));
        section.set(key.substring(dot + 1), changed);
        assertThat(Json.tree(after)).as("nothing else changes").isEqualTo(expected);
    }

    private static String other(String key, JsonNode value) {
        return switch (key) {
            case "env" -> "pendulum";
            case "collect.stride" -> "0.5";
            case "engine" -> "reference";
            case "vision.channels" -> "[1,2,3,4]";
            case "study.temperatures" -> "[0.5,2.0]";
            case "evolve.in" -> "real";
            case "evolve.features" -> "z";
            case "explore.rounds" -> "2";
            case "memory.learningRateDecay" -> "0.5";
            case "memory.learningRateFloor" -> "1.0E-6";
            default ->
                value.isBoolean()
                        ? Boolean.toString(!value.asBoolean())
                        : value.isDouble() ? Double.toString(value.asDouble() * 2) : Long.toString(value.asLong() + 2);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "vision.step, vision.steps",
        "steps, memory.steps",
        "dream.temprature, dream.temperature",
        "temperature, dream.temperature",
        "sead, seed",
        "memory.hiden, memory.hidden",
        "evolv.sigma0, evolve.sigma0",
        "vision.steps.more, vision.steps"
    })
    void namesTheNearestKey(String given, String nearest) {
        assertThatThrownBy(() -> RunConfigs.preset("quick", Map.of(given, "1")))
                .isInstanceOf(UsageException.class)
                .hasMessage("unknown key: " + given + "; did you mean " + nearest + "?");
    }

    @Test
    void namesTheNearestPreset() {
        assertThatThrownBy(() -> RunConfigs.preset("standart", Map.of()))
                .hasMessage("unknown preset: standart; did you mean standard?"
                        + " There are quick, standard, paper, car-racing, doom-take-cover");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vision.steps|many|vision.steps must be a whole number: vision.steps=many",
                "vision.steps|1.5|vision.steps must be a whole number: vision.steps=1.5",
                "memory.sharedWeights|maybe|memory.sharedWeights must be true or false: memory.sharedWeights=maybe",
                "dream.temperature|hot|dream.temperature must be a number: dream.temperature=hot",
                "dream.temperature|-1.0|dream.temperature must be > 0: dream.temperature=-1.0",
                "dream.temperature|NaN|dream.temperature must be > 0: dream.temperature=NaN",
                "dream.tile|1|dream.tile must be >= 2: dream.tile=1",
                "memory.carried|true|memory.burnIn must be 0 with memory.carried: memory.burnIn=4",
                "evolve.in|sleep|evolve.in must be one of dream, real: evolve.in=sleep",
                "evolve.in|REAL|evolve.in must be one of dream, real: evolve.in=REAL",
                "vision.channels|3|vision.channels must be a list such as [1, 2]: vision.channels=3",
                "vision.channels|[1, 2]|vision.channels must be four numbers: vision.channels=[1, 2]",
                "collect.holdMax|0|collect.holdMax must be >= collect.holdMin=1: collect.holdMax=0",
                "env|../x|env must be small letters, digits and dashes, or gym:ID, or gym:ID@URL: env=../x",
                "workers|-1|workers must be >= 1: workers=-1",
                "seed|''|seed must have a value: seed=",
                "seed|{a: 1}|seed must have a value: seed={a: 1}",
                "evaluate|1|evaluate is a section, set one of its keys: evaluate.episodes, "
                        + "evaluate.openLoopPolicies, evaluate.openLoopSelectionEpisodes, evaluate.direct, evaluate.visionOnly",
            })
    void saysWhatAValueMustBe(String key, String value, String message) {
        assertThatThrownBy(() -> RunConfigs.preset("quick", Map.of(key, value)))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void readsNumbersInScientificNotation() {
        assertThat(RunConfigs.preset("quick", Map.of("vision.learningRate", "1e-4"))
                        .vision()
                        .learningRate())
                .isEqualTo(1e-4);
    }

    @Test
    void aSavedFileWithAnUnknownKeyIsNamed() {
        assertThatThrownBy(() -> RunConfigs.parse("dream: {temprature: 1.0}", "runs/a/config.yaml"))
                .hasMessage("unknown key in runs/a/config.yaml: dream.temprature; did you mean dream.temperature?");
        assertThatThrownBy(() -> RunConfigs.parse("- 1", "config.yaml"))
                .hasMessage("config.yaml must hold keys and values");
        assertThatThrownBy(() -> RunConfigs.parse("a: [", "config.yaml"))
                .hasMessageStartingWith("config.yaml is not YAML: ");
    }

    @Test
    void aRunGoesOnOnlyWithTheConfigurationItHas() {
        RunConfig saved = RunConfigs.preset("quick", Map.of("seed", "1", "threads", "2"));

        assertThatThrownBy(() -> RunConfigs.resumed(
                        saved,
                        Map.of(
                                "seed",
                                "2",
                                "threads",
                                "4",
                                "dream.tile",
                                "" + saved.dream().tile())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("seed (saved: 1, asked for: 2)")
                .hasMessageContaining("threads (saved: 2, asked for: 4)")
                .hasMessageNotContaining("dream.tile");
        assertThatThrownBy(() -> RunConfigs.resumed(saved, Map.of("preset", "paper")))
                .hasMessageContaining("preset (saved: quick, asked for: paper)");
    }

    @Test
    void onlyTheNumberOfWorkersMayChange() {
        RunConfig saved = RunConfigs.preset("quick", Map.of("workers", "1"));

        RunConfig resumed = RunConfigs.resumed(saved, Map.of("workers", "3", "seed", "1"));

        assertThat(resumed.workers()).isEqualTo(3);
        assertThat(RunConfigs.resumed(resumed, Map.of("workers", "1"))).isEqualTo(saved);
    }

    @Test
    void workersAndThreadsFollowTheMachineUnlessGiven() {
        int cores = Math.min(8, Runtime.getRuntime().availableProcessors());

        RunConfig config = RunConfigs.preset("paper", Map.of());

        assertThat(config.workers()).isEqualTo(cores);
        assertThat(config.threads()).isEqualTo(cores);
        assertThat(RunConfigs.preset("quick", Map.of()).threads())
                .as("the matrices of quick are too small for more")
                .isEqualTo(1);
        assertThat(RunConfigs.preset("quick", Map.of("threads", "64")).threads())
                .isEqualTo(64);
    }

    @Test
    void editDistanceCountsSwapsAsOne() {
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("sede", "seed")).isEqualTo(1);
        assertThat(Nearest.to("x", List.of())).isEmpty();
    }
}
