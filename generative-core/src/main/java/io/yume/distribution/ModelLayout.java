package io.yume.distribution;

import io.yume.distribution.ModelGraph.Edge;
import io.yume.distribution.ModelGraph.Kind;
import io.yume.distribution.ModelGraph.Plate;
import io.yume.graph.LayeredLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Positions of the variables and plates of a graph. Each plate is laid out alone and then is one box in the layout of
 * the plate around it, so that no variable outside of it can end up inside.
 */
final class ModelLayout {

    static final double RADIUS = 24;
    private static final double LETTER = 5.2;
    private static final double PADDING = 16;
    private static final double LABEL_HEIGHT = 16;
    private static final double LABEL_LETTER = 6.6;
    private static final double GAP = 34;
    private static final double ROW_GAP = 44;
    private static final double LINE_WIDTH = 12;

    /** An ellipse, by its centre and half axes. */
    record Ellipse(double x, double y, double halfWidth, double halfHeight) {

        /** The distance of a point from the centre, relative to the ellipse enlarged by a margin: 1 on its border. */
        double distance(double px, double py, double margin) {
            return Math.hypot((px - x) / (halfWidth + margin), (py - y) / (halfHeight + margin));
        }
    }

    /** A rectangle, by its upper left corner and its size. */
    record Frame(double x, double y, double width, double height) {

        boolean contains(double px, double py) {
            return px > x && px < x + width && py > y && py < y + height;
        }

        /** The space that its label takes at the lower right corner. */
        Frame label(String words) {
            double length = labelWidth(words);
            return new Frame(x + width - length - 4, y + height - LABEL_HEIGHT - 2, length, LABEL_HEIGHT);
        }
    }

    private final ModelGraph graph;
    private final List<String> order;
    private final Map<Plate, Plate> parents = new HashMap<>();
    private final Map<String, Ellipse> nodes = new LinkedHashMap<>();
    private final Map<Plate, Frame> frames = new LinkedHashMap<>();

    /** A box of the layout: a variable, or a plate with everything in it. */
    private record Item(String variable, Plate plate, Set<String> inside, Sized sized) {}

    /** A finished layout: positions relative to its upper left corner. */
    private record Sized(double width, double height, Map<String, Ellipse> nodes, Map<Plate, Frame> frames) {}

    ModelLayout(ModelGraph graph) {
        this.graph = graph;
        order = graph.variables();
        List<Plate> largestFirst = new ArrayList<>(graph.plates());
        // Of two plates with the same variables, the one added later is outside.
        Collections.reverse(largestFirst);
        largestFirst.sort(Comparator.comparingInt(plate -> -plate.variables().size()));
        for (int i = 0; i < largestFirst.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (largestFirst
                        .get(j)
                        .variables()
                        .containsAll(largestFirst.get(i).variables())) {
                    // The last match is the smallest plate around it.
                    parents.put(largestFirst.get(i), largestFirst.get(j));
                }
            }
        }
        Sized all = lay(null, new LinkedHashSet<>(order));
        nodes.putAll(all.nodes());
        frames.putAll(all.frames());
    }

    Map<String, Ellipse> nodes() {
        return nodes;
    }

    /** The frames of the plates, outer ones first. */
    Map<Plate, Frame> frames() {
        return frames;
    }

    static double labelWidth(String words) {
        return LABEL_LETTER * words.length() + 6;
    }

    private Sized lay(Plate plate, Set<String> inside) {
        List<Item> items = items(plate, inside);
        List<Set<Integer>> inputs = inputs(items);
        double widest =
                items.stream().mapToDouble(item -> item.sized().width()).max().orElse(0);
        LayeredLayout layout = new LayeredLayout(inputs, widest, Math.min(LINE_WIDTH, widest / 2), GAP);
        double[] height = new double[layout.rows()];
        for (int i = 0; i < items.size(); i++) {
            int row = layout.points().get(i).row();
            height[row] = Math.max(height[row], items.get(i).sized().height());
        }
        double[] middle = new double[layout.rows()];
        double at = 0;
        for (int row = 0; row < height.length; row++) {
            middle[row] = at + height[row] / 2;
            at += height[row] + ROW_GAP;
        }
        Map<String, Ellipse> placed = new LinkedHashMap<>();
        Map<Plate, Frame> framed = new LinkedHashMap<>();
        double left = plate == null ? 0 : PADDING;
        double label = plate == null ? 0 : labelWidth(plate.label()) + 8;
        double width = Math.max(layout.width() + 2 * left, label);
        double total = Math.max(0, at - ROW_GAP) + 2 * left + (plate == null ? 0 : LABEL_HEIGHT);
        if (plate != null) {
            framed.put(plate, new Frame(0, 0, width, total));
        }
        for (int i = 0; i < items.size(); i++) {
            LayeredLayout.Point point = layout.points().get(i);
            Sized sized = items.get(i).sized();
            double x = (width - layout.width()) / 2 + point.x() - sized.width() / 2;
            double y = left + middle[point.row()] - sized.height() / 2;
            sized.nodes()
                    .forEach((name, node) -> placed.put(
                            name, new Ellipse(node.x() + x, node.y() + y, node.halfWidth(), node.halfHeight())));
            sized.frames()
                    .forEach((inner, frame) ->
                            framed.put(inner, new Frame(frame.x() + x, frame.y() + y, frame.width(), frame.height())));
        }
        return new Sized(width, total, placed, framed);
    }

    /** The plates and variables directly in a plate, each after those that it is drawn from. */
    private List<Item> items(Plate plate, Set<String> inside) {
        List<Item> items = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>(inside);
        for (Plate child : graph.plates()) {
            if (parents.get(child) == plate && inside.containsAll(child.variables())) {
                items.add(new Item(null, child, child.variables(), lay(child, child.variables())));
                left.removeAll(child.variables());
            }
        }
        for (String name : left) {
            double half = Math.max(RADIUS, LETTER * name.length() + 8);
            Ellipse node = new Ellipse(half, RADIUS, half, RADIUS);
            items.add(
                    new Item(name, null, Set.of(name), new Sized(2 * half, 2 * RADIUS, Map.of(name, node), Map.of())));
        }
        items.sort(Comparator.comparingInt(
                item -> item.inside().stream().mapToInt(order::indexOf).min().orElse(0)));
        return items;
    }

    private List<Set<Integer>> inputs(List<Item> items) {
        Map<String, Integer> itemOf = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            for (String name : items.get(i).inside()) {
                itemOf.put(name, i);
            }
        }
        List<Set<Integer>> inputs = new ArrayList<>();
        items.forEach(item -> inputs.add(new LinkedHashSet<>()));
        for (Edge edge : graph.edges()) {
            Integer from = itemOf.get(edge.from());
            Integer to = itemOf.get(edge.to());
            if (edge.kind() == Kind.GENERATES && from != null && to != null && from < to) {
                inputs.get(to).add(from);
            }
        }
        return inputs;
    }
}
