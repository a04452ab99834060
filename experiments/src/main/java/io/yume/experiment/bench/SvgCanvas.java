package io.yume.experiment.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An SVG file, whose reader has the fonts. */
final class SvgCanvas implements Canvas {

    private final StringBuilder svg = new StringBuilder();

    SvgCanvas(int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\">%n",
                width, height, width, height);
        box(0, 0, width, height, 0xffffff);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }

    @Override
    public void box(double x, double y, double width, double height, int colour) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#%06x\"/>%n",
                x, y, width, height, colour);
    }

    @Override
    public void line(double fromX, double fromY, double toX, double toY, int colour) {
        add("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#%06x\"/>%n", fromX, fromY, toX, toY, colour);
    }

    @Override
    public void text(double x, double y, Anchor anchor, int size, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\">%s</text>%n",
                x, y, size, anchor.name().toLowerCase(Locale.ROOT), escape(words));
    }

    private static String escape(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;");
    }

    @Override
    public byte[] bytes() {
        return (svg + "</svg>\n").getBytes(StandardCharsets.UTF_8);
    }
}
