package io.yume.distribution;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How formulas are written: as plain text or as LaTeX, and which letter stands for which distribution. */
public final class Notation {

    /** Names that are LaTeX commands; Greek capitals that look like Latin ones have no command. */
    private static final Set<String> GREEK = Set.of(
            "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
            "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta",
            "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega");

    /** What LaTeX needs in place of characters that are special to it. */
    private static final Map<Character, String> ESCAPED = Map.of(
            '%',
            "\\%",
            '#',
            "\\#",
            '&',
            "\\&",
            '$',
            "\\$",
            '{',
            "\\{",
            '}',
            "\\}",
            '_',
            "\\_",
            '~',
            "{\\sim}",
            '^',
            "{\\wedge}",
            '\\',
            "{\\backslash}");

    private final boolean latex;
    private final Function<Factor, String> letters;

    private Notation(boolean latex, Function<Factor, String> letters) {
        this.latex = latex;
        this.letters = letters;
    }

    /** Plain text; factors without a letter of their own are called p. */
    public static Notation text() {
        return new Notation(false, factor -> "p");
    }

    /** LaTeX; factors without a letter of their own are called p. */
    public static Notation latex() {
        return new Notation(true, factor -> "p");
    }

    /**
     * The same with chosen letters for factors that have none of their own.
     *
     * @param letterOfOwner letters by {@link Factor#owner}
     */
    public Notation with(Map<Object, String> letterOfOwner) {
        return new Notation(latex, factor -> letterOfOwner.getOrDefault(factor.owner(), "p"));
    }

    /** Whether this is LaTeX. */
    public boolean isLatex() {
        return latex;
    }

    /** The first spelling in plain text, the second one in LaTeX. */
    public String choose(String text, String inLatex) {
        return latex ? inLatex : text;
    }

    /** The letter of a factor. */
    public String letter(Factor factor) {
        return factor.letter().orElseGet(() -> letters.apply(factor));
    }

    /** The name of a variable; in LaTeX, final digits or what follows an underscore become a subscript. */
    public String variable(String name) {
        if (!latex) {
            return name;
        }
        String base = split(name)[0];
        String index = split(name)[1];
        String letters = GREEK.contains(base)
                ? "\\" + base
                : base.length() > 1 ? "\\mathrm{" + escaped(base) + "}" : escaped(base);
        return index.isEmpty() ? letters : letters + "_{" + escaped(index) + "}";
    }

    static String escaped(String text) {
        return text.chars()
                .mapToObj(c -> ESCAPED.getOrDefault((char) c, String.valueOf((char) c)))
                .collect(Collectors.joining());
    }

    /** Splits a name into its letters and its index, which is final digits or what follows an underscore. */
    static String[] split(String name) {
        int underscore = name.indexOf('_');
        int digits = name.length();
        while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        return underscore > 0
                ? new String[] {name.substring(0, underscore), name.substring(underscore + 1)}
                : new String[] {name.substring(0, digits), name.substring(digits)};
    }

    /** Names of variables, separated by commas. */
    public String variables(List<String> names) {
        return names.stream().map(this::variable).collect(Collectors.joining(","));
    }

    /** {@code p(x|z)}. */
    public String call(String letter, List<String> variables, List<String> given) {
        return letter + "(" + variables(variables) + (given.isEmpty() ? "" : "|" + variables(given)) + ")";
    }

    /** A number, without decimals if it is whole. */
    public static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
