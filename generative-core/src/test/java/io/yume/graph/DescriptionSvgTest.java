package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The drawing is XML that stands alone and shows every step. */
final class DescriptionSvgTest {

    private final Graph graph = new Graph();

    private static ProgramDescription training(TestModels.Model model) {
        try (Parameters parameters = new Parameters(model.specs(), Seed.root(1));
                OptimizerState adam = new OptimizerState(Adam.of(1e-3), parameters);
                Program program = Program.training(model.terms(), model.loss(), adam, Engine.COMPILED)) {
            return program.describe();
        }
    }

    private static Document parse(ProgramDescription description) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(description.svg().getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> boxes(Document svg) {
        List<Element> boxes = new ArrayList<>();
        NodeList groups = svg.getElementsByTagName("g");
        for (int i = 0; i < groups.getLength(); i++) {
            Element group = (Element) groups.item(i);
            if (group.getAttribute("class").equals("step")) {
                boxes.add(group);
            }
        }
        return boxes;
    }

    private static String title(Element box) {
        return box.getElementsByTagName("title").item(0).getTextContent();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void everyStepOfAConvolutionalAutoencoderIsABoxInsideThePicture() throws Exception {
        ProgramDescription description = training(TestModels.convVae(4, false));

        Document svg = parse(description);

        List<Element> boxes = boxes(svg);
        assertThat(boxes).hasSameSizeAs(description.steps());
        double width = number(svg.getDocumentElement(), "width");
        double height = number(svg.getDocumentElement(), "height");
        assertThat(width).isBetween(500.0, 4000.0);
        for (int i = 0; i < boxes.size(); i++) {
            StepDescription step = description.steps().get(i);
            assertThat(title(boxes.get(i))).startsWith(step.kind() + ": " + step.operation());
            step.nodes()
                    .forEach(node -> assertThat(title(boxes.get(step.index()))).contains(node.toString()));
            Element rect = (Element) boxes.get(i).getElementsByTagName("rect").item(0);
            assertThat(number(rect, "x")).isBetween(0.0, width - number(rect, "width"));
            assertThat(number(rect, "y")).isBetween(0.0, height - number(rect, "height"));
        }
        assertNoneOverlap(boxes);
        assertThat(description.svg())
                .as("nothing is fetched from elsewhere")
                .doesNotContain("href", "url(h", "<script", "<style", "<image");
    }

    private static void assertNoneOverlap(List<Element> boxes) {
        for (int i = 0; i < boxes.size(); i++) {
            Element a = (Element) boxes.get(i).getElementsByTagName("rect").item(0);
            for (int j = 0; j < i; j++) {
                Element b = (Element) boxes.get(j).getElementsByTagName("rect").item(0);
                boolean apart = Math.abs(number(a, "x") - number(b, "x")) >= number(a, "width")
                        || Math.abs(number(a, "y") - number(b, "y")) >= number(a, "height");
                assertThat(apart).as("boxes %d and %d", i, j).isTrue();
            }
        }
    }

    @Test
    void repeatedStepsOfALongRecurrenceAreDrawnOnceWithTheirNumber() throws Exception {
        ProgramDescription description = training(TestModels.lstmMixture(32, 2, 3, 4, 2));
        assertThat(description.steps()).hasSizeGreaterThan(200);

        Document svg = parse(description);

        List<Element> boxes = boxes(svg);
        assertThat(boxes).hasSizeLessThan(100);
        Pattern times = Pattern.compile(", (\\d+) times");
        int drawn = 0;
        int most = 0;
        for (Element box : boxes) {
            Matcher repeated = times.matcher(title(box).lines().findFirst().orElseThrow());
            int count = repeated.find() ? Integer.parseInt(repeated.group(1)) : 1;
            drawn += count;
            most = Math.max(most, count);
        }
        assertThat(drawn).as("steps in all boxes").isEqualTo(description.steps().size());
        assertThat(most).as("a step of the recurrence").isBetween(28, 33);
        assertThat(number(svg.getDocumentElement(), "height")).isLessThan(10_000);
    }

    @Test
    void whatDoesNotFitIsCounted() throws Exception {
        List<Node> parts = new ArrayList<>();
        for (int i = 1; i <= 450; i++) {
            parts.add(graph.placeholder("x" + i, 1, i % 7 + 1).matmul(graph.placeholder("w" + i, i % 7 + 1, i)));
        }
        ProgramDescription description;
        try (Program program = Program.of(Map.of("all", graph.concat(1, parts)), null, Engine.COMPILED)) {
            description = program.describe();
        }

        assertThat(boxes(parse(description))).hasSize(400);
        assertThat(description.svg()).contains((description.steps().size() - 400) + " more steps are not drawn");
    }

    @Test
    void anyNameGivesAWellFormedPicture() throws Exception {
        Node x = graph.placeholder("a<b>&\"'\u0000\u001b\uD800%s", 2, 2);
        ProgramDescription description;
        try (Program program = Program.of(Map.of("out", x.exp()), null, Engine.COMPILED)) {
            description = program.describe();
        }

        assertThat(boxes(parse(description)).get(0).getTextContent()).contains("a<b>&\"'???%s");
    }

    @Test
    void timesAndSharesAreShown() throws Exception {
        Node x = graph.placeholder("x", 64, 64);
        try (Program program = Program.of(Map.of("out", x.matmul(x).exp()), null, Engine.COMPILED)) {
            ProgramDescription description = program.profile(3, new Noise(new long[0], 0));

            assertThat(boxes(parse(description))).hasSize(2).allSatisfy(box -> assertThat(box.getTextContent())
                    .contains(" ms, ", " %, ", " GFLOP/s", " GB/s"));
            assertThat(description.svg()).contains("median of 3 runs");
        }
    }

    @Test
    void emptyProgramIsAnEmptyPicture() throws Exception {
        try (Program program = Program.of(Map.of("x", graph.placeholder("x", 2)), null, Engine.COMPILED)) {
            assertThat(boxes(parse(program.describe()))).isEmpty();
            assertThat(program.describe().text()).contains("0 steps\nnodes: 1 live");
        }
    }
}
