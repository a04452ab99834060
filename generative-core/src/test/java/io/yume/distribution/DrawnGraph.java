package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The drawing of a model's graph, read back from its XML. */
public final class DrawnGraph {

    private static final Pattern CURVE =
            Pattern.compile("M(-?[\\d.]+) (-?[\\d.]+)Q(-?[\\d.]+) (-?[\\d.]+) (-?[\\d.]+) (-?[\\d.]+)");

    private record Oval(double x, double y, double rx, double ry) {

        double distance(double px, double py) {
            return Math.hypot((px - x) / rx, (py - y) / ry);
        }
    }

    private final Document svg;
    private final Map<String, Oval> ovals = new LinkedHashMap<>();
    private final Set<String> shaded = new TreeSet<>();
    private final Set<String> doubled = new TreeSet<>();
    private final Map<String, Element> plates = new LinkedHashMap<>();
    private final Set<String> edges = new TreeSet<>();

    private DrawnGraph(Document svg) {
        this.svg = svg;
    }

    /** Reads a drawing and checks what holds for every one: nothing overlaps, sticks out, or leads nowhere. */
    public static DrawnGraph of(ModelGraph graph) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        String text = graph.svg();
        assertThat(text).doesNotContain("href", "url(h", "<script", "<style", "<image");
        DrawnGraph drawn = new DrawnGraph(
                factory.newDocumentBuilder().parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        drawn.read();
        assertThat(drawn.ovals).containsOnlyKeys(graph.variables());
        drawn.checkOvals();
        drawn.checkWords();
        drawn.checkPlates(graph);
        drawn.checkEdges();
        return drawn;
    }

    /** The variables that are shaded. */
    public Set<String> shaded() {
        return shaded;
    }

    /** The variables with a double border. */
    public Set<String> doubled() {
        return doubled;
    }

    /** All edges, such as {@code generates z x}. */
    public Set<String> edges() {
        return edges;
    }

    /** The labels of the plates. */
    public Set<String> plates() {
        return plates.keySet();
    }

    /** Whether the frame of one plate lies in that of another one. */
    public boolean isInside(String inner, String outer) {
        Element in = plates.get(inner);
        Element out = plates.get(outer);
        return number(in, "x") > number(out, "x")
                && number(in, "y") > number(out, "y")
                && number(in, "x") + number(in, "width") < number(out, "x") + number(out, "width")
                && number(in, "y") + number(in, "height") < number(out, "y") + number(out, "height");
    }

    /** Whether one variable is drawn above another one. */
    public boolean isAbove(String upper, String lower) {
        return ovals.get(upper).y() + ovals.get(upper).ry()
                < ovals.get(lower).y() - ovals.get(lower).ry();
    }

    private List<Element> all(String tag) {
        NodeList list = svg.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < list.getLength(); i++) {
            elements.add((Element) list.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private void read() {
        for (Element group : all("g")) {
            String name = group.getAttribute("data-name");
            if (group.getAttribute("class").equals("variable")) {
                NodeList borders = group.getElementsByTagName("ellipse");
                Element oval = (Element) borders.item(0);
                ovals.put(
                        name, new Oval(number(oval, "cx"), number(oval, "cy"), number(oval, "rx"), number(oval, "ry")));
                if (!oval.getAttribute("fill").equals("#ffffff")) {
                    shaded.add(name);
                }
                if (borders.getLength() > 1) {
                    doubled.add(name);
                }
            } else if (group.getAttribute("class").equals("plate")) {
                plates.put(name, (Element) group.getElementsByTagName("rect").item(0));
            }
        }
    }

    private void checkOvals() {
        List<String> names = List.copyOf(ovals.keySet());
        for (int i = 0; i < names.size(); i++) {
            Oval a = ovals.get(names.get(i));
            assertInside(a.x() - a.rx(), a.y() - a.ry());
            assertInside(a.x() + a.rx(), a.y() + a.ry());
            for (int j = 0; j < i; j++) {
                Oval b = ovals.get(names.get(j));
                boolean apart =
                        Math.abs(a.x() - b.x()) >= a.rx() + b.rx() || Math.abs(a.y() - b.y()) >= a.ry() + b.ry();
                assertThat(apart)
                        .as("%s and %s are apart", names.get(i), names.get(j))
                        .isTrue();
            }
        }
    }

    private void assertInside(double x, double y) {
        String[] box = svg.getDocumentElement().getAttribute("viewBox").split(" ");
        double left = Double.parseDouble(box[0]);
        double top = Double.parseDouble(box[1]);
        assertThat(x).isBetween(left, left + Double.parseDouble(box[2]));
        assertThat(y).isBetween(top, top + Double.parseDouble(box[3]));
    }

    /** Words are at most 0.62 of their size wide per letter. */
    private void checkWords() {
        for (Element words : all("text")) {
            String size = words.getAttribute("font-size");
            double height = size.isEmpty() ? 11 : Double.parseDouble(size);
            double length = 0.62 * height * words.getTextContent().length();
            double x = number(words, "x");
            double y = number(words, "y");
            double before = words.getAttribute("text-anchor").equals("middle")
                    ? length / 2
                    : words.getAttribute("text-anchor").equals("end") ? length : 0;
            assertInside(x - before, y - height);
            assertInside(x - before + length, y + 0.3 * height);
            if (words.getParentNode() instanceof Element group
                    && group.getAttribute("class").equals("variable")) {
                assertThat(length)
                        .isLessThanOrEqualTo(
                                2 * ovals.get(group.getAttribute("data-name")).rx() + 4);
            }
        }
    }

    private void checkPlates(ModelGraph graph) {
        assertThat(plates).hasSameSizeAs(graph.plates());
        for (ModelGraph.Plate plate : graph.plates()) {
            Element frame = plates.get(plate.label());
            double x = number(frame, "x");
            double y = number(frame, "y");
            double width = number(frame, "width");
            double height = number(frame, "height");
            assertInside(x, y);
            assertInside(x + width, y + height);
            ovals.forEach((name, oval) -> {
                boolean within = oval.x() - oval.rx() > x
                        && oval.x() + oval.rx() < x + width
                        && oval.y() - oval.ry() > y
                        && oval.y() + oval.ry() < y + height;
                boolean apart = oval.x() + oval.rx() < x
                        || oval.x() - oval.rx() > x + width
                        || oval.y() + oval.ry() < y
                        || oval.y() - oval.ry() > y + height;
                boolean member = plate.variables().contains(name);
                assertThat(member ? within : apart)
                        .as("%s is %s the plate %s", name, member ? "in" : "outside of", plate.label())
                        .isTrue();
            });
        }
    }

    /** Edges end at the borders of what they connect and pass through nothing else. */
    private void checkEdges() {
        for (Element path : all("path")) {
            if (path.getAttribute("data-from").isEmpty()) {
                continue;
            }
            String from = path.getAttribute("data-from");
            String to = path.getAttribute("data-to");
            edges.add(path.getAttribute("class") + " " + from + " " + to);
            Matcher curve = CURVE.matcher(path.getAttribute("d"));
            assertThat(curve.matches()).isTrue();
            double[] p = new double[6];
            for (int i = 0; i < p.length; i++) {
                p[i] = Double.parseDouble(curve.group(i + 1));
            }
            assertThat(ovals.get(from).distance(p[0], p[1])).isCloseTo(1, within(0.01));
            assertThat(ovals.get(to).distance(p[4], p[5])).isCloseTo(1, within(0.01));
            for (int i = 1; i < 100; i++) {
                double t = i / 100.0;
                double x = (1 - t) * (1 - t) * p[0] + 2 * t * (1 - t) * p[2] + t * t * p[4];
                double y = (1 - t) * (1 - t) * p[1] + 2 * t * (1 - t) * p[3] + t * t * p[5];
                assertInside(x, y);
                ovals.forEach((name, oval) -> assertThat(oval.distance(x, y))
                        .as("%s -> %s does not pass %s", from, to, name)
                        .isGreaterThan(0.95));
            }
        }
    }
}
