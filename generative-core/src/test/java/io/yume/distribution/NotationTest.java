package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of variables in formulas. */
final class NotationTest {

    @ParameterizedTest
    @CsvSource({
        "x, x",
        "z1, z_{1}",
        "before, \\mathrm{before}",
        "beta, \\beta",
        "mu_k, \\mu_{k}",
        "Sigma, \\Sigma",
        "Omega2, \\Omega_{2}",
        // LaTeX has no commands for these.
        "Beta, \\mathrm{Beta}",
        "Eta, \\mathrm{Eta}",
        "Tau_1, \\mathrm{Tau}_{1}",
        "GAMMA, \\mathrm{GAMMA}",
        "omicron, \\mathrm{omicron}"
    })
    void greekLettersAreThoseOfLatex(String name, String expected) {
        assertThat(Notation.latex().variable(name)).isEqualTo(expected);
        assertThat(Notation.text().variable(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "50%, \\mathrm{50\\%}",
        "#, \\#",
        "a&b, \\mathrm{a\\&b}",
        "cost$, \\mathrm{cost\\$}",
        "{x}, \\mathrm{\\{x\\}}",
        "a~b, \\mathrm{a{\\sim}b}",
        "x^2, \\mathrm{x{\\wedge}}_{2}",
        "a\\b, \\mathrm{a{\\backslash}b}",
        "x_a_b, x_{a\\_b}",
        "x_%, x_{\\%}"
    })
    void whatLatexReadsAsACommandIsEscaped(String name, String expected) {
        assertThat(Notation.latex().variable(name)).isEqualTo(expected);
    }

    @Test
    void namesInConditionsAreEscapedToo() {
        assertThat(Normal.standard("50%").print(Notation.latex())).isEqualTo("p(\\mathrm{50\\%})");
    }
}
