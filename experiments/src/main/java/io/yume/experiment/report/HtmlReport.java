package io.yume.experiment.report;

import io.yume.experiment.run.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page that needs nothing but itself: styles, charts and pictures are inside it. Built from top to bottom:
 *
 * <pre>{@code
 * HtmlReport.titled("A dream")
 *         .section("Scores")
 *         .table(List.of("policy", "mean"), List.of(List.of("random", "210.3")))
 *         .figure("Real and dreamed", gif, "image/gif")
 *         .write(folder.report());
 * }</pre>
 */
public final class HtmlReport {

    /** How many colours lines have before they repeat. */
    static final int COLOURS = 8;

    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][0-9,.]*([eE][-+]?[0-9]+)?( ?%)?( ± ?[0-9.,]+)?");

    private final String title;
    private final StringBuilder contents = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private int sections;
    private boolean inGallery;

    private HtmlReport(String title) {
        this.title = title;
    }

    /** An empty page. */
    public static HtmlReport titled(String title) {
        return new HtmlReport(title);
    }

    /** Begins a section, which the contents at the top link to. */
    public HtmlReport section(String heading) {
        endGallery();
        if (sections > 0) {
            body.append("</section>\n");
        }
        sections++;
        String id = "s" + sections;
        contents.append("<a href=\"#")
                .append(id)
                .append("\">")
                .append(escape(heading))
                .append("</a>\n");
        body.append("<section id=\"")
                .append(id)
                .append("\">\n<h2>")
                .append(escape(heading))
                .append("</h2>\n");
        return this;
    }

    /** A paragraph of plain text. */
    public HtmlReport paragraph(String text) {
        endGallery();
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Text with its line breaks, such as a configuration. */
    public HtmlReport code(String text) {
        endGallery();
        body.append("<pre>").append(escape(text)).append("</pre>\n");
        return this;
    }

    /** The number that matters, large, with a few words below; several in a row stand side by side. */
    public HtmlReport headline(String number, String words) {
        gallery();
        body.append("<div class=\"headline\"><b>")
                .append(escape(number))
                .append("</b><span>")
                .append(escape(words))
                .append("</span></div>\n");
        return this;
    }

    /**
     * A table; cells that are numbers are set to the right.
     *
     * @throws IllegalArgumentException if a row has another length than the header
     */
    public HtmlReport table(List<String> header, List<List<String>> rows) {
        endGallery();
        body.append("<div class=\"wide\"><table>\n<thead><tr>");
        for (int column = 0; column < header.size(); column++) {
            int at = column;
            boolean numbers = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row, at));
            cell("th", header.get(column), numbers);
        }
        body.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("a row must have as many cells as the header: expected=["
                        + header.size() + "], actual=[" + row.size() + "]");
            }
            body.append("<tr>");
            row.forEach(cell -> cell("td", cell, NUMBER.matcher(cell).matches()));
            body.append("</tr>\n");
        }
        body.append("</tbody></table></div>\n");
        return this;
    }

    private static boolean isNumber(List<String> row, int column) {
        return column < row.size() && NUMBER.matcher(row.get(column)).matches();
    }

    private void cell(String tag, String text, boolean number) {
        body.append('<').append(tag).append(number ? " class=\"n\">" : ">");
        body.append(escape(text)).append("</").append(tag).append('>');
    }

    /**
     * A picture in its own size; several in a row stand side by side.
     *
     * @param mime such as {@code image/png} or {@code image/gif}
     */
    public HtmlReport figure(String caption, byte[] bytes, String mime) {
        return figure(caption, bytes, mime, "");
    }

    /**
     * A picture that the browser enlarges, pixel by pixel, which keeps the page small.
     *
     * @param width on the page, in pixels
     */
    public HtmlReport figure(String caption, byte[] bytes, String mime, int width) {
        return figure(caption, bytes, mime, " width=\"" + width + "\"");
    }

    private HtmlReport figure(String caption, byte[] bytes, String mime, String size) {
        gallery();
        body.append("<figure><img alt=\"")
                .append(escape(caption))
                .append('"')
                .append(size)
                .append(" src=\"data:")
                .append(escape(mime))
                .append(";base64,")
                .append(Base64.getEncoder().encodeToString(bytes))
                .append("\"><figcaption>")
                .append(escape(caption))
                .append("</figcaption></figure>\n");
        return this;
    }

    /** A chart; several in a row stand side by side. */
    public HtmlReport chart(LineChart chart) {
        gallery();
        body.append("<figure class=\"plot\">").append(chart.svg()).append("</figure>\n");
        return this;
    }

    private void gallery() {
        if (!inGallery) {
            body.append("<div class=\"gallery\">\n");
            inGallery = true;
        }
    }

    private void endGallery() {
        if (inGallery) {
            body.append("</div>\n");
            inGallery = false;
        }
    }

    /** The whole page. */
    public String html() {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
        if (sections > 1) {
            page.append("<nav>\n").append(contents).append("</nav>\n");
        }
        page.append(body);
        page.append(inGallery ? "</div>\n" : "").append(sections > 0 ? "</section>\n" : "");
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    /**
     * Writes the page; a page that is there is replaced as a whole.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        AtomicFiles.write(file, html().getBytes(StandardCharsets.UTF_8));
    }

    private static String style() {
        try (InputStream stream = HtmlReport.class.getResourceAsStream("report.css")) {
            if (stream == null) {
                throw new IllegalStateException("report.css is missing from the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }

    /** A row of cells, shorter to write. */
    public static List<String> row(Object... cells) {
        return Arrays.stream(cells).map(String::valueOf).toList();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
