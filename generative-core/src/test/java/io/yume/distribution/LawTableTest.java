package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.distribution.LawBattery.Form;
import io.yume.distribution.LawBattery.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of families on the page of the language says what the members of the battery have. */
final class LawTableTest {

    private static final Path PAGE = Path.of("..", "docs", "language.md");
    private static final List<String> COLUMNS =
            List.of("family", "parameters", "pathwise", "mean", "mode", "entropy", "KL", "values");
    private static final Map<Form, String> OF_FORMS = Map.of(
            Form.MEAN, "mean",
            Form.MODE, "mode",
            Form.ENTROPY, "entropy",
            Form.DIVERGENCE, "KL",
            Form.VALUES, "values");

    /** The cells of each row, by column, under the name of the family. */
    private static Map<String, Map<String, String>> table() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int head = lines.indexOf("| " + String.join(" | ", COLUMNS) + " |");
        assertThat(head).as("the head of the table").isNotNegative();
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (String line : lines.subList(head + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            String[] cells = line.split("\\|", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < COLUMNS.size(); i++) {
                row.put(COLUMNS.get(i), cells[i + 1].strip());
            }
            rows.put(row.get("family").replaceAll("^`(\\w+).*", "$1"), row);
        }
        return rows;
    }

    /** The first word of a family's name is its row, but for the quantised one that has a row of its own. */
    private static String row(Member member) {
        return member.name().startsWith("DiscretisedLogistic")
                ? "DiscretisedLogistic"
                : member.family().name().split(" ", -1)[0];
    }

    /** Whether a member has what a cell is about; empty where that hangs on what a member is made of. */
    private static Optional<Boolean> says(String cell, Member member) {
        if (cell.startsWith("if ") || cell.startsWith("as the components")) {
            return Optional.empty();
        }
        return Optional.of(
                cell.equals("of a Normal")
                        ? member.family().name().endsWith("Normal")
                        : !cell.isEmpty() && !cell.equals("has none"));
    }

    static Stream<Member> members() {
        return LawBattery.members();
    }

    @ParameterizedTest
    @MethodSource("members")
    void rowsSayWhatMembersHave(Member member) throws IOException {
        Map<String, String> cells = table().get(row(member));
        assertThat(cells).as(row(member)).isNotNull();
        OF_FORMS.forEach((form, column) -> says(cells.get(column), member)
                .ifPresent(has ->
                        assertThat(member.forms().contains(form)).as(column).isEqualTo(has)));
        says(cells.get("pathwise"), member)
                .ifPresent(has -> assertThat(member.family().pathwise()).isEqualTo(has));
    }

    @Test
    void everyFamilyOfItsOwnHasAMember() throws IOException {
        List<String> of = members().map(LawTableTest::row).distinct().toList();
        assertThat(table().keySet().stream().filter(row -> !of.contains(row)))
                .as("factors that are made of others, of examples or of a network")
                .containsExactlyInAnyOrder(
                        "ProductOfExperts", "Empirical", "Unnormalised", "Deterministic", "Transformed", "Dequantised");
    }

    /** As the page says below the table. */
    @ParameterizedTest
    @MethodSource("members")
    void aVarianceGoesWithTheMean(Member member) {
        boolean expected = member.forms().contains(Form.MEAN) && !row(member).equals("Truncated");
        assertThat(member.forms().contains(Form.VARIANCE)).isEqualTo(expected);
    }
}
