package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.bench.BenchResult.SideResult;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class BenchTest {

    private static final Plan PLAN = new Plan(1, 3, 1, 0, 0);

    /** Says that two steps took it 1.25 seconds. */
    private static final String SLOW = "while read what rest; do case $what in"
            + " row) echo '{\"versions\": {\"slow\": \"1.0\"}}';;"
            + " run) echo '{\"steps\": 2, \"seconds\": 1.25, \"peakRssKiB\": 4096}';;"
            + " esac; done";

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    private Peer peer(String name, String script) {
        return new ProcessPeer(name, List.of("/bin/sh", "-c", script), List.of("row-"), folder, Duration.ofSeconds(60));
    }

    private BenchResult run(Peers peers, Row... rows) throws Exception {
        return Bench.of(PLAN, peers, List.of(rows), said::add).run(Map.of("frames", 12.0), folder);
    }

    @Test
    void measuresEachSideAndGoesOnWithoutThoseThatFail() throws Exception {
        Peers peers = new Peers(
                List.of(
                        peer("slow", SLOW),
                        peer("dying", "read a; echo '{}'; read b; echo 'out of memory' >&2; exit 9"),
                        peer("babbling", "read a; echo nonsense; sleep 600")),
                Map.of("absent", "it is not installed"));

        BenchResult result = run(peers, TinyRows.row("row-1"), TinyRows.row("other"));

        List<SideResult> sides = result.rows().get(0).sides();
        assertThat(sides).extracting(SideResult::name).containsExactly("yume", "slow", "dying", "babbling");
        SideResult ours = sides.get(0);
        assertThat(ours.failure()).isNull();
        assertThat(ours.samplesMs()).hasSize(3);
        assertThat(ours.ratio()).isNull();
        SideResult slow = sides.get(1);
        assertThat(slow.medianMs()).isEqualTo(625.0, within(1e-9));
        assertThat(slow.unitsPerSecond()).isEqualTo(3.2, within(1e-9));
        assertThat(slow.peakRssMiB()).isEqualTo(4);
        assertThat(slow.ratio().value()).isEqualTo(ours.medianMs() / 625, within(1e-9));
        assertThat(slow.ratio().lower()).isLessThanOrEqualTo(slow.ratio().value());
        assertThat(slow.ratio().upper()).isGreaterThanOrEqualTo(slow.ratio().value());
        assertThat(sides.get(2).failure()).isEqualTo("dying ended with status 9: out of memory");
        assertThat(sides.get(3).failure()).isEqualTo("babbling must answer with a JSON object: nonsense");
        assertThat(result.rows().get(1).sides()).extracting(SideResult::name).containsExactly("yume");
        assertThat(said)
                .contains("  without absent: it is not installed")
                .anyMatch(line -> line.startsWith("row-1: tiny; "))
                .anyMatch(line -> line.matches("  dying +dying ended with status 9: out of memory"));
    }

    @Test
    void ourOwnFailureLeavesThePeers() throws Exception {
        BenchResult result = run(new Peers(List.of(peer("slow", SLOW)), Map.of()), TinyRows.broken("row-1"));

        List<SideResult> sides = result.rows().get(0).sides();
        assertThat(sides.get(0).failure()).isEqualTo("no memory for this");
        assertThat(sides.get(1).medianMs()).isEqualTo(625.0, within(1e-9));
        assertThat(sides.get(1).ratio()).isNull();
        assertThat(folder.resolve("bench.png")).doesNotExist();
    }

    @Test
    void theFileHasItsKeys() throws Exception {
        run(new Peers(List.of(peer("slow", SLOW)), Map.of("absent", "why")), TinyRows.row("row-1"));

        JsonNode json = Json.read(folder.resolve("bench.json"));
        assertThat(names(json))
                .containsExactly(
                        "format",
                        "machine",
                        "engine",
                        "plan",
                        "versions",
                        "rates",
                        "matrixProductGflops",
                        "rows",
                        "skipped");
        assertThat(json.get("format").asInt()).isEqualTo(1);
        assertThat(names(json.get("machine"))).contains("cpu", "cores", "jvm", "os");
        assertThat(names(json.get("plan")))
                .containsExactly("threads", "repetitions", "leastSteps", "leastSeconds", "warmUpSeconds");
        assertThat(json.at("/versions/slow").asText()).isEqualTo("1.0");
        assertThat(json.at("/versions/nd4j").asText()).startsWith("1.0");
        assertThat(json.at("/rates/frames").asDouble()).isEqualTo(12);
        assertThat(json.get("matrixProductGflops").asDouble()).isPositive();
        assertThat(json.at("/skipped/absent").asText()).isEqualTo("why");
        JsonNode row = json.at("/rows/0");
        assertThat(names(row)).containsExactly("name", "description", "unitsPerStep", "flopsPerStep", "sides");
        assertThat(names(row.at("/sides/0")))
                .containsSubsequence(
                        "name",
                        "medianMs",
                        "lowerQuartileMs",
                        "upperQuartileMs",
                        "samplesMs",
                        "unitsPerSecond",
                        "gflops");
        assertThat(names(row.at("/sides/1/ratio"))).containsExactly("value", "lower", "upper");
    }

    @Test
    void describesOurProgramsWhereAsked() throws Exception {
        Row row = TinyRows.row("row-1");
        BenchResult result = Bench.of(PLAN, new Peers(List.of(peer("slow", SLOW)), Map.of()), List.of(row), said::add)
                .describing()
                .run(Map.of(), folder);

        assertThat(result.rows().get(0).sides()).extracting(SideResult::failure).containsOnlyNulls();
        int ours = said.indexOf(said.stream()
                .filter(line -> line.startsWith("  yume "))
                .findFirst()
                .orElseThrow());
        assertThat(said.subList(ours + 1, said.size()))
                .anyMatch(line -> line.matches("    time: .* ms, the median of 20 runs of each step"))
                .anyMatch(line -> line.matches("    matmul .*"))
                .anyMatch(line -> line.matches("    adam .*"));
    }

    @Test
    void whatCannotBeDescribedIsMeasuredAllTheSame() throws Exception {
        Bench.of(PLAN, Peers.none(), List.of(TinyRows.undescribed("row-1")), said::add)
                .describing()
                .run(Map.of(), folder);
        Bench.of(PLAN, Peers.none(), Rows.named(List.of("gym-cartpole-1")), said::add)
                .describing()
                .run(Map.of(), folder);

        assertThat(said).filteredOn(line -> line.matches("  yume .* ms .*")).hasSize(2);
        assertThat(said).filteredOn(line -> line.startsWith("    ")).containsExactly("    not described: too small");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void withoutPeersThereIsNothingToDraw() throws Exception {
        run(Peers.none(), TinyRows.row("row-1"));

        assertThat(said).last().isEqualTo("written: " + folder.resolve("bench.json"));
    }

    @Test
    void refusesRowsThatDoNotExist() {
        assertThatThrownBy(() -> Bench.of(PLAN, Optional.empty(), List.of("dream-65"), said::add))
                .isInstanceOf(UsageException.class)
                .hasMessage("unknown row: dream-65; did you mean dream-64?");
        assertThat(Rows.named(List.of("dream-64", "conv-vae-b32")))
                .extracting(Row::name)
                .containsExactly("conv-vae-b32", "dream-64");
    }

    @Test
    void aRowOfStepsSaysHowManyAndNoFlops() throws Exception {
        run(
                Peers.none(),
                Rows.named(List.of("gym-cartpole-1", "gym-cartpole-64")).toArray(Row[]::new));

        assertThat(said)
                .contains("gym-cartpole-64: a step of 64 CartPole-v1 over HTTP on this machine")
                .filteredOn(line -> line.startsWith("  yume "))
                .hasSize(2)
                .allMatch(line -> line.matches("  yume .* ms .* steps/s.*") && !line.contains("FLOP"));
        assertThat(Json.read(folder.resolve("bench.json"))
                        .get("matrixProductGflops")
                        .asDouble())
                .isZero();
    }

    @Test
    void missingPeersAreSkippedWithTheCommandThatInstallsThem() throws IOException {
        Peers peers = Peers.find(Optional.of(folder), folder.resolve("cache"));

        String reason = "it is not installed in " + folder.resolve("cache").resolve("peers")
                + "; ./yume bench --install-peers installs it";
        assertThat(peers.skipped())
                .contains(
                        Map.entry("torch", reason),
                        Map.entry("torch.fused", reason),
                        Map.entry("torch.compile", reason),
                        Map.entry("pixyz", reason),
                        Map.entry("pyro", reason));
        assertThat(peers.skipped()).hasSize(9).containsKeys("python server", "gymnasium", "classic");
        assertThat(peers.skipped().get("gymnasium")).startsWith("the Gym server in Python is");
        assertThat(peers.found()).extracting(Peer::name).containsExactly("samediff", "dl4j");
        assertThat(Peers.find(Optional.empty(), folder).skipped().get("torch")).contains("experiments/peers");
    }

    @Test
    void theCacheFolderIsTheUsers() {
        Path home = Path.of("/home/someone");
        assertThat(Peers.cache(Map.of(), home)).isEqualTo(Path.of("/home/someone/.cache/yume"));
        assertThat(Peers.cache(Map.of("XDG_CACHE_HOME", "/var/c"), home)).isEqualTo(Path.of("/var/c/yume"));
        assertThat(Peers.cache(Map.of("XDG_CACHE_HOME", "/var/c", "YUME_CACHE", "/x"), home))
                .isEqualTo(Path.of("/x"));
    }
}
