package io.yume.distribution;

import io.yume.distribution.ModelGraph.Edge;
import io.yume.distribution.ModelGraph.Kind;
import io.yume.distribution.ModelGraph.Plate;
import io.yume.distribution.ModelLayout.Ellipse;
import io.yume.distribution.ModelLayout.Frame;
import io.yume.distribution.ModelRoutes.Route;
import java.util.Locale;
import java.util.Map;

/**
 * The drawing of a model's graph as a TikZ picture: the positions and curves of {@link ModelDrawing}, with text set by
 * LaTeX.
 */
final class ModelTikz {

    private static final Map<Kind, String> STYLES =
            Map.of(Kind.GENERATES, "", Kind.INFERS, ", dashed", Kind.CARRIES, ", dotted");

    /** Points per pixel, at 96 pixels to the inch. */
    private static final double POINTS = 0.75;

    private final ModelGraph graph;
    private final StringBuilder out = new StringBuilder();

    ModelTikz(ModelGraph graph) {
        this.graph = graph;
    }

    String write() {
        ModelLayout layout = new ModelLayout(graph);
        ModelRoutes routes = new ModelRoutes(graph, layout);
        line("%% needs \\usetikzlibrary{arrows.meta, shapes.geometric}");
        line("\\begin{tikzpicture}[x=%.2fpt, y=-%.2fpt, >={Stealth[round]}]", POINTS, POINTS);
        layout.frames().forEach(this::plate);
        layout.nodes().forEach(this::node);
        routes.routes().forEach(this::edge);
        line("\\end{tikzpicture}");
        return out.toString();
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void plate(Plate plate, Frame frame) {
        double right = frame.x() + frame.width();
        double bottom = frame.y() + frame.height();
        line("  \\draw[rounded corners=6pt] (%.2f, %.2f) rectangle (%.2f, %.2f);", frame.x(), frame.y(), right, bottom);
        line("  \\node[anchor=south east] at (%.2f, %.2f) {%s};", right, bottom, label(plate.label()));
    }

    /** A label as LaTeX: a letter or an equation as a formula, words as text. */
    private static String label(String label) {
        String escaped = Notation.escaped(label);
        return label.length() == 1 || label.contains("=") ? "$" + escaped.replace("...", "\\ldots") + "$" : escaped;
    }

    private void node(String name, Ellipse node) {
        line(
                "  \\node[draw, ellipse, inner sep=0pt, minimum width=%.2fpt, minimum height=%.2fpt%s%s] at (%.2f, %.2f) {$%s$};",
                2 * POINTS * node.halfWidth(),
                2 * POINTS * node.halfHeight(),
                graph.isObserved(name) ? ", fill=black!15" : "",
                graph.isFunction(name) ? ", double" : "",
                node.x(),
                node.y(),
                Notation.latex().variable(name));
    }

    /** The quadratic curve as a cubic one, which TikZ needs. */
    private void edge(Edge edge, Route route) {
        line(
                "  \\draw[->%s] (%.2f, %.2f) .. controls (%.2f, %.2f) and (%.2f, %.2f) .. (%.2f, %.2f); %% %s",
                STYLES.get(edge.kind()),
                route.x1(),
                route.y1(),
                route.x1() + 2 * (route.cx() - route.x1()) / 3,
                route.y1() + 2 * (route.cy() - route.y1()) / 3,
                route.x2() + 2 * (route.cx() - route.x2()) / 3,
                route.y2() + 2 * (route.cy() - route.y2()) / 3,
                route.x2(),
                route.y2(),
                edge);
    }
}
