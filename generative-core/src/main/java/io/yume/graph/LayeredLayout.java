package io.yume.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Places boxes in rows, each below those it depends on, after Sugiyama, Tagawa and Toda (1981): rows by longest path, at most
 * {@link #MOST_IN_ROW} boxes in each; points on lines that pass through a row, shared by the lines of one box; the order
 * in a row by the mean place of neighbours; then places as close to the neighbours as the order allows.
 */
public final class LayeredLayout {

    /** Boxes that may lie side by side. */
    public static final int MOST_IN_ROW = 7;

    private static final int ORDER_SWEEPS = 12;
    private static final int PLACE_SWEEPS = 24;

    private final double boxWidth;
    private final double lineWidth;
    private final double gap;
    private final List<Point> points = new ArrayList<>();
    private final List<List<Point>> rows = new ArrayList<>();
    private double width;

    /** A box, or the place where the lines of a box pass through a row. */
    public static final class Point {

        private final int box;
        private final int row;
        private final double width;
        private final List<Point> above = new ArrayList<>();
        private final List<Point> below = new ArrayList<>();
        private double x;

        private Point(int box, int row, double width) {
            this.box = box;
            this.row = row;
            this.width = width;
        }

        /** The box, or that whose lines pass here. */
        public int box() {
            return box;
        }

        /** The row, counted from above. */
        public int row() {
            return row;
        }

        /** The middle. */
        public double x() {
            return x;
        }

        /** Where lines lead from here. */
        public List<Point> below() {
            return below;
        }

        private double mean(List<Point> neighbours) {
            return neighbours.stream().mapToDouble(point -> point.x).average().orElse(x);
        }
    }

    /**
     * @param inputs for each box the boxes it depends on, all before it
     * @param boxWidth of every box
     * @param lineWidth of the passage of a line
     * @param gap between neighbours in a row
     */
    public LayeredLayout(List<Set<Integer>> inputs, double boxWidth, double lineWidth, double gap) {
        this.boxWidth = boxWidth;
        this.lineWidth = lineWidth;
        this.gap = gap;
        int[] row = rows(inputs);
        for (int box = 0; box < row.length; box++) {
            add(new Point(box, row[box], boxWidth));
        }
        List<Map<Integer, Point>> passages = new ArrayList<>();
        for (int box = 0; box < row.length; box++) {
            passages.add(new HashMap<>());
        }
        for (int box = 0; box < row.length; box++) {
            for (int input : inputs.get(box)) {
                connect(points.get(input), points.get(box), passages.get(input));
            }
        }
        order();
        place();
    }

    /** All points; the first are the boxes, in order. */
    public List<Point> points() {
        return points;
    }

    /** Number of rows. */
    public int rows() {
        return rows.size();
    }

    /** From the left edge of the leftmost to the right edge of the rightmost; places start at 0. */
    public double width() {
        return width;
    }

    /** Whether this is a box, and not the passage of a line. */
    public boolean isBox(Point point) {
        return point.width == boxWidth;
    }

    private static int[] rows(List<Set<Integer>> inputs) {
        int[] row = new int[inputs.size()];
        List<Integer> filled = new ArrayList<>();
        int[] consumer = new int[row.length];
        Arrays.fill(consumer, Integer.MAX_VALUE);
        for (int box = 0; box < row.length; box++) {
            int at = 0;
            for (int input : inputs.get(box)) {
                at = Math.max(at, row[input] + 1);
            }
            while (at < filled.size() && filled.get(at) >= MOST_IN_ROW) {
                at++;
            }
            if (at == filled.size()) {
                filled.add(0);
            }
            filled.set(at, filled.get(at) + 1);
            row[box] = at;
            for (int input : inputs.get(box)) {
                consumer[input] = Math.min(consumer[input], at);
            }
        }
        // What depends on nothing stands where it is needed.
        for (int box = row.length - 1; box >= 0; box--) {
            if (inputs.get(box).isEmpty() && consumer[box] != Integer.MAX_VALUE) {
                int at = consumer[box] - 1;
                while (at > row[box] && filled.get(at) >= MOST_IN_ROW) {
                    at--;
                }
                filled.set(row[box], filled.get(row[box]) - 1);
                filled.set(at, filled.get(at) + 1);
                row[box] = at;
            }
        }
        return row;
    }

    private void add(Point point) {
        points.add(point);
        while (rows.size() <= point.row) {
            rows.add(new ArrayList<>());
        }
        rows.get(point.row).add(point);
    }

    private void connect(Point from, Point to, Map<Integer, Point> passages) {
        Point last = from;
        for (int row = from.row + 1; row < to.row; row++) {
            Point next = passages.get(row);
            if (next == null) {
                next = new Point(from.box, row, lineWidth);
                passages.put(row, next);
                add(next);
                link(last, next);
            }
            last = next;
        }
        link(last, to);
    }

    private static void link(Point above, Point below) {
        above.below.add(below);
        below.above.add(above);
    }

    private void order() {
        rows.forEach(this::number);
        for (int sweep = 0; sweep < ORDER_SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < rows.size(); i++) {
                List<Point> row = rows.get(down ? i : rows.size() - 1 - i);
                Map<Point, Double> wanted = new HashMap<>();
                row.forEach(point -> wanted.put(point, point.mean(down ? point.above : point.below)));
                row.sort(Comparator.comparing(wanted::get));
                number(row);
            }
        }
    }

    /** Places in order, centred, in units that are alike in all rows. */
    private void number(List<Point> row) {
        double total = row.stream().mapToDouble(point -> point.width + gap).sum();
        double at = -total / 2;
        for (Point point : row) {
            point.x = at + point.width / 2;
            at += point.width + gap;
        }
    }

    private void place() {
        for (int sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < rows.size(); i++) {
                settle(rows.get(down ? i : rows.size() - 1 - i));
            }
        }
        double left = points.stream()
                .mapToDouble(point -> point.x - point.width / 2)
                .min()
                .orElse(0);
        points.forEach(point -> point.x -= left);
        width = points.stream()
                .mapToDouble(point -> point.x + point.width / 2)
                .max()
                .orElse(0);
    }

    /**
     * Moves the points of a row to the mean of their neighbours, in order and without overlap, with the least sum of squared
     * distances to it: blocks of touching points that want to pass each other are merged.
     */
    private void settle(List<Point> row) {
        List<Block> blocks = new ArrayList<>();
        for (Point point : row) {
            double up = point.mean(point.above);
            double down = point.mean(point.below);
            double wanted = point.above.isEmpty() ? down : point.below.isEmpty() ? up : (up + down) / 2;
            Block block = new Block(point, wanted, gap);
            while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).end() > block.start()) {
                block = blocks.remove(blocks.size() - 1).join(block);
            }
            blocks.add(block);
        }
        blocks.forEach(Block::apply);
    }

    /** Points that touch; {@code sum} is that of the places at which each of them wants the block to start. */
    private record Block(List<Point> points, double sum, double length, double gap) {

        Block(Point point, double wanted, double gap) {
            this(List.of(point), wanted - point.width / 2, point.width + gap, gap);
        }

        double start() {
            return sum / points.size();
        }

        double end() {
            return start() + length;
        }

        Block join(Block right) {
            List<Point> all = new ArrayList<>(points);
            all.addAll(right.points);
            return new Block(all, sum + right.sum - length * right.points.size(), length + right.length, gap);
        }

        void apply() {
            double at = start();
            for (Point point : points) {
                point.x = at + point.width / 2;
                at += point.width + gap;
            }
        }
    }
}
