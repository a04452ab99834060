package io.yume.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.train.Curves;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {

    @TempDir
    private Path directory;

    private static HtmlReport page() throws IOException {
        return HtmlReport.titled("Dream <1>")
                .section("Scores & more")
                .headline("812", "real")
                .paragraph("a < b")
                .table(List.of("policy", "mean"), List.of(List.of("random", "210.5 ± 20.1"), List.of("\"best\"", "5")))
                .section("Pictures")
                .figure("one", Pictures.png(Picture.filled(2, 3, 255, 0, 0)), "image/png", 300)
                .chart(LineChart.titled("loss", "step").line("loss", new double[] {1, 2}, new double[] {3, 1}))
                .section("Configuration")
                .code("a: 1\nb: 2");
    }

    @Test
    void isOneFileThatAsksForNothingElse() throws IOException {
        Path file = directory.resolve("report.html");

        page().write(file);

        String html = Files.readString(file);
        assertThat(html).startsWith("<!DOCTYPE html>").doesNotContain("http:", "https:", "<script", "<link", "@import");
        assertThat(html).contains("Dream &lt;1&gt;", "Scores &amp; more", "a &lt; b", "&quot;best&quot;");
        assertThat(html).contains("<th class=\"n\">mean</th>", "<td class=\"n\">210.5 ± 20.1</td>", "<td>random</td>");
        assertThat(directory.toFile().list()).containsExactly("report.html");
    }

    @Test
    void everyElementIsClosed() throws Exception {
        String html = page().html();

        // Void elements aside, the page is XML.
        String xml = html.replace("<!DOCTYPE html>", "").replaceAll("<(meta|img)([^>]*)>", "<$1$2/>");
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));

        assertThat(document.getElementsByTagName("section").getLength()).isEqualTo(3);
        NodeList links = document.getElementsByTagName("a");
        assertThat(links.getLength()).isEqualTo(3);
        assertThat(links.item(1).getTextContent()).isEqualTo("Pictures");
    }

    @Test
    void picturesAreInside() throws IOException {
        Matcher data = Pattern.compile("width=\"300\" src=\"data:image/png;base64,([^\"]+)\"")
                .matcher(page().html());
        assertThat(data.find()).isTrue();

        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data.group(1))));

        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getHeight()).isEqualTo(2);
        assertThat(image.getRGB(2, 1) & 0xffffff).isEqualTo(0xff0000);
    }

    @Test
    void refusesRowsOfAnotherLength() {
        assertThatThrownBy(() -> HtmlReport.titled("x").table(List.of("a", "b"), List.of(List.of("1"))))
                .hasMessage("a row must have as many cells as the header: expected=[2], actual=[1]");
    }

    @Test
    void aChartRunsFromCornerToCorner() {
        String svg = LineChart.titled("loss", "step")
                .line("loss", new double[] {0, 10}, new double[] {5, 1})
                .svg();

        // The plot is 64 to 626 wide and 34 to 254 high, with 5 % of air above and below.
        assertThat(svg).contains("<path class=\"line c0\" d=\"M64.0 44.0L626.0 244.0\"/>");
    }

    @Test
    void aLogarithmicChartSpacesPowersEvenly() {
        String svg = LineChart.titled("loss", "step")
                .line("loss", new double[] {0, 1, 2, 3}, new double[] {100, 10, 1, 0})
                .logarithmic()
                .svg();

        assertThat(svg).contains("d=\"M64.0 44.0L345.0 144.0L626.0 244.0\"/>");
        assertThat(svg).contains(">1<", ">2<", ">5<", ">10<", ">20<", ">50<", ">100<");
    }

    @Test
    void aChartLeavesOutWhatIsNoNumberAndSaysWhenNothingIsLeft() {
        LineChart chart = LineChart.titled("loss", "step")
                .line("loss", new double[] {1, 2}, new double[] {Double.NaN, Double.POSITIVE_INFINITY});

        assertThat(chart.svg()).contains("nothing to draw").doesNotContain("NaN");
        assertThat(LineChart.titled("one", "step")
                        .line("x", new double[] {3}, new double[] {3})
                        .svg())
                .contains("h0\"/>")
                .doesNotContain("NaN");
        assertThatThrownBy(() -> LineChart.titled("x", "y").line("z", new double[1], new double[2]))
                .hasMessage("x and y must be of one length: expected=[1], actual=[2]");
    }

    @Test
    void longLegendsStayWithinTheChart() {
        LineChart chart = LineChart.titled("Share of episodes above a return", "return");
        for (String name :
                List.of("reality", "random", "best open-loop", "evolved in reality", "vision-only (z)", "dream")) {
            chart.line(name, new double[] {1, 2}, new double[] {3, 1});
        }
        String svg = chart.svg();

        Matcher marks = Pattern.compile("d=\"M([-0-9.]+) ([-0-9.]+)h14\"").matcher(svg);
        List<Double> heights = new ArrayList<>();
        while (marks.find()) {
            assertThat(Double.parseDouble(marks.group(1))).isPositive();
            heights.add(Double.parseDouble(marks.group(2)));
        }
        assertThat(heights).hasSize(6);
        assertThat(heights.stream().distinct()).containsExactly(-4.0, 16.0);
        assertThat(svg).contains("viewBox=\"0 -40 ").contains("y=\"-20.0\" text-anchor=\"start\">Share");
    }

    @Test
    void aLongCurveIsThinnedToItsMeans() {
        double[] x = new double[60_000];
        double[] y = new double[60_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
            y[i] = i % 2 == 0 ? -1 : 1;
        }

        String svg = LineChart.titled("noise", "step").line("noise", x, y).svg();

        assertThat(svg.length()).isLessThan(20_000);
    }

    @Test
    void curvesAreGroupedBySeries() {
        LearningCurves curves = LearningCurves.of(List.of(
                new Curves.Point("b/loss", 1, 2, 0),
                new Curves.Point("a/loss", 1, 3, 0),
                new Curves.Point("b/loss", 2, 1, 0)));

        assertThat(curves.names()).containsExactly("a/loss", "b/loss");
        assertThat(curves.chart("b", "step", "b/loss", "absent").svg()).contains("M64.0 44.0L626.0 244.0");
    }

    @Test
    void aGridPlacesPicturesInRows() {
        Picture red = Picture.filled(1, 2, 255, 0, 0);
        Picture blue = Picture.filled(1, 2, 0, 0, 255);

        Picture grid = Picture.grid(List.of(red, blue, blue), 2, 1);

        assertThat(grid.height()).isEqualTo(3);
        assertThat(grid.width()).isEqualTo(5);
        assertThat(grid.colour(0, 1)).isEqualTo(0xff0000);
        assertThat(grid.colour(0, 2)).isEqualTo(0x888888);
        assertThat(grid.colour(0, 3)).isEqualTo(0x0000ff);
        assertThat(grid.colour(2, 0)).isEqualTo(0x0000ff);
        assertThat(grid.colour(2, 4)).isEqualTo(0x888888);
        assertThat(red.enlarged(3).colour(2, 5)).isEqualTo(0xff0000);
        assertThatThrownBy(() -> Picture.grid(List.of(red, Picture.filled(2, 2, 0, 0, 0)), 2, 1))
                .hasMessage("the pictures of a grid must have one size: expected=[1, 2], actual=[2, 2]");
    }
}
