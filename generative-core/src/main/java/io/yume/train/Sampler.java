package io.yume.train;

import io.yume.distribution.Distribution;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Parameters;
import io.yume.graph.Program;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.SampleGraph;
import java.util.LinkedHashMap;
import java.util.Map;

/** Draws from a distribution with learned parameters: {@code p(x|z)p(z)} makes images, {@code p(x|z)q(z|x)} reconstructs them. */
public final class Sampler implements AutoCloseable {

    private static final String MEAN = "mean of ";

    private final SampleGraph graph;
    private final Program program;
    private final int rows;

    /**
     * The result of a draw.
     *
     * @param draws by variable, row after row
     * @param means the mean of each variable given the draws before it, by variable; only where there is a closed form
     */
    public record Drawn(Map<String, float[]> draws, Map<String, float[]> means) {}

    /**
     * Compiles a program that draws.
     *
     * @param distribution that is drawn from
     * @param learned its learned tensors, such as {@link Trainer#parameters}; the caller still owns and closes them
     * @param rows how many draws are made at once
     * @param given the shape of one value of every variable that is fed
     * @throws IllegalArgumentException if a variable has no value, two variables have one name, or a learned tensor is
     *     missing or of another shape
     */
    public Sampler(Distribution distribution, Parameters learned, int rows, Map<String, Shape> given) {
        this.rows = rows;
        graph = SampleGraph.of(distribution, rows, given);
        graph.inputs().requireLearned(learned, distribution);
        Map<String, Node> outputs = new LinkedHashMap<>(graph.draws());
        graph.means().forEach((name, node) -> outputs.put(MEAN + name, node));
        program = Program.of(outputs, learned);
    }

    /**
     * Draws all rows; equal seeds give equal draws.
     *
     * @param given for every variable that is fed, the values of all rows, one after the other
     */
    public Drawn draw(Seed seed, Map<String, float[]> given) {
        return draw(Noise.of(seed, rows, 0), given);
    }

    /**
     * Draws all rows, each from a random stream of its own.
     *
     * @param noise a stream for each row
     * @param given for every variable that is fed, the values of all rows, one after the other
     */
    public Drawn draw(Noise noise, Map<String, float[]> given) {
        graph.observed().keySet().forEach(name -> {
            float[] value = given.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "every variable that is given needs a value: variable=" + name + ", has=" + given.keySet());
            }
            program.feed(name, value);
        });
        program.run(noise);
        Map<String, float[]> draws = new LinkedHashMap<>();
        Map<String, float[]> means = new LinkedHashMap<>();
        graph.draws().keySet().forEach(name -> draws.put(name, program.get(name)));
        graph.means().keySet().forEach(name -> means.put(name, program.get(MEAN + name)));
        return new Drawn(draws, means);
    }

    /**
     * The shape of one value of a variable that is drawn.
     *
     * @throws IllegalArgumentException if there is no such variable
     */
    public Shape event(String variable) {
        Shape event = graph.events().get(variable);
        if (event == null) {
            throw new IllegalArgumentException("unknown variable: variable=" + variable + ", known="
                    + graph.draws().keySet());
        }
        return event;
    }

    @Override
    public void close() {
        program.close();
    }
}
