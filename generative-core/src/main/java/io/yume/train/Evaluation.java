package io.yume.train;

import io.yume.data.DataSet;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.loss.Objective;
import io.yume.loss.ObjectiveGraph;
import io.yume.loss.Together;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The terms of an objective over a data set, without training. An objective that mixes the examples of a batch depends
 * on the batch size; it is averaged over whole batches alone, if there is one.
 */
record Evaluation(Objective objective, Parameters parameters, int batch, Seed seed) {

    Metrics run(DataSet data, long step, long epoch) {
        Map<String, Double> sums = new LinkedHashMap<>();
        int whole = data.size() / batch * batch;
        if (whole > 0) {
            add(sums, data, 0, whole, batch, step);
        }
        boolean all = whole == 0 || !Together.in(objective);
        if (all && whole < data.size()) {
            add(sums, data, whole, data.size(), data.size() - whole, step);
        }
        int examples = all ? data.size() : whole;
        sums.replaceAll((name, sum) -> sum / examples);
        return new Metrics(step, epoch, sums, 0);
    }

    private void add(Map<String, Double> sums, DataSet data, int begin, int end, int rows, long step) {
        ObjectiveGraph graph = ObjectiveGraph.evaluation(objective, rows, data.variables());
        graph.inputs().requireLearned(parameters, objective);
        Map<String, Node> terms = graph.terms();
        Batches batches = new Batches(data, rows, seed);
        try (Program program = Program.of(terms, parameters)) {
            graph.schedules().forEach((name, schedule) -> program.offer(name, (float) schedule.at(step)));
            graph.runningMeans().forEach(mean -> program.offer(mean.placeholder(), 0));
            Batches.Reads reads = Batches.Reads.of(program, graph);
            Map<String, float[]> values = reads.buffers(rows);
            for (int at = begin; at < end; at += rows) {
                batches.readFrom(reads, at, values);
                values.forEach(program::feed);
                program.run(Noise.of(seed.split("noise"), rows, at));
                terms.keySet().forEach(name -> sums.merge(name, (double) program.scalar(name) * rows, Double::sum));
            }
        }
    }
}
