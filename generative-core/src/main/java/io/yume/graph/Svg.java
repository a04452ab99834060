package io.yume.graph;

import java.util.Locale;

/** The text of a drawing, written element by element. Numbers have a point whatever the machine's language is. */
public final class Svg {

    private final StringBuilder svg = new StringBuilder();

    /**
     * Begins a drawing on white, with an arrow head under the name {@code arrow}.
     *
     * @param left the smallest x that is shown
     * @param top the smallest y that is shown
     */
    public Svg(double left, double top, double width, double height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%3$.0f\" height=\"%4$.0f\" viewBox=\"%1$.0f %2$.0f %3$.0f"
                        + " %4$.0f\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\">",
                left, top, width, height);
        add("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"6\" markerHeight=\"6\""
                + " orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#667\"/></marker></defs>");
        add("<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\"/>", left, top, width, height);
    }

    /** Adds one or more elements. */
    public void add(String format, Object... values) {
        svg.append(values.length == 0 ? format.replace("%%", "%") : String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    /** Adds words. */
    public void words(double x, double y, String style, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>", x, y, style, escape(text));
    }

    /** Text as it stands in XML. Names are the caller's: whatever is in them, the drawing stays well-formed. */
    public static String escape(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n]]|[\\x{D800}-\\x{DFFF}\\x{FFFE}\\x{FFFF}]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The drawing. */
    public String end() {
        return svg + "</svg>\n";
    }
}
