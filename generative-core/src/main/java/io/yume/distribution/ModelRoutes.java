package io.yume.distribution;

import io.yume.distribution.ModelGraph.Edge;
import io.yume.distribution.ModelGraph.Kind;
import io.yume.distribution.ModelGraph.Plate;
import io.yume.distribution.ModelLayout.Ellipse;
import io.yume.distribution.ModelLayout.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Routes of the edges: each is straight, or bent as little as is needed to avoid other variables, labels and edges. A
 * bend costs by its length; running into something costs more.
 */
final class ModelRoutes {

    private static final double[] BENDS = {0, 26, -26, 48, -48, 76, -76, 110, -110, 150, -150, 200, -200};
    private static final double MARGIN = 7;
    private static final int SAMPLES = 32;

    /** A quadratic curve from one border to another with a control point. */
    record Route(double x1, double y1, double cx, double cy, double x2, double y2) {

        double x(double t) {
            return (1 - t) * (1 - t) * x1 + 2 * t * (1 - t) * cx + t * t * x2;
        }

        double y(double t) {
            return (1 - t) * (1 - t) * y1 + 2 * t * (1 - t) * cy + t * t * y2;
        }

        static double at(int sample) {
            return sample / (double) SAMPLES;
        }
    }

    private final ModelLayout layout;
    private final Map<Edge, Route> routes = new LinkedHashMap<>();

    ModelRoutes(ModelGraph graph, ModelLayout layout) {
        this.layout = layout;
        for (Kind kind : Kind.values()) {
            graph.edges().stream().filter(edge -> edge.kind() == kind).forEach(this::choose);
        }
    }

    Map<Edge, Route> routes() {
        return routes;
    }

    private void choose(Edge edge) {
        Route best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double bend : BENDS) {
            Route route = route(edge, bend);
            double cost = Math.abs(bend) / 4 + cost(edge, route);
            if (cost < least) {
                least = cost;
                best = route;
            }
        }
        routes.put(edge, best);
    }

    /**
     * Bends to the right, seen from the alphabetically smaller name to the larger one, so that equal bends of both
     * edges of a pair lie on the same side.
     */
    private Route route(Edge edge, double bend) {
        Ellipse from = layout.nodes().get(edge.from());
        Ellipse to = layout.nodes().get(edge.to());
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double length = Math.max(1e-9, Math.hypot(dx, dy));
        double side = edge.from().compareTo(edge.to()) <= 0 ? bend : -bend;
        // The curve reaches half as far out as its control point.
        double cx = (from.x() + to.x()) / 2 - 2 * side * dy / length;
        double cy = (from.y() + to.y()) / 2 + 2 * side * dx / length;
        double[] start = border(from, cx, cy);
        double[] end = border(to, cx, cy);
        return new Route(start[0], start[1], cx, cy, end[0], end[1]);
    }

    private static double[] border(Ellipse node, double towardsX, double towardsY) {
        double far = node.distance(towardsX, towardsY, 0);
        return new double[] {node.x() + (towardsX - node.x()) / far, node.y() + (towardsY - node.y()) / far};
    }

    private double cost(Edge edge, Route route) {
        double cost = 0;
        for (Map.Entry<String, Ellipse> node : layout.nodes().entrySet()) {
            boolean own = node.getKey().equals(edge.from()) || node.getKey().equals(edge.to());
            if (meets(route, (x, y) -> node.getValue().distance(x, y, own ? -1 : MARGIN) < 1)) {
                cost += 1000;
            }
        }
        for (Map.Entry<Plate, Frame> plate : layout.frames().entrySet()) {
            Frame frame = plate.getValue();
            boolean starts = plate.getKey().variables().contains(edge.from());
            boolean ends = plate.getKey().variables().contains(edge.to());
            if (starts && ends && meets(route, (x, y) -> !frame.contains(x, y))) {
                cost += 120;
            }
            if (!starts && !ends && meets(route, frame::contains)) {
                cost += 60;
            }
            if (meets(route, frame.label(plate.getKey().label())::contains)) {
                cost += 300;
            }
        }
        for (Route other : routes.values()) {
            cost += 25 * crossings(route, other) + nearness(route, other);
        }
        return cost;
    }

    private interface Area {
        boolean contains(double x, double y);
    }

    private static boolean meets(Route route, Area area) {
        for (int i = 0; i <= SAMPLES; i++) {
            if (area.contains(route.x(Route.at(i)), route.y(Route.at(i)))) {
                return true;
            }
        }
        return false;
    }

    /** The cost of two edges that run side by side too closely to be told apart. */
    private static double nearness(Route a, Route b) {
        int near = 0;
        for (int i = 2; i <= SAMPLES - 2; i++) {
            double x = a.x(Route.at(i));
            double y = a.y(Route.at(i));
            if (meets(b, (bx, by) -> Math.hypot(bx - x, by - y) < 9)) {
                near++;
            }
        }
        return near > SAMPLES / 3 ? 400 : 0;
    }

    private static int crossings(Route a, Route b) {
        List<double[]> others = new ArrayList<>();
        for (int i = 0; i <= SAMPLES; i++) {
            others.add(new double[] {b.x(Route.at(i)), b.y(Route.at(i))});
        }
        int count = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double[] p = {a.x(Route.at(i)), a.y(Route.at(i))};
            double[] q = {a.x(Route.at(i + 1)), a.y(Route.at(i + 1))};
            for (int j = 0; j < SAMPLES; j++) {
                double[] r = others.get(j);
                double[] s = others.get(j + 1);
                if (side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0) {
                    count++;
                }
            }
        }
        return count;
    }

    private static double side(double[] p, double[] q, double[] r) {
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    }
}
