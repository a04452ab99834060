package io.yume.experiment.report;

import io.yume.train.Curves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The points of a run as charts. */
public final class LearningCurves {

    private final Map<String, List<Curves.Point>> series;

    private LearningCurves(Map<String, List<Curves.Point>> series) {
        this.series = series;
    }

    /** Groups points, as {@link Curves#read} gives them, by series. */
    public static LearningCurves of(List<Curves.Point> points) {
        Map<String, List<Curves.Point>> series = new TreeMap<>();
        for (Curves.Point point : points) {
            series.computeIfAbsent(point.series(), name -> new ArrayList<>()).add(point);
        }
        return new LearningCurves(series);
    }

    /** The names of all series, sorted. */
    public List<String> names() {
        return List.copyOf(series.keySet());
    }

    /**
     * A chart of some series; those that do not exist are left out.
     *
     * @param xLabel what a step is, such as {@code generation}
     */
    public LineChart chart(String title, String xLabel, String... names) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String name : names) {
            labels.put(name, name.substring(name.lastIndexOf('/') + 1));
        }
        return chart(title, xLabel, labels);
    }

    /**
     * A chart of some series under other names; those that do not exist are left out.
     *
     * @param labels what the legend calls each series, in its order
     */
    public LineChart chart(String title, String xLabel, Map<String, String> labels) {
        LineChart chart = LineChart.titled(title, xLabel);
        labels.forEach((name, label) -> {
            List<Curves.Point> points = series.getOrDefault(name, List.of());
            if (!points.isEmpty()) {
                chart.line(
                        label,
                        points.stream().mapToDouble(Curves.Point::step).toArray(),
                        points.stream().mapToDouble(Curves.Point::value).toArray());
            }
        });
        return chart;
    }
}
