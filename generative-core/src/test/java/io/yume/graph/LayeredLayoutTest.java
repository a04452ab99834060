package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LayeredLayoutTest {

    private static List<Set<Integer>> randomGraph(long seed, int boxes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Set<Integer>> inputs = new ArrayList<>();
        for (int box = 0; box < boxes; box++) {
            Set<Integer> from = new LinkedHashSet<>();
            for (int i = random.nextInt(4); i > 0 && box > 0; i--) {
                from.add(random.nextInt(box));
            }
            inputs.add(from);
        }
        return inputs;
    }

    @Test
    void boxesLieBelowWhatTheyDependOnAndNoneOverlap() {
        for (long seed = 0; seed < 40; seed++) {
            List<Set<Integer>> inputs = randomGraph(seed, 1 + (int) seed * 3);
            LayeredLayout layout = new LayeredLayout(inputs, 100, 4, 10);
            List<LayeredLayout.Point> points = layout.points();
            List<List<LayeredLayout.Point>> rows = new ArrayList<>();
            for (int row = 0; row < layout.rows(); row++) {
                rows.add(new ArrayList<>());
            }
            points.forEach(point -> rows.get(point.row()).add(point));
            for (int box = 0; box < inputs.size(); box++) {
                for (int input : inputs.get(box)) {
                    assertThat(points.get(box).row())
                            .isGreaterThan(points.get(input).row());
                }
            }
            for (List<LayeredLayout.Point> row : rows) {
                assertThat(row.stream().filter(layout::isBox).count()).isLessThanOrEqualTo(LayeredLayout.MOST_IN_ROW);
                row.sort((a, b) -> Double.compare(a.x(), b.x()));
                for (int i = 1; i < row.size(); i++) {
                    double apart = row.get(i).x() - row.get(i - 1).x();
                    double half = (layout.isBox(row.get(i)) ? 50 : 2) + (layout.isBox(row.get(i - 1)) ? 50 : 2);
                    assertThat(apart).isGreaterThanOrEqualTo(half + 10 - 1e-6);
                }
                assertThat(row).allSatisfy(point -> assertThat(point.x()).isBetween(0.0, layout.width()));
            }
        }
    }

    @Test
    void linesLeadFromEveryBoxToThoseThatDependOnIt() {
        List<Set<Integer>> inputs = randomGraph(7, 60);
        LayeredLayout layout = new LayeredLayout(inputs, 100, 4, 10);
        for (int box = 0; box < inputs.size(); box++) {
            Set<Integer> reached = new LinkedHashSet<>();
            reach(layout, layout.points().get(box), reached);
            Set<Integer> expected = new LinkedHashSet<>();
            for (int other = 0; other < inputs.size(); other++) {
                if (inputs.get(other).contains(box)) {
                    expected.add(other);
                }
            }
            assertThat(reached).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static void reach(LayeredLayout layout, LayeredLayout.Point from, Set<Integer> reached) {
        for (LayeredLayout.Point below : from.below()) {
            assertThat(below.row()).isEqualTo(from.row() + 1);
            if (layout.isBox(below)) {
                reached.add(below.box());
            } else {
                assertThat(below.box()).isEqualTo(from.box());
                reach(layout, below, reached);
            }
        }
    }
}
