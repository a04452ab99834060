package io.yume.distribution;

import io.yume.distribution.ModelGraph.Edge;
import io.yume.distribution.ModelGraph.Kind;
import io.yume.distribution.ModelLayout.Ellipse;
import io.yume.distribution.ModelRoutes.Route;
import io.yume.graph.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The drawing of a model's graph. */
final class ModelDrawing {

    private static final double MARGIN = 20;
    private static final double CAPTION = 26;
    private static final double CAPTION_LETTER = 6.9;
    private static final String GREEK =
            "alpha α beta β gamma γ delta δ epsilon ε eta η theta θ lambda λ mu μ nu ν pi π rho ρ sigma σ"
                    + " tau τ phi φ psi ψ omega ω";
    private static final Map<Kind, String> DASHES = Map.of(
            Kind.GENERATES, "", Kind.INFERS, " stroke-dasharray=\"5 4\"", Kind.CARRIES, " stroke-dasharray=\"1.5 3\"");

    private final ModelGraph graph;
    private final ModelLayout layout;
    private final ModelRoutes routes;
    private double left = Double.POSITIVE_INFINITY;
    private double top = Double.POSITIVE_INFINITY;
    private double right = Double.NEGATIVE_INFINITY;
    private double bottom = Double.NEGATIVE_INFINITY;

    ModelDrawing(ModelGraph graph) {
        this.graph = graph;
        layout = new ModelLayout(graph);
        routes = new ModelRoutes(graph, layout);
    }

    String write() {
        layout.nodes().values().forEach(node -> {
            include(node.x() - node.halfWidth(), node.y() - node.halfHeight());
            include(node.x() + node.halfWidth(), node.y() + node.halfHeight());
        });
        layout.frames().values().forEach(frame -> {
            include(frame.x(), frame.y());
            include(frame.x() + frame.width(), frame.y() + frame.height());
        });
        routes.routes().values().forEach(route -> {
            for (int i = 0; i <= 16; i++) {
                include(route.x(i / 16.0), route.y(i / 16.0));
            }
        });
        String caption = caption();
        double needed = CAPTION_LETTER * caption.length();
        double missing = Math.max(0, needed - (right - left));
        double x = Math.floor(left - missing / 2 - MARGIN);
        double y = Math.floor(top - MARGIN);
        double width = Math.ceil(right - left + missing + 2 * MARGIN);
        double height = Math.ceil(bottom - top + 2 * MARGIN + (caption.isEmpty() ? 0 : CAPTION));
        Svg svg = new Svg(x, y, width, height);
        layout.frames().forEach((plate, frame) -> {
            svg.add(
                    "<g class=\"plate\" data-name=\"%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"8\" fill=\"none\""
                            + " stroke=\"#8890a0\"/>",
                    Svg.escape(plate.label()), frame.x(), frame.y(), frame.width(), frame.height());
            svg.words(
                    frame.x() + frame.width() - 8,
                    frame.y() + frame.height() - 7,
                    " text-anchor=\"end\" font-size=\"12\" fill=\"#445\"",
                    plate.label());
            svg.add("</g>");
        });
        svg.add("<g fill=\"none\" stroke=\"#556\" stroke-width=\"1.3\">");
        routes.routes().forEach((edge, route) -> edge(svg, edge, route));
        svg.add("</g>");
        layout.nodes().forEach((name, node) -> node(svg, name, node));
        if (!caption.isEmpty()) {
            svg.words((left + right) / 2, bottom + MARGIN + 8, " text-anchor=\"middle\" fill=\"#556\"", caption);
        }
        return svg.end();
    }

    private void include(double x, double y) {
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x);
        bottom = Math.max(bottom, y);
    }

    /** Explains the marks that the drawing uses. */
    private String caption() {
        List<String> parts = new ArrayList<>();
        if (graph.variables().stream().anyMatch(graph::isObserved)) {
            parts.add("shaded: observed");
        }
        if (graph.variables().stream().anyMatch(graph::isFunction)) {
            parts.add("double: computed");
        }
        if (graph.edges().stream().anyMatch(edge -> edge.kind() == Kind.INFERS)) {
            parts.add("dashed: inference");
        }
        if (graph.edges().stream().anyMatch(edge -> edge.kind() == Kind.CARRIES)) {
            parts.add("dotted: to the next step");
        }
        return String.join(", ", parts);
    }

    private static void edge(Svg svg, Edge edge, Route route) {
        svg.add(
                "<path class=\"%s\" data-from=\"%s\" data-to=\"%s\" d=\"M%.2f %.2fQ%.2f %.2f %.2f %.2f\"%s marker-end=\"url(#arrow)\"><title>%s</title></path>",
                edge.kind().name().toLowerCase(Locale.ROOT),
                Svg.escape(edge.from()),
                Svg.escape(edge.to()),
                route.x1(),
                route.y1(),
                route.cx(),
                route.cy(),
                route.x2(),
                route.y2(),
                DASHES.get(edge.kind()),
                Svg.escape(edge.toString()));
    }

    private void node(Svg svg, String name, Ellipse node) {
        List<String> origins = graph.origins(name);
        svg.add(
                "<g class=\"variable\" data-name=\"%s\"><title>%s</title>",
                Svg.escape(name), Svg.escape(origins.isEmpty() ? name + " is given" : String.join("\n", origins)));
        svg.add(
                "<ellipse cx=\"%.2f\" cy=\"%.2f\" rx=\"%.2f\" ry=\"%.2f\" fill=\"%s\" stroke=\"#334\" stroke-width=\"1.3\"/>",
                node.x(),
                node.y(),
                node.halfWidth(),
                node.halfHeight(),
                graph.isObserved(name) ? "#cfd4de" : "#ffffff");
        if (graph.isFunction(name)) {
            svg.add(
                    "<ellipse cx=\"%.2f\" cy=\"%.2f\" rx=\"%.2f\" ry=\"%.2f\" fill=\"none\" stroke=\"#334\"/>",
                    node.x(), node.y(), node.halfWidth() - 3, node.halfHeight() - 3);
        }
        String[] parts = Notation.split(name);
        String index =
                parts[1].isEmpty() ? "" : "<tspan dy=\"4\" font-size=\"11\">" + Svg.escape(parts[1]) + "</tspan>";
        svg.add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-family=\"Georgia, 'Times New Roman', serif\""
                        + " font-style=\"italic\" font-size=\"17\">%s%s</text></g>",
                node.x(), node.y() + 5, Svg.escape(letter(parts[0])), index);
    }

    private static String letter(String name) {
        List<String> table = List.of(GREEK.split(" "));
        int at = table.indexOf(name);
        return at >= 0 && at % 2 == 0 ? table.get(at + 1) : name;
    }
}
